/**
 * Masked fragments: the part of an answer that one component has asked for, and what is missing in just that part.
 * Also where many components spread their fragments on the same object, as panels do on `Query`.
 */

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { type DocumentNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { Path, Unavailable } from './failures.ts';
import { missingIn } from './guard.ts';

// biome-ignore lint/suspicious/noExplicitAny: fragments have no variables of their own, as code generators have it
export type Fragment<Data> = DocumentTypeDecoration<Data, any>;

/**
 * What a parent has of a fragment that it spreads, `FragmentRef<typeof JobCardFragmentDoc>`: a reference that only the
 * fragment's own document opens.
 */
export type FragmentRef<Document extends Fragment<unknown>> =
  Document extends Fragment<infer Data> ? RefTo<Data, Data> : never;

/** The same of a fragment that is spread with `@defer`. */
export type DeferredRef<Document extends Fragment<unknown>> =
  Document extends Fragment<infer Data> ? RefTo<Data, Incremental<Data>> : never;

type RefTo<Data, Held> = [Data] extends [{ ' $fragmentName'?: infer Name }]
  ? Name extends string
    ? { ' $fragmentRefs'?: { [key in Name]: Held } }
    : never
  : never;

type Incremental<Data> =
  | Data
  | { [Key in keyof Data]?: Key extends ' $fragmentName' | '__typename' ? Data[Key] : never };

/** Opens a reference. What is missing in it throws when it is read, as everywhere in the answer. */
export function partOf<Data>(fragment: Fragment<Data>, ref: FragmentRef<Fragment<Data>>): Data;
export function partOf<Data>(
  fragment: Fragment<Data>,
  ref: FragmentRef<Fragment<Data>> | null | undefined,
): Data | null;
export function partOf<Data>(
  _fragment: Fragment<Data>,
  ref: FragmentRef<Fragment<Data>> | null | undefined,
): Data | null {
  return (ref ?? null) as Data | null;
}

/** Opens a reference to a deferred fragment; null as long as it has not come. */
export function deferredPartOf<Data>(
  fragment: Fragment<Data>,
  ref: DeferredRef<Fragment<Data>> | FragmentRef<Fragment<Data>>,
): Data | null {
  const names = selectionsOf(fragment)?.flatMap((selection) => alwaysAnswered(selection)) ?? [];
  return names.every((name) => name in ref) ? (ref as Data) : null;
}

/** What the fragment has selected in this object, itself or by other fragments, and is missing. */
export function unavailableInPart<Data>(
  fragment: Fragment<Data>,
  ref: object | null | undefined,
): readonly Unavailable[] {
  if (!ref) return [];
  const { depth, failures } = missingIn(ref);
  const selections = selectionsOf(fragment);
  if (!selections) return failures;
  const fragments = fragmentsOf(fragment as DocumentNode);
  return failures.filter(({ path }) => isSelected(path.slice(depth), selections, fragments));
}

/** The generated fragment's selections; undefined where documents are generated as text. */
function selectionsOf(fragment: Fragment<unknown>): readonly SelectionNode[] | undefined {
  const [definition] = (fragment as Partial<DocumentNode>).definitions ?? [];
  return definition?.kind === Kind.FRAGMENT_DEFINITION ? definition.selectionSet.selections : undefined;
}

function alwaysAnswered(selection: SelectionNode): string[] {
  if (selection.kind !== Kind.FIELD || selection.directives?.length) return [];
  return [(selection.alias ?? selection.name).value];
}

type Fragments = ReadonlyMap<string, SelectionSetNode>;

function fragmentsOf({ definitions }: DocumentNode): Fragments {
  return new Map(
    definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each.selectionSet]] : [],
    ),
  );
}

/** Whether the selections reach the place at this path, or something above it. */
function isSelected(path: Path, selections: readonly SelectionNode[], fragments: Fragments): boolean {
  const [key, ...below] = path;
  if (key === undefined) return true;
  if (typeof key === 'number') return isSelected(below, selections, fragments);
  return selections.some((selection) => {
    if (selection.kind === Kind.FIELD) {
      if ((selection.alias ?? selection.name).value !== key) return false;
      return !selection.selectionSet || isSelected(below, selection.selectionSet.selections, fragments);
    }
    const inner =
      selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection.selectionSet;
    return inner !== undefined && isSelected(path, inner.selections, fragments);
  });
}
