/** A masked fragment as its component reads it, with what is missing in just that part. */

import { useMemo } from 'react';
import type { Unavailable } from '../failures.ts';
import {
  type DeferredRef,
  deferredPartOf,
  type Fragment,
  type FragmentRef,
  partOf,
  unavailableInPart,
} from '../parts.ts';

export interface Part<Data> {
  /** Reading a field of it that failed throws `FieldUnavailable`. */
  readonly data: Data;
  /** What the fragment selects, itself or by fragments in it, and is missing. */
  readonly unavailable: readonly Unavailable[];
}

export function useFragmentPart<Data>(fragment: Fragment<Data>, ref: FragmentRef<Fragment<Data>>): Part<Data>;
export function useFragmentPart<Data>(
  fragment: Fragment<Data>,
  ref: FragmentRef<Fragment<Data>> | null | undefined,
): Part<Data | null>;
export function useFragmentPart<Data>(
  fragment: Fragment<Data>,
  ref: FragmentRef<Fragment<Data>> | null | undefined,
): Part<Data | null> {
  return useMemo(
    () => ({ data: partOf(fragment, ref), unavailable: unavailableInPart(fragment, ref) }),
    [fragment, ref],
  );
}

/** The same of a fragment that is spread with `@defer`: `data` is null as long as it has not come. */
export function useDeferredPart<Data>(
  fragment: Fragment<Data>,
  ref: DeferredRef<Fragment<Data>> | FragmentRef<Fragment<Data>>,
): Part<Data | null> {
  return useMemo(
    () => ({
      data: deferredPartOf<Data>(fragment, ref),
      unavailable: unavailableInPart(fragment, ref as object),
    }),
    [fragment, ref],
  );
}
