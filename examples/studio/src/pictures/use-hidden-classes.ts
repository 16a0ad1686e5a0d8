import { useCallback, useState } from 'react';

/** Which classes are switched off, and how one is switched. */
export function useHiddenClasses(): readonly [ReadonlySet<string>, (name: string) => void] {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((name: string) => {
    setHidden((before) => {
      const after = new Set(before);
      if (!after.delete(name)) after.add(name);
      return after;
    });
  }, []);
  return [hidden, toggle];
}
