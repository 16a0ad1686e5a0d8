import { describe, expect, it } from 'vitest';
import { createLog } from '#src/server/log.ts';
import { eventually } from '#test/support/eventually.ts';
import { serviceEnvironment, startWorld } from '#test/support/world.ts';

const query = 'query Assets { assets(first: 2) { nodes { filename } } }';

describe('the line of an operation', () => {
  it('tells what was asked, kept and shared apart', async () => {
    await using world = await startWorld({
      env: (simulators) => ({ ...serviceEnvironment(simulators), CACHE_MAX_BYTES: '1000000' }),
    });
    const stop = world.simulators.piktid.inject({ kind: 'delay', ms: 2_500 });
    await Promise.all([world.query(query), world.query(query)]);
    stop();
    await world.query(query);
    await eventually(() => expect(world.operations).toHaveLength(3));
    const one = { min: 1, max: 1 };
    expect(world.operations).toMatchObject([
      { planned: one, sent: { piktid: 1 }, cacheHits: 0, shared: 0 },
      { planned: one, sent: {}, cacheHits: 0, shared: 1 },
      { planned: one, sent: {}, cacheHits: 1, shared: 0 },
    ]);
    expect(world.takeRequests()).toHaveLength(1);
  });

  it('has the same hash for the same document, by which a persisted one is known', async () => {
    await using world = await startWorld();
    const hash = '7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b';
    await world.query('{ __typename }');
    await world.query('{ __typename }', { unknown: 1 });
    await world.query('{  __typename }');
    await eventually(() => expect(world.operations).toHaveLength(3));
    const hashes = world.operations.map((line) => (line as { readonly documentHash: string }).documentHash);
    expect(hashes.slice(0, 2)).toEqual([hash, hash]);
    expect(hashes[2]).toMatch(/^[\da-f]{64}$/);
    expect(hashes[2]).not.toBe(hash);
  });

  it('says what refused it, and that it was not planned', async () => {
    await using world = await startWorld({
      env: (simulators) => ({ ...serviceEnvironment(simulators), MAX_REQUESTS_PER_OPERATION: '1' }),
    });
    await world.query('query Both { assets { totalCount } jobs { totalCount } }');
    await eventually(() =>
      expect(world.operations).toMatchObject([
        {
          operation: 'Both',
          outcome: 'refused',
          refusedBy: 'cost',
          codes: ['QUERY_TOO_EXPENSIVE'],
          planned: null,
          sent: {},
        },
      ]),
    );
    expect(world.takeRequests()).toEqual([]);
  });
});

it.each([
  ['info', ['info', 'warn', 'error']],
  ['warn', ['warn', 'error']],
  ['error', ['error']],
  ['silent', []],
] as const)('a log of the level %s has no line of a lesser one', (level, expected) => {
  const lines: string[] = [];
  const log = createLog({ level }, { write: (line) => void lines.push(line) });
  log.info({}, 'info');
  log.warn({}, 'warn');
  log.error({ err: null }, 'error');
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(expected);
});
