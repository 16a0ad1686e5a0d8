/** The two ways to one screen that `docs/from-rest.md` shows and `bench/rest-screen.ts` measures. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '#test/support/world.ts';
import { queryScreen } from '../../bench/rest-screen/query-screen-client.ts';
import { readScreen } from '../../bench/rest-screen/rest-screen-client.ts';
import {
  backendsOf,
  createCountedClient,
  pickJob,
  withoutSignatures,
} from '../../bench/rest-screen/screen-world.ts';

describe('one screen by five REST calls and by one query', () => {
  let world: World;
  let jobId: string;
  beforeAll(async () => {
    world = await startWorld();
    jobId = pickJob(world.simulators);
  });
  afterAll(() => world[Symbol.asyncDispose]());
  beforeEach(() => {
    for (const name of ['piktid', 'sartiq', 'acusight'] as const) world.simulators[name].clearFaults();
    world.takeRequests();
  });

  const rest = async () => {
    const { traffic, ask } = createCountedClient();
    const { data, failures } = await readScreen(jobId, backendsOf(world.simulators), ask);
    return { traffic, failures, data: withoutSignatures(data) };
  };
  const query = async () => {
    const { traffic, post } = createCountedClient();
    const { data, failures } = await queryScreen(jobId, `${world.url}/graphql`, post);
    return { traffic, failures, data: withoutSignatures(data) };
  };

  it('is the same screen, with something in every part', async () => {
    const [calls, asked] = [await rest(), await query()];
    expect(calls.failures).toEqual([]);
    expect(asked.failures).toEqual([]);
    expect(asked.data).toEqual(calls.data);
    expect(calls.data).toMatchObject({
      job: {
        images: {
          totalCount: expect.any(Number),
          nodes: expect.arrayContaining([expect.any(Object)]),
        },
        selected: {
          nodes: [
            {
              assets: expect.arrayContaining([expect.any(Object)]),
              datasetImages: expect.arrayContaining([expect.any(Object)]),
            },
          ],
        },
      },
      setDesigns: { nodes: expect.arrayContaining([expect.any(Object)]) },
    });
  });

  it('costs a client five requests in two waves, or one, as the page says', async () => {
    // The catalogue of subjects is kept by the gateway from the first time on.
    await query();
    world.takeRequests();
    const calls = { ...(await rest()).traffic, upstream: world.takeRequests().length };
    const asked = { ...(await query()).traffic, upstream: world.takeRequests().length };
    expect(calls).toMatchObject({ requests: 5, roundTrips: 2, upstream: 5 });
    expect(asked).toMatchObject({ requests: 1, roundTrips: 1, upstream: 4 });
    const page = readFileSync(new URL('../../docs/from-rest.md', import.meta.url), 'utf8');
    for (const [row, figure] of [
      ['requests of the client', 'requests'],
      ['round trips in a row', 'roundTrips'],
      ['bytes to the client', 'bytes'],
      ['requests to the backends', 'upstream'],
    ] as const) {
      const figures = new RegExp(`^${row} +(\\d+) +(\\d+)$`, 'm').exec(page)?.slice(1).map(Number);
      expect([row, figures]).toEqual([row, [calls[figure], asked[figure]]]);
    }
  });

  it.each([
    ['acusight', { job: { selected: { nodes: [{ datasetImages: null }] } } }],
    ['sartiq', { setDesigns: null }],
    ['piktid', { job: null }],
  ] as const)('shows the rest in both ways while %s refuses', async (upstream, missing) => {
    world.simulators[upstream].inject({ kind: 'status', status: 403 });
    const [calls, asked] = [await rest(), await query()];
    expect(calls.failures.length).toBeGreaterThan(0);
    expect(asked.failures.length).toBeGreaterThan(0);
    expect(asked.data).toEqual(calls.data);
    expect(asked.data).toMatchObject(missing);
  });
});
