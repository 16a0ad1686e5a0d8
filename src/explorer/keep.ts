/** What the panel remembers in the browser between visits. Nothing of operations or headers. */

export interface Kept {
  readonly isOpen: boolean;
  readonly isTracing: boolean;
  /** In pixels, beside or below GraphiQL; null before it was ever changed. */
  readonly sizePx: number | null;
}

const key = 'atelier:panel';
const atFirst: Kept = { isOpen: false, isTracing: true, sizePx: null };

export function readKept(): Kept {
  try {
    return { ...atFirst, ...JSON.parse(localStorage.getItem(key) ?? '{}') };
  } catch {
    return atFirst;
  }
}

export function keep(change: Partial<Kept>): void {
  localStorage.setItem(key, JSON.stringify({ ...readKept(), ...change }));
}
