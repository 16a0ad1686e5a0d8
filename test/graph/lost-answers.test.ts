import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FaultEffect } from '#test/simulators/simulator.ts';
import { eventually } from '#test/support/eventually.ts';
import { fullSetDesign, readSetDesignIds, type SetDesignIds, sartiqData } from '#test/support/set-designs.ts';
import { serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

let world: World;
let ids: SetDesignIds;
beforeAll(async () => {
  world = await startWorld();
  ids = readSetDesignIds(world);
  // A connection that was kept open is what a careless client sends a second time on.
  await world.query('{ setDesigns(first: 1) { totalCount } datasetImages(first: 1) { totalCount } }');
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  world.takeRequests();
});
afterEach(() => {
  world.simulators.sartiq.clearFaults();
  world.simulators.acusight.clearFaults();
  expect(world.logged).toEqual([]);
});

const request = `mutation ($input: RequestSetDesignCompletionInput!) {
  requestSetDesignCompletion(input: $input) { message userErrors { code } }
}`;

function completionInput() {
  const { id: setDesignId } = fullSetDesign(world);
  return { setDesignId, subjectIds: [ids.subjects[0]], shotTypeIds: [ids.shotTypes[0]] };
}

/** What Sartiq has received, and what its operators were told. */
function reached(): { readonly requests: readonly string[]; readonly messages: number } {
  return { requests: world.takeRequests(), messages: sartiqData(world).completionRequests.length };
}

const sent = { data: { message: 'Completion request sent', userErrors: [] } };
const lost = { code: 'UPSTREAM_UNAVAILABLE', mayHaveHappened: true };
const answered = (status: number, code: string, details: object = {}) => ({ code, status, ...details });

interface FaultCase {
  readonly effect: FaultEffect;
  readonly extensions?: object;
  /** Whether the operators got the message before the answer was spoilt. */
  readonly carriedOut: boolean;
}

const status = (code: number, headers = {}): FaultEffect => ({
  kind: 'status',
  status: code,
  headers,
  body: '{}',
});
const mayHave = { mayHaveHappened: true };

const faults: readonly FaultCase[] = [
  { effect: { kind: 'delay', ms: 3 }, carriedOut: true },
  { effect: { kind: 'slow-drip', ms: 1 }, carriedOut: true },
  {
    effect: { kind: 'content-type', value: 'text/html' },
    extensions: { code: 'UPSTREAM_CONTRACT', ...mayHave },
    carriedOut: true,
  },
  { effect: { kind: 'huge-body', bytes: 500_000 }, carriedOut: true },
  { effect: { kind: 'reset' }, extensions: lost, carriedOut: false },
  { effect: { kind: 'cut-body' }, extensions: lost, carriedOut: true },
  {
    effect: { kind: 'broken-json' },
    extensions: { code: 'UPSTREAM_CONTRACT', ...mayHave },
    carriedOut: true,
  },
  { effect: status(500), extensions: answered(500, 'UPSTREAM_UNAVAILABLE', mayHave), carriedOut: false },
  { effect: status(502), extensions: answered(502, 'UPSTREAM_UNAVAILABLE', mayHave), carriedOut: false },
  {
    effect: status(503, { 'retry-after': '2' }),
    extensions: answered(503, 'UPSTREAM_UNAVAILABLE', { retryAfterMs: 2000, ...mayHave }),
    carriedOut: false,
  },
  { effect: status(504), extensions: answered(504, 'UPSTREAM_TIMEOUT', mayHave), carriedOut: false },
  { effect: status(408), extensions: answered(408, 'UPSTREAM_TIMEOUT'), carriedOut: false },
  {
    effect: status(429, { 'retry-after': '1' }),
    extensions: answered(429, 'UPSTREAM_RATE_LIMITED', { retryAfterMs: 1000 }),
    carriedOut: false,
  },
  { effect: status(401), extensions: answered(401, 'UNAUTHENTICATED'), carriedOut: false },
  { effect: status(403), extensions: answered(403, 'FORBIDDEN'), carriedOut: false },
  { effect: status(404), extensions: answered(404, 'NOT_FOUND'), carriedOut: false },
  { effect: status(422), extensions: answered(422, 'UPSTREAM_REJECTED'), carriedOut: false },
  {
    effect: status(307, { location: '/api/v1/elsewhere' }),
    extensions: answered(307, 'UPSTREAM_REJECTED'),
    carriedOut: false,
  },
];

describe('requestSetDesignCompletion reaches Sartiq exactly once', () => {
  it.each(faults)('with $effect', async ({ effect, extensions, carriedOut }) => {
    const before = reached().messages;
    const input = completionInput();
    world.simulators.sartiq.inject(effect);
    const { data, errors } = await world.query(request, { input });
    if (extensions) {
      expect(data).toEqual({ requestSetDesignCompletion: null });
      expect(errors).toMatchObject([{ path: ['requestSetDesignCompletion'] }]);
      expect(errors[0]?.extensions).toEqual({ upstream: 'sartiq', ...extensions });
    } else {
      expect({ data: data.requestSetDesignCompletion }).toEqual(sent);
      expect(errors).toEqual([]);
    }
    const { requests, messages } = reached();
    expect(requests).toEqual([`POST /set-designs/${input.setDesignId}/request-completion`]);
    expect(messages - before).toBe(carriedOut ? 1 : 0);
  });

  it.each([
    ['null', null],
    ['a list', [1]],
    ['another shape', { message: 7 }],
  ])('with an answer that is %s: it was sent all the same', async (_what, body) => {
    world.simulators.sartiq.inject({ kind: 'rewrite', body: () => body });
    const { data, errors } = await world.query(request, { input: completionInput() });
    expect(errors).toEqual([]);
    expect(data.requestSetDesignCompletion).toEqual({ message: null, userErrors: [] });
    expect(world.takeRequests()).toHaveLength(1);
  });

  it('when the client leaves before Sartiq has answered', async () => {
    world.simulators.sartiq.inject({ kind: 'hang' });
    const client = new AbortController();
    const answer = fetch(`${world.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: request, variables: { input: completionInput() } }),
      signal: client.signal,
    });
    await eventually(() => expect(world.simulators.sartiq.requests).toHaveLength(1));
    client.abort();
    await expect(answer).rejects.toThrow();
    await eventually(() => expect(world.simulators.sartiq.requests).toMatchObject([{ aborted: true }]));
    expect(world.takeRequests()).toHaveLength(1);
  });
});

describe('every other change is sent once when its answer is lost', () => {
  const changes = {
    createSetDesign: () => ['CreateSetDesignInput', { name: 'x' }, 'sartiq'],
    updateSetDesign: () => ['UpdateSetDesignInput', { setDesignId: fullSetDesign(world).id }, 'sartiq'],
    deleteSetDesign: () => ['DeleteSetDesignInput', { setDesignId: spareId() }, 'sartiq'],
    updateDatasetImage: () => ['UpdateDatasetImageInput', { imageId: imageId(), split: 'VAL' }, 'acusight'],
    createAnnotation: () => [
      'CreateAnnotationInput',
      { imageId: imageId(), type: 'bbox', classValue: 'x', geometry: [0.5, 0.5, 0.1, 0.1] },
      'acusight',
    ],
  } as const satisfies Record<string, () => readonly [string, object, 'sartiq' | 'acusight']>;
  const names = Object.keys(changes) as (keyof typeof changes)[];
  const effects: FaultEffect[] = [
    { kind: 'reset' },
    { kind: 'cut-body' },
    { kind: 'broken-json' },
    status(500),
    status(503),
  ];

  function imageId(): number | undefined {
    return world.simulators.acusight.data.images.find(({ organization }) => organization === 'giulia')?.id;
  }

  /** A set design that no other test needs. */
  function spareId(): string | undefined {
    const spare = fullSetDesign(world).id;
    return sartiqData(world).setDesigns.find(({ id, owner_id }) => owner_id === ids.giulia && id !== spare)
      ?.id;
  }

  it.each(names.flatMap((name) => effects.map((effect) => [name, effect] as const)))(
    '%s with %j',
    async (name, effect) => {
      const [type, input, upstream] = changes[name]();
      world.simulators[upstream].inject(effect);
      const { data, errors } = await world.query(
        `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { code } } }`,
        { input },
      );
      expect(data).toEqual({ [name]: null });
      expect(errors).toMatchObject([{ path: [name], extensions: { upstream, mayHaveHappened: true } }]);
      expect(world.takeRequests()).toHaveLength(1);
    },
  );

  it.each(['createSetDesign', 'updateDatasetImage'] as const)(
    '%s says so too where the answer has another shape',
    async (name) => {
      const [type, input, upstream] = changes[name]();
      world.simulators[upstream].inject({
        kind: 'rewrite',
        body: () => ({ success: true, data: { id: 'x' } }),
      });
      const { errors } = await world.query(
        `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { code } } }`,
        { input },
      );
      expect(errors).toMatchObject([
        { path: [name], extensions: { code: 'UPSTREAM_CONTRACT', mayHaveHappened: true } },
      ]);
    },
  );
});

describe('a refused connection', () => {
  it('is UPSTREAM_UNAVAILABLE without `mayHaveHappened`, because nothing was sent', async () => {
    await using unreachable = await startWorld({
      env: (simulators) => ({
        ...serviceEnvironment(simulators),
        SARTIQ_URL: 'http://127.0.0.1:1/api/v1',
        ACUSIGHT_URL: 'http://127.0.0.1:1',
      }),
    });
    const { data, errors } = await unreachable.query(`mutation {
      createSetDesign(input: { name: "x" }) { userErrors { code } }
      updateDatasetImage(input: { imageId: 1, split: VAL }) { userErrors { code } }
    }`);
    expect(data).toEqual({ createSetDesign: null, updateDatasetImage: null });
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'UPSTREAM_UNAVAILABLE', upstream: 'sartiq' },
      { code: 'UPSTREAM_UNAVAILABLE', upstream: 'acusight' },
    ]);
  });
});
