/**
 * Turns changes of single images into the whole lists that Sartiq wants. Pure. Entries that no change names stay where
 * they are and what they are.
 */

import { UpstreamFailure } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import type { SetDesignRow } from './contract.ts';
import {
  type BaseImageDraft,
  type BaseImageKey,
  keptImage,
  type PortraitDraft,
  type PortraitKey,
  type ReferenceImageDraft,
  type ReferenceImageKey,
  type SetDesignLists,
} from './set-design-draft.ts';

/** Changes of single entries of one list. An entry is named by its key, never by its position. */
export interface ListEdits<Draft, Key> {
  /** Takes the place of the entries with its key, or comes last where there is none. */
  readonly set?: readonly Draft[] | null | undefined;
  /** Every entry with the key goes. */
  readonly remove?: readonly Key[] | null | undefined;
}

/** Changes of single images, list by list. */
export interface SetDesignListEdits {
  readonly baseImageChanges?: ListEdits<BaseImageDraft, BaseImageKey> | null | undefined;
  readonly referenceImageChanges?: ListEdits<ReferenceImageDraft, ReferenceImageKey> | null | undefined;
  readonly subjectPortraitChanges?: ListEdits<PortraitDraft, PortraitKey> | null | undefined;
}

/** The field with the changes of each list. */
export const editsOf = {
  baseImages: 'baseImageChanges',
  referenceImages: 'referenceImageChanges',
  subjectPortraits: 'subjectPortraitChanges',
} as const;

export type ListName = keyof typeof editsOf;

/** An entry of a list that was put together, and which entry of `set` it is; null for one that was kept. */
export interface PlacedEntry<Draft> {
  readonly draft: Draft;
  readonly setIndex: number | null;
}

/** For each list that was put together, where its entries come from: indexes into `set`. */
export type ListOrigins = Partial<Record<ListName, readonly (number | null)[]>>;

/** S-09: Sartiq keeps them apart by these two. */
export function baseImageKey({ subjectId, shotTypeId }: BaseImageKey): string {
  return JSON.stringify([subjectId, shotTypeId]);
}

/** Nothing guarantees that it is the only one; no label is a label of its own. */
export function referenceImageKey({ shotTypeId, label }: ReferenceImageKey): string {
  return JSON.stringify([shotTypeId, label ?? null]);
}

/** Nothing guarantees that it is the only one. */
export function portraitKey({ subjectId }: PortraitKey): string {
  return subjectId;
}

/** Whether there is anything to change. */
export function hasEdits(edits: ListEdits<unknown, unknown> | null | undefined): boolean {
  return (edits?.set?.length ?? 0) + (edits?.remove?.length ?? 0) > 0;
}

/** The whole list after the changes; null where they change nothing. */
export function editList<Draft extends Key, Key>(
  current: readonly Draft[],
  edits: ListEdits<Draft, Key>,
  keyOf: (key: Key) => string,
): readonly PlacedEntry<Draft>[] | null {
  const set = edits.set ?? [];
  const removed = new Set((edits.remove ?? []).map(keyOf));
  const pending = new Map(set.map((draft, setIndex) => [keyOf(draft), { draft, setIndex }]));
  const replaced = new Set(pending.keys());
  const placed = current.flatMap((draft): PlacedEntry<Draft>[] => {
    const key = keyOf(draft);
    if (removed.has(key)) return [];
    if (!replaced.has(key)) return [{ draft, setIndex: null }];
    const replacement = pending.get(key);
    pending.delete(key);
    return replacement ? [replacement] : [];
  });
  if (set.length === 0 && placed.length === current.length) return null;
  return [...placed, ...pending.values()];
}

/**
 * The lists of a set design that the changes touch, each whole.
 *
 * @throws UpstreamFailure for an entry that could not be read, and so could not be kept
 */
export function editLists(
  design: SetDesignRow,
  edits: SetDesignListEdits,
): { readonly lists: SetDesignLists; readonly origins: ListOrigins } {
  const base = edited(design.baseImages, edits.baseImageChanges, baseImageKey, (row) => ({
    subjectId: row.subjectId,
    shotTypeId: row.shotTypeId,
    image: keptImage(row),
  }));
  const reference = edited(design.referenceImages, edits.referenceImageChanges, referenceImageKey, (row) => ({
    shotTypeId: row.shotTypeId,
    label: row.label,
    image: keptImage(row),
  }));
  const portraits = edited(design.subjectPortraits, edits.subjectPortraitChanges, portraitKey, (row) => ({
    subjectId: row.subjectId,
    image: keptImage(row),
  }));
  return {
    lists: {
      ...(base && { baseImages: base.map(({ draft }) => draft) }),
      ...(reference && { referenceImages: reference.map(({ draft }) => draft) }),
      ...(portraits && { subjectPortraits: portraits.map(({ draft }) => draft) }),
    },
    origins: {
      ...(base && { baseImages: base.map(({ setIndex }) => setIndex) }),
      ...(reference && { referenceImages: reference.map(({ setIndex }) => setIndex) }),
      ...(portraits && { subjectPortraits: portraits.map(({ setIndex }) => setIndex) }),
    },
  };
}

function edited<Row, Draft extends Key, Key>(
  rows: readonly Decoded<Row>[],
  edits: ListEdits<Draft, Key> | null | undefined,
  keyOf: (key: Key) => string,
  keep: (row: Row) => Draft,
): readonly PlacedEntry<Draft>[] | null {
  if (!edits || !hasEdits(edits)) return null;
  const current = rows.map((row) => {
    if (row instanceof UpstreamFailure) throw row;
    return keep(row);
  });
  return editList(current, edits, keyOf);
}
