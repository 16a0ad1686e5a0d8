import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editList, type ListEdits, referenceImageKey } from '#src/upstreams/sartiq/list-edits.ts';

interface Entry {
  readonly key: string;
  readonly text: string;
}
interface Key {
  readonly key: string;
}

const keyOf = ({ key }: Key): string => key;
// Few keys, so that they repeat in a list and meet the ones that are changed.
const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const entries = fc.array(fc.record({ key, text: fc.string() }), { maxLength: 8 });
const edits: fc.Arbitrary<ListEdits<Entry, Key>> = fc
  .uniqueArray(fc.tuple(fc.record({ key, text: fc.string() }), fc.boolean()), {
    selector: ([entry]) => entry.key,
  })
  .map((named) => ({
    set: named.filter(([, isSet]) => isSet).map(([entry]) => entry),
    remove: named.filter(([, isSet]) => !isSet).map(([entry]) => ({ key: entry.key })),
  }));

/** The list after the edits, whether they changed anything or not. */
function edited(current: readonly Entry[], change: ListEdits<Entry, Key>): readonly Entry[] {
  return editList(current, change, keyOf)?.map(({ draft }) => draft) ?? current;
}

function keysOf(list: readonly Key[] | null | undefined): Set<string> {
  return new Set((list ?? []).map(keyOf));
}

describe('editList', () => {
  it('keeps every entry that no edit names, unchanged and in order', () => {
    void fc.assert(
      fc.property(entries, edits, (current, change) => {
        const named = keysOf([...(change.set ?? []), ...(change.remove ?? [])]);
        const others = (list: readonly Entry[]) => list.filter((entry) => !named.has(entry.key));
        expect(others(edited(current, change))).toEqual(others(current));
      }),
    );
  });

  it('has every entry of `set` exactly once, and none that is removed', () => {
    void fc.assert(
      fc.property(entries, edits, (current, change) => {
        const list = edited(current, change);
        for (const entry of change.set ?? []) {
          expect(list.filter((other) => other.key === entry.key)).toEqual([entry]);
        }
        const removed = keysOf(change.remove);
        expect(list.filter((entry) => removed.has(entry.key))).toEqual([]);
      }),
    );
  });

  it('replaces at the place of the first entry with the key, and adds at the end in the order of `set`', () => {
    void fc.assert(
      fc.property(entries, edits, (current, change) => {
        const list = edited(current, change);
        const set = keysOf(change.set);
        const removed = keysOf(change.remove);
        const firsts = [...keysOf(current)].filter((name) => set.has(name));
        const added = (change.set ?? []).filter((entry) => !firsts.includes(entry.key));
        expect(list.slice(list.length - added.length)).toEqual(added);
        const seen = new Set<string>();
        const expected = current.flatMap(({ key: name }) => {
          if (removed.has(name) || (set.has(name) && seen.has(name))) return [];
          seen.add(name);
          return [name];
        });
        expect(list.slice(0, list.length - added.length).map(keyOf)).toEqual(expected);
      }),
    );
  });

  it('says of each entry where in `set` it stands, and of kept ones that they were kept', () => {
    void fc.assert(
      fc.property(entries, edits, (current, change) => {
        for (const { draft, setIndex } of editList(current, change, keyOf) ?? []) {
          if (setIndex === null) expect(current).toContain(draft);
          else expect(change.set?.[setIndex]).toBe(draft);
        }
      }),
    );
  });

  it('changes nothing a second time, and says so where it changes nothing at all', () => {
    void fc.assert(
      fc.property(entries, edits, (current, change) => {
        const once = edited(current, change);
        expect(edited(once, change)).toEqual(once);
        expect(editList(once, { remove: change.remove ?? [] }, keyOf)).toBeNull();
      }),
    );
  });
});

describe('referenceImageKey', () => {
  it('takes no label and null for the same, and for another than an empty one', () => {
    const shotTypeId = 's';
    expect(referenceImageKey({ shotTypeId })).toBe(referenceImageKey({ shotTypeId, label: null }));
    expect(referenceImageKey({ shotTypeId })).not.toBe(referenceImageKey({ shotTypeId, label: '' }));
  });
});
