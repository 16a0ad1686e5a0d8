import type { Client } from '@urql/core';
import { expect, it } from 'vitest';
import { describeReactRecipe } from './react-recipe.ts';

/** Selects what has no id in every kind of list. */
const withoutIds = `{
  jobs(first: 20) {
    pageCursors { around { page } first { page } last { page } previous { page } }
    nodes { id images(first: 5) { nodes { id inputs { fullSize } output { fullSize } } } }
  }
  assets(first: 1) { pageCursors { around { page } } nodes { id } }
  setDesigns(first: 50) { nodes { id baseImages { id imageMedia { url } } } }
  datasetImages(first: 1) { nodes { id annotations { id } } }
}`;

describeReactRecipe('urql with Graphcache', ['README', 'urql'], ({ show }) => {
  // What Graphcache warns of fails the test.
  it('has a key for everything in lists that has no id', async () => {
    const recipe = await show('src/studio.tsx', 'Studio');
    const { client } = await recipe.load<{ client: Client }>('src/client.ts');
    const { data, error } = await client.query(withoutIds, {}).toPromise();
    expect(error).toBeUndefined();
    const text = JSON.stringify(data);
    for (const part of ['"output":{', '"imageMedia":{', '"around":[{'])
      expect(text.includes(part), part).toBe(true);
  });
});
