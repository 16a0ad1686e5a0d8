/** Light or dark: what the system says, until the person chooses. Owns the choice and where it is kept. */

import { useCallback, useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const storageKey = 'atelier-studio:theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** Puts the choice of an earlier visit on the page; before the first paint. */
export function restoreTheme(): void {
  const chosen = localStorage.getItem(storageKey);
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['theme'] = chosen;
}

export function useTheme(): readonly [Theme, () => void] {
  const theme = useSyncExternalStore(subscribe, currentTheme);
  const toggle = useCallback(() => {
    const other = currentTheme() === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = other;
    localStorage.setItem(storageKey, other);
    for (const listener of listeners) listener();
  }, []);
  return [theme, toggle];
}

function currentTheme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return system.matches ? 'dark' : 'light';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  system.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener('change', listener);
  };
}
