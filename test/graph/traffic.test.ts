import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '#test/support/world.ts';

/** One operation that touches every field that costs a request, several times over. */
const everything = `query Everything {
  a: jobs(first: 12) {
    totalCount
    pageCursors { around { page } }
    nodes { ...JobParts }
  }
  b: jobs(first: 12) { edges { cursor node { id ...JobParts } } }
  c: jobs(first: 12, orderDirection: ASC) { totalCount }
  assets(first: 30) { nodes { id datasetImages { id url assets { id } } } }
  more: assets(first: 30) { nodes { filename datasetImages { annotations { classValue } } } }
  setDesigns(first: 30) {
    nodes {
      id
      backgroundPreset { name }
      baseImages { subject { name } shotType { name } }
      referenceImages { shotType { id } }
      subjectPortraits { subject { id } imageMedia { url } }
    }
  }
  datasetImages(first: 25) { nodes { id annotations { id } assets { id filename } } }
  same: datasetImages(first: 25) { nodes { filename imageUrl } }
  search(text: "front", first: 10) { nodes { __typename ... on Picture { url } } }
}
fragment JobParts on Job {
  jobId
  images(first: 4) { nodes { id assets { id } datasetImages { id filename } annotations { id } } }
  best: images(first: 2, orderBy: { field: QUALITY_SCORE, direction: DESC }) { nodes { qualityScore } }
}`;

describe('upstream traffic', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  beforeEach(() => {
    world.takeRequests();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('has no request twice within one operation', async () => {
    for (let run = 0; run < 2; run += 1) {
      const { errors } = await world.query(everything);
      expect(errors).toEqual([]);
      const requests = world.takeRequests();
      expect(requests.length).toBeGreaterThan(10);
      expect(requests.toSorted()).toEqual([...new Set(requests)].toSorted());
    }
  });

  it('begins with all root fields at once: none waits for another backend', async () => {
    const stops = [world.simulators.piktid, world.simulators.sartiq, world.simulators.acusight].map(
      (upstream) => upstream.inject({ kind: 'delay', ms: 1_500, times: 2 }),
    );
    const answer = world.query(
      '{ jobs { totalCount } assets { totalCount } setDesigns { totalCount } datasetImages { totalCount } }',
    );
    // All four have arrived while none is answered yet.
    await expect
      .poll(() => {
        const { piktid, sartiq, acusight } = world.simulators;
        const open = [piktid, sartiq, acusight]
          .flatMap(({ requests }) => requests)
          .map(({ status }) => status);
        return open.length === 4 && open.every((status) => status === null);
      })
      .toBe(true);
    expect((await answer).errors).toEqual([]);
    for (const stop of stops) stop();
  });

  it('is two steps deep for a join: the list, then all names together', async () => {
    const { piktid, acusight } = world.simulators;
    await world.query('{ datasetImages { totalCount } }');
    world.takeRequests();
    acusight.inject({ kind: 'delay', ms: 1_500, times: 4 });
    const answer = world.query('{ assets(first: 4) { nodes { datasetImages { id annotations { id } } } } }');
    await expect
      .poll(() => piktid.requests.length === 1 && acusight.requests.map(({ status }) => status))
      .toEqual(expect.arrayContaining([null, null]));
    expect((await answer).errors).toEqual([]);
    acusight.clearFaults();
  });
});
