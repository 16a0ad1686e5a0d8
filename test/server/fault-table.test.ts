import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Environment } from '#src/config/env.ts';
import type { UpstreamName } from '#src/errors.ts';
import { type FaultEffect, tokenOf } from '#test/simulators/simulator.ts';
import { eventually } from '#test/support/eventually.ts';
import { everything, fieldsOf, upstreamNames } from '#test/support/studio-query.ts';
import {
  type Answer,
  type AnswerError,
  serviceEnvironment,
  startGatewayWith,
  startWorld,
  type World,
} from '#test/support/world.ts';

type Wire = Record<string, unknown>;

interface FaultCase {
  readonly what: string;
  /** Null where nobody listens. */
  readonly effect: FaultEffect | null;
  readonly code: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** How often each read is sent. */
  readonly attempts: number;
  /** Whether the upstream is given up while it is still at work. */
  readonly isCut?: true;
  readonly timeoutMs?: number;
}

const secretBody = '{"secret-of-the-body": "http://internal.example/x?token=1"}';
const thrice = 3;
const shortTimeoutMs = 600;
const timedOut = { code: 'UPSTREAM_TIMEOUT', attempts: 1, isCut: true, timeoutMs: shortTimeoutMs } as const;

function status(code: string, answered: number, attempts: number, retryAfterSeconds?: number): FaultCase {
  const headers = { location: 'http://127.0.0.1:1/elsewhere' };
  const retry = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return {
    what: `status ${answered} ${JSON.stringify(retry)}`,
    effect: { kind: 'status', status: answered, body: secretBody, headers: { ...headers, ...retry } },
    code,
    details: {
      status: answered,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterMs: retryAfterSeconds * 1000 }),
    },
    attempts,
  };
}

function rewritten(what: string, change: (body: Wire) => unknown, details = {}): FaultCase {
  const effect = { kind: 'rewrite', body: (body: unknown) => change(body as Wire) } as const;
  return { what, effect, code: 'UPSTREAM_CONTRACT', details, attempts: 1 };
}

const envelopes = ['pagination', 'count', 'meta'];
const withEnvelope = (change: (value: unknown) => unknown) => (body: Wire) =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, envelopes.includes(name) ? change(value) : value]),
  );
const inEnvelope = { field: expect.stringMatching(/^(pagination|count|meta)$/) };

const faults: readonly FaultCase[] = [
  { what: 'an answer after the deadline', effect: { kind: 'delay', ms: 600_000 }, ...timedOut },
  { what: 'no answer at all', effect: { kind: 'hang' }, ...timedOut },
  { what: 'an answer that drips', effect: { kind: 'slow-drip', ms: 40 }, ...timedOut },
  status('UPSTREAM_UNAVAILABLE', 500, thrice),
  status('UPSTREAM_UNAVAILABLE', 502, thrice),
  status('UPSTREAM_UNAVAILABLE', 503, 1, 3_600),
  status('UPSTREAM_UNAVAILABLE', 503, thrice, 0),
  status('UPSTREAM_RATE_LIMITED', 429, thrice),
  status('UPSTREAM_RATE_LIMITED', 429, 1, 20),
  status('UPSTREAM_TIMEOUT', 504, thrice),
  status('UNAUTHENTICATED', 401, 1),
  status('FORBIDDEN', 403, 1),
  status('NOT_FOUND', 404, 1),
  status('UPSTREAM_REJECTED', 400, 1),
  status('UPSTREAM_REJECTED', 307, 1),
  { what: 'broken JSON', effect: { kind: 'broken-json' }, code: 'UPSTREAM_CONTRACT', attempts: 1 },
  {
    what: 'a body cut in the middle',
    effect: { kind: 'cut-body' },
    code: 'UPSTREAM_UNAVAILABLE',
    attempts: thrice,
  },
  { what: 'a reset connection', effect: { kind: 'reset' }, code: 'UPSTREAM_UNAVAILABLE', attempts: thrice },
  { what: 'a refused connection', effect: null, code: 'UPSTREAM_UNAVAILABLE', attempts: 0 },
  {
    what: 'a body of 50 MB',
    effect: { kind: 'huge-body', bytes: 50 * 1024 ** 2 },
    code: 'UPSTREAM_CONTRACT',
    attempts: 1,
    isCut: true,
  },
  {
    what: 'another content type',
    effect: { kind: 'content-type', value: 'text/html' },
    code: 'UPSTREAM_CONTRACT',
    attempts: 1,
  },
  rewritten(
    'a missing field',
    withEnvelope(() => undefined),
    { ...inEnvelope },
  ),
  rewritten(
    'a field of another type',
    withEnvelope(() => 'text'),
    { ...inEnvelope },
  ),
  rewritten('JSON null', () => null),
  rewritten('a list at the top', () => [1]),
];

let world: World;
let healthy: Answer;

beforeAll(async () => {
  world = await startWorld();
  healthy = await world.query(everything);
  expect(healthy.errors).toEqual([]);
  await world.stopGateway();
  await eventually(() => expect(open('TCPSocketWrap')).toBe(0));
});

afterAll(() => world[Symbol.asyncDispose]());

afterEach(() => {
  for (const upstream of upstreamNames) world.simulators[upstream].clearFaults();
});

function environmentFor(upstream: UpstreamName, { effect, timeoutMs }: FaultCase): Environment {
  const prefix = upstream.toUpperCase() as Uppercase<UpstreamName>;
  return {
    ...serviceEnvironment(world.simulators),
    ...(effect === null ? { [`${prefix}_URL`]: 'http://127.0.0.1:1' } : {}),
    ...(timeoutMs === undefined ? {} : { [`${prefix}_TIMEOUT_MS`]: String(timeoutMs) }),
  };
}

/** What keeps this process alive: sockets of the gateway, of the simulators and of the client, and timers of all. */
function open(resource: 'TCPSocketWrap' | 'Timeout'): number {
  return process.getActiveResourcesInfo().filter((name) => name === resource).length;
}

/** Timers of vitest itself, which come and go. An operation here has at least eight of the gateway. */
const foreignTimers = 2;

function expectNothingTold(errors: readonly AnswerError[]): void {
  const text = JSON.stringify(errors);
  const secrets = upstreamNames.flatMap((upstream) => [
    new URL(world.simulators[upstream].url).host,
    tokenOf(upstream, 'giulia'),
  ]);
  for (const secret of [...secrets, 'secret-of-the-body', 'http:', 'undici', 'at async', '.ts:']) {
    expect(text).not.toContain(secret);
  }
}

describe.each(upstreamNames)('when %s fails', (upstream) => {
  const failed = fieldsOf[upstream];

  it.each(faults)('with $what, only its fields answer $code, and nothing is left behind', async (fault) => {
    const { effect, code, details = {}, attempts, isCut = false } = fault;
    const simulator = world.simulators[upstream];
    world.takeRequests();
    const gateway = await startGatewayWith(environmentFor(upstream, fault));
    if (effect) simulator.inject(effect);
    const { status: httpStatus, data, errors } = await gateway.query(everything);
    expect(httpStatus).toBe(200);
    expect(data).toEqual({ ...healthy.data, ...Object.fromEntries(failed.map((field) => [field, null])) });
    expect(errors.map(({ path }) => path).sort()).toEqual(failed.map((field) => [field]).sort());
    for (const { message, extensions } of errors) {
      expect(extensions).toEqual({ code, upstream, ...details });
      expect(message).toMatch(/^(PiktID|Sartiq|Acusight) [\w' ]+$/);
    }
    expectNothingTold(errors);
    expect(simulator.requests).toHaveLength(attempts * failed.length);
    await eventually(() => {
      expect(simulator.requests.map(({ aborted }) => aborted)).toEqual(simulator.requests.map(() => isCut));
    });

    simulator.clearFaults();
    if (effect) expect(await gateway.query(everything)).toEqual(healthy);
    else expect((await gateway.query(everything)).data).toEqual(data);
    expect(gateway.logged).toEqual([]);
    await gateway.stopGateway();
    await eventually(() => expect(open('TCPSocketWrap')).toBe(0));
    expect(open('Timeout')).toBeLessThanOrEqual(foreignTimers);
  });
});
