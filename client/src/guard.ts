/**
 * Data that throws where it is missing: a field that an error has nulled throws this error when it is read, so that
 * `null` means "there is none" and nothing else, and `@semanticNonNull` fields are never null. Only what lies on the
 * way to an error is copied; the rest is the answer itself. Pure.
 */

import { FieldUnavailable, type Unavailable } from './failures.ts';

/** What is missing inside an object or a list of an answer. */
export interface Missing {
  /** How many entries of the failures' paths lead to it. */
  readonly depth: number;
  readonly failures: readonly Unavailable[];
}

const nothing: Missing = { depth: 0, failures: [] };
const missing = new WeakMap<object, Missing>();

/** The failures inside this object or list; those above it never let anybody get here. */
export function missingIn(value: object): Missing {
  return missing.get(value) ?? nothing;
}

/** @param failures with paths from the root of `data`. */
export function guard<Data>(data: Data, failures: readonly Unavailable[]): Data {
  return failures.length === 0 ? data : (guardAt(data, 0, failures) as Data);
}

/** Why the field `key` cannot be read, without reading it; null if it can be. */
export function failureOf<Value extends object>(value: Value, key: keyof Value): Unavailable | null {
  const getter = Object.getOwnPropertyDescriptor(value, key)?.get as Thrower | undefined;
  return getter?.failure ?? null;
}

/** The field's value, or null where it is missing. */
export function valueOrNull<Value extends object, Key extends keyof Value>(
  value: Value,
  key: Key,
): Value[Key] | null {
  return failureOf(value, key) ? null : value[key];
}

/** The entries of a list that are there. Reading the list itself throws at the first one that is missing. */
export function present<Entry>(list: readonly Entry[]): Entry[] {
  const entries: Entry[] = [];
  for (let index = 0; index < list.length; index += 1) {
    if (!failureOf(list, index)) entries.push(list[index] as Entry);
  }
  return entries;
}

type Thrower = (() => never) & { readonly failure: Unavailable };
type Tree = Record<string | number, unknown>;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

/** `failures` all lie at or below `data`, whose own path has `depth` entries. */
function guardAt(data: unknown, depth: number, failures: readonly Unavailable[]): unknown {
  if (!isTree(data)) return data;
  const copy = copyOf(data);
  for (const [key, below] of Map.groupBy(failures, ({ path }) => path[depth])) {
    if (key === undefined) continue;
    // A part that was deferred and failed never came, and has no key at all.
    const value = data[key] ?? null;
    if (value === null) throwAt(copy, key, below);
    else copy[key] = guardAt(value, depth + 1, below);
  }
  missing.set(copy, { depth, failures });
  return copy;
}

function throwAt(copy: Tree, key: string | number, failures: readonly Unavailable[]): void {
  // Where errors of several fields have nulled their common parent, execution stopped at the last one.
  const failure = failures.at(-1) as Unavailable;
  const get = Object.assign(
    (): never => {
      throw new FieldUnavailable(failure);
    },
    { failure },
  );
  Object.defineProperty(copy, key, { get, enumerable: false, configurable: true });
}

/**
 * Development builds of React walk through the props that have changed, for their timings, and would trip over a getter
 * in the middle of a commit. They leave alone what is not enumerable, and compare only what is tagged `Object` or
 * `Array` key by key.
 */
function copyOf(value: Tree): Tree {
  const copy: Tree = Array.isArray(value) ? ([...value] as unknown as Tree) : { ...value };
  return Object.defineProperty(copy, Symbol.toStringTag, { value: 'Partial' });
}
