import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CacheStore } from '#src/http/cache-store.ts';
import type { Send, UpstreamResponse } from '#src/http/exchange.ts';
import { createMemoryCacheStore } from '#src/http/memory-cache-store.ts';
import { withSingleFlight } from '#src/http/single-flight.ts';
import { createManualClock, type ManualClock } from '#test/support/manual-clock.ts';
import { cacheOver, freshMs, jsonAnswer, requestOf, staleMs } from './cache-kit.ts';

/**
 * What may happen, in any order: somebody begins to read or to change; the upstream looks at a request, or answers it;
 * time passes; the store fails for a while. Two gateways share the store.
 */
const eventArbitrary = fc.oneof(
  fc.record({
    kind: fc.constant('look' as const),
    which: fc.nat(5),
  }),
  fc.record({
    kind: fc.constant('read' as const),
    gateway: fc.nat(1),
    caller: fc.constantFrom('giulia', 'marco'),
    reuse: fc.constantFrom('allowed' as const, 'allowed' as const, 'refused' as const),
  }),
  fc.record({ kind: fc.constant('change' as const), gateway: fc.nat(1) }),
  fc.record({ kind: fc.constant('answer' as const), which: fc.nat(5) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 6_000 }) }),
  fc.record({ kind: fc.constant('store' as const), fails: fc.boolean() }),
);
type Event = typeof eventArbitrary extends fc.Arbitrary<infer T> ? T : never;

interface Body {
  readonly caller: string;
  readonly version: number;
  readonly seenAtMs: number;
}

/** One thing with a version that changes raise, looked at and answered when the test says so; equal names confirm. */
function createUpstream(clock: ManualClock) {
  let version = 0;
  const replacedAtMs = new Map<number, number>();
  const waiting: { look(): void; answer(): void }[] = [];
  const send: Send = ({ method, origin, headers }) => {
    const { promise, resolve } = Promise.withResolvers<UpstreamResponse>();
    let response: UpstreamResponse | null = null;
    const look = (): void => {
      if (response) return;
      if (method !== 'GET') {
        replacedAtMs.set(version, clock.now());
        version += 1;
      }
      const body: Body = { caller: origin.caller, version, seenAtMs: clock.now() };
      const etag = `"${origin.caller} ${version}"`.replace(' ', '-');
      const isConfirmed = headers['if-none-match'] === etag;
      response = isConfirmed ? { status: 304, headers: { etag }, body: '' } : jsonAnswer(body, { etag });
    };
    const entry = {
      look,
      answer: () => {
        look();
        waiting.splice(waiting.indexOf(entry), 1);
        if (response) resolve(response);
      },
    };
    waiting.push(entry);
    return promise;
  };
  return { send, waiting, replacedAtMs };
}

/** No request lasts longer: the deadline under the cache sees to that. */
const deadlineMs = freshMs + staleMs;
const tooLate = new Error('The deadline has passed');

function endingInTime(send: Send, clock: ManualClock): Send {
  return (request) => {
    if (request.method !== 'GET') return send(request);
    const late = Promise.withResolvers<never>();
    clock.schedule(deadlineMs, () => late.reject(tooLate));
    return Promise.race([send(request), late.promise]);
  };
}

/** What stands under the cache: equal reads that are under way are one. */
function sharing(send: Send, clock: ManualClock): Send {
  return withSingleFlight(endingInTime(send, clock), {
    upstream: 'piktid',
    now: clock.now,
    observe: () => {},
  });
}

function failable(store: CacheStore): CacheStore & { fails: boolean } {
  const failing = { fails: false };
  const unless = <T>(run: () => Promise<T>): Promise<T> =>
    failing.fails ? Promise.reject(new Error('away')) : run();
  return Object.assign(failing, {
    read: (key: string, family: string) => unless(() => store.read(key, family)),
    write: (...parts: Parameters<CacheStore['write']>) => unless(() => store.write(...parts)),
    drop: (key: string) => unless(() => store.drop(key)),
    // What a store could not raise it owes; `redis-cache-store.ts` makes up for it, and has its own tests.
    raise: (family: string) => store.raise(family),
  });
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function play(events: readonly Event[]): Promise<number> {
  const clock = createManualClock();
  const store = failable(createMemoryCacheStore({ maxBytes: 1024 ** 2 }));
  const upstream = createUpstream(clock);
  const gateways = [0, 1].map(() => cacheOver(sharing(upstream.send, clock), { store, clock }));
  /** The newest version that a change through each gateway ended with. */
  const changedTo = [0, 0];
  let reads = 0;
  const checks: Promise<void>[] = [];
  const read = async (gateway: number, caller: string, reuse: 'allowed' | 'refused'): Promise<void> => {
    const startedAtMs = clock.now();
    // Without the store a gateway knows of its own changes only.
    const least = store.fails ? (changedTo[gateway] ?? 0) : Math.max(...changedTo);
    const response = await gateways[gateway]?.send(requestOf({ caller, reuse })).catch((error: unknown) => {
      if (error === tooLate) return null;
      throw error;
    });
    if (response === null) return;
    const body = JSON.parse(response?.body ?? '') as Body;
    reads += 1;
    expect(response?.status).toBe(200);
    expect(body.caller).toBe(caller);
    expect(body.version).toBeGreaterThanOrEqual(least);
    const trueUntilMs = upstream.replacedAtMs.get(body.version) ?? Number.POSITIVE_INFINITY;
    expect(trueUntilMs).toBeGreaterThan(startedAtMs - freshMs - staleMs);
    if (reuse === 'refused') expect(body.seenAtMs).toBeGreaterThanOrEqual(startedAtMs);
  };
  const change = async (gateway: number): Promise<void> => {
    const response = await gateways[gateway]?.send(requestOf({ method: 'PUT' }));
    const { version } = JSON.parse(response?.body ?? '') as Body;
    changedTo[gateway] = Math.max(changedTo[gateway] ?? 0, version);
  };
  for (const event of events) {
    if (event.kind === 'read') checks.push(read(event.gateway, event.caller, event.reuse));
    else if (event.kind === 'change') checks.push(change(event.gateway));
    else if (event.kind === 'look') upstream.waiting.at(event.which)?.look();
    else if (event.kind === 'answer') upstream.waiting.at(event.which)?.answer();
    else if (event.kind === 'pass') clock.move(event.ms);
    else store.fails = event.fails;
    await settled();
  }
  while (upstream.waiting.length > 0) {
    upstream.waiting[0]?.answer();
    await settled();
  }
  await Promise.all(checks);
  return reads;
}

it('never answers with what is another’s, older than a change that ended, or older than its time', async () => {
  let reads = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(eventArbitrary, { minLength: 10, maxLength: 60, size: 'max' }),
      async (events) => {
        reads += await play(events);
      },
    ),
    { numRuns: 800 },
  );
  expect(reads).toBeGreaterThan(2_000);
});
