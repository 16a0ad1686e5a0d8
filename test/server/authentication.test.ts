import { describe, expect, it } from 'vitest';
import type { UpstreamName } from '#src/errors.ts';
import { type SimulatedUser, tokenOf } from '#test/simulators/simulator.ts';
import { upstreamNames } from '#test/support/studio-query.ts';
import { serviceEnvironment, startWorld, upstreamUrls, type World } from '#test/support/world.ts';

const everything = `{
  jobs(first: 1) { totalCount }
  setDesigns(first: 1) { totalCount }
  datasetImages(first: 1) { totalCount }
}`;
const fieldOf = { piktid: 'jobs', sartiq: 'setDesigns', acusight: 'datasetImages' } as const;

/** A gateway without any credential of its own. */
const startPassThrough = (): Promise<World> => startWorld({ env: upstreamUrls });

function tokensOf(
  user: SimulatedUser,
  only: readonly UpstreamName[] = upstreamNames,
): Record<string, string> {
  return Object.fromEntries(only.map((upstream) => [`x-${upstream}-token`, tokenOf(upstream, user)]));
}

/** Everything that the headers of the requests to a backend said, as one text. */
function headersSeenBy(world: World, upstream: UpstreamName): string {
  return JSON.stringify(world.simulators[upstream].requests.map(({ headers }) => headers));
}

describe("callers' own tokens", () => {
  it.each(upstreamNames)('go to %s only where they are for it', async (upstream) => {
    await using world = await startPassThrough();
    const headers = { ...tokensOf('giulia'), authorization: 'Bearer for-nobody', cookie: 'secret=crumbs' };
    const { errors } = await world.query(everything, {}, headers);
    expect(errors).toEqual([]);
    const seen = headersSeenBy(world, upstream);
    expect(seen).toContain(`"authorization":"Bearer ${tokenOf(upstream, 'giulia')}"`);
    for (const other of upstreamNames.filter((name) => name !== upstream)) {
      expect(seen).not.toContain(tokenOf(other, 'giulia'));
    }
    expect(seen).not.toMatch(/for-nobody|crumbs|x-\w+-token/);
  });

  it.each(upstreamNames)(
    'are needed for the fields of %s only, and without one it is not asked',
    async (missing) => {
      await using world = await startPassThrough();
      const others = upstreamNames.filter((name) => name !== missing);
      const { data, errors } = await world.query(everything, {}, tokensOf('giulia', others));
      expect(errors).toEqual([
        expect.objectContaining({
          message: expect.stringContaining(`x-${missing}-token`),
          path: [fieldOf[missing]],
          extensions: { code: 'UNAUTHENTICATED', upstream: missing },
        }),
      ]);
      expect(data[fieldOf[missing]]).toBeNull();
      for (const other of others) expect(data[fieldOf[other]].totalCount).toBeGreaterThan(0);
      expect(world.simulators[missing].requests).toEqual([]);
    },
  );

  it('without any, every field says so and no backend is asked', async () => {
    await using world = await startPassThrough();
    const { status, errors } = await world.query(everything);
    expect(status).toBe(200);
    expect(errors.map(({ extensions }) => extensions)).toEqual(
      upstreamNames.map((upstream) => ({ code: 'UNAUTHENTICATED', upstream })),
    );
    expect(world.takeRequests()).toEqual([]);
  });

  it.each(['Bearer piktid-giulia-token', 'one two', 'tok\u00e9n', 'a\tb', ''])(
    'that are no bare token are refused without asking or showing them: %j',
    async (token) => {
      await using world = await startPassThrough();
      const { errors } = await world.query('{ assets { totalCount } }', {}, { 'x-piktid-token': token });
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED', upstream: 'piktid' } }]);
      expect(errors[0]?.message).not.toContain('giulia');
      expect(errors[0]?.message).toContain('x-piktid-token');
      expect(world.takeRequests()).toEqual([]);
    },
  );

  it('that the backend does not accept are its refusal, without the token', async () => {
    await using world = await startPassThrough();
    const headers = { ...tokensOf('giulia'), 'x-acusight-token': tokenOf('piktid', 'giulia') };
    const { errors } = await world.query(everything, {}, headers);
    expect(errors).toMatchObject([
      { path: ['datasetImages'], extensions: { code: 'UNAUTHENTICATED', upstream: 'acusight', status: 401 } },
    ]);
    expect(JSON.stringify(errors)).not.toContain(tokenOf('piktid', 'giulia'));
  });

  it('are never mixed up between callers who ask at the same time', async () => {
    await using world = await startPassThrough();
    const users = (['giulia', 'marco', 'empty'] as const).flatMap((user) =>
      Array.from({ length: 6 }, () => user),
    );
    const totals = await Promise.all(
      users.map(async (user) => {
        // Each asks for itself: equal queries of one caller would share their requests.
        const headers = { ...tokensOf(user), 'cache-control': 'no-cache' };
        const { data, errors } = await world.query(everything, {}, headers);
        expect(errors).toEqual([]);
        return `${user} ${data.jobs.totalCount} ${data.setDesigns.totalCount} ${data.datasetImages.totalCount}`;
      }),
    );
    expect(new Set(totals).size).toBe(3);
    for (const upstream of upstreamNames) {
      const seen = world.simulators[upstream].requests.map(({ user }) => user);
      expect(seen.toSorted()).toEqual(users.toSorted());
    }
  });
});

describe("the gateway's own credentials", () => {
  it.each(upstreamNames)('win over what a caller sends for %s', async (upstream) => {
    await using world = await startWorld();
    const { errors } = await world.query(everything, {}, tokensOf('marco'));
    expect(errors).toEqual([]);
    expect(world.simulators[upstream].requests.map(({ user }) => user)).toEqual(['giulia']);
    expect(headersSeenBy(world, upstream)).not.toContain('marco');
  });

  it('serve their own upstream, and the others work with the tokens of callers', async () => {
    const env = (simulators: World['simulators']) => {
      const { SARTIQ_TOKEN, GATEWAY_ANONYMOUS } = serviceEnvironment(simulators);
      return { ...upstreamUrls(simulators), ...{ SARTIQ_TOKEN, GATEWAY_ANONYMOUS } };
    };
    await using world = await startWorld({ env: (simulators) => env(simulators) as Record<string, string> });
    const { errors } = await world.query(everything, {}, tokensOf('marco', ['sartiq', 'acusight']));
    expect(errors).toMatchObject([
      { path: ['jobs'], extensions: { code: 'UNAUTHENTICATED', upstream: 'piktid' } },
    ]);
    expect(world.simulators.sartiq.requests.map(({ user }) => user)).toEqual(['giulia']);
    expect(world.simulators.acusight.requests.map(({ user }) => user)).toEqual(['marco']);
  });
});
