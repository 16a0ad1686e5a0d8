/**
 * What single flight, kept answers and budgets do to the traffic towards a backend, at 10, 1,000 and 100,000 operations a
 * second. A simulation: operations come by chance, as many know a few screens and a few know many (Zipf), and a backend that
 * only takes its time answers them; the policies between are the gateway's own, in a time that is moved by hand, so that
 * the machine's speed says nothing. Prints upstream requests for each operation, and what was refused.
 */

import { mock } from 'node:test';
import { withCache } from '#src/http/cache.ts';
import { createCacheKeys } from '#src/http/cache-keys.ts';
import type { Send, UpstreamRequest, UpstreamResponse } from '#src/http/exchange.ts';
import { createLedger, type Ledger, withLedger } from '#src/http/ledger.ts';
import { createMemoryCacheStore } from '#src/http/memory-cache-store.ts';
import { routePath } from '#src/http/route.ts';
import { withSingleFlight } from '#src/http/single-flight.ts';
import { createRequestBudget } from '#src/server/request-budget.ts';
import { piktidCacheRules } from '#src/upstreams/piktid/cache-times.ts';
import { createRandom, type Random } from '#test/simulators/random.ts';

interface Load {
  readonly perSecond: number;
  /** Time that passes in the simulation; what happens in its first half is not counted. */
  readonly seconds: number;
}

const loads: readonly Load[] = [
  { perSecond: 10, seconds: 240 },
  { perSecond: 1_000, seconds: 120 },
  { perSecond: 100_000, seconds: 4 },
];

interface Policies {
  readonly singleFlight: boolean;
  readonly cache: boolean;
  readonly budget: boolean;
}

const variants: readonly (readonly [name: string, policies: Policies])[] = [
  ['none', { singleFlight: false, cache: false, budget: false }],
  ['single flight', { singleFlight: true, cache: false, budget: false }],
  ['cache', { singleFlight: false, cache: true, budget: false }],
  ['both', { singleFlight: true, cache: true, budget: false }],
  ['both and budget', { singleFlight: true, cache: true, budget: true }],
];

/** Different pages that are asked for; the n-th most popular one is asked for 1/n as often as the first. */
const pages = 10_000;
/** Callers with a credential of their own, equally popular: none is answered with what another asked. */
const callersOf = { 'one account': 1, '1,000 callers': 1_000 } as const;
/** A backend's time for an answer, in milliseconds. */
const answerMs = 150;
const budgetPerMinute = 6_000;

const body = JSON.stringify({ jobs: [] });
const write = (text: string): void => void process.stdout.write(text);

write(
  `upstream requests for each operation of one request; ${pages} pages, Zipf, ${answerMs} ms for an answer\n`,
);
for (const [whose, callers] of Object.entries(callersOf)) {
  write(`\n${whose.padEnd(16)}${loads.map(({ perSecond }) => `${perSecond}/s`.padStart(24)).join('')}\n`);
  for (const [name, policies] of variants) {
    const cells: string[] = [];
    for (const load of loads) {
      // A budget is for a minute: less than one says nothing.
      const isLongEnough = !policies.budget || load.seconds >= 120;
      cells.push(isLongEnough ? tell(await simulate(load, callers, policies)) : '');
    }
    write(`${name.padEnd(16)}${cells.map((cell) => cell.padStart(24)).join('')}\n`);
  }
}

interface Outcome {
  readonly operations: number;
  readonly sent: number;
  readonly refused: number;
}

function tell({ operations, sent, refused }: Outcome): string {
  const share = (sent / operations).toFixed(3);
  return refused === 0 ? share : `${share} (${((100 * refused) / operations).toFixed(1)} % refused)`;
}

/** The same operations at the same times for all policies. */
async function simulate(load: Load, callers: number, policies: Policies): Promise<Outcome> {
  mock.timers.enable({ apis: ['Date'], now: 0 });
  try {
    return await run(load, callers, policies);
  } finally {
    mock.timers.reset();
  }
}

async function run({ perSecond, seconds }: Load, callers: number, policies: Policies): Promise<Outcome> {
  const random = createRandom(1, 'traffic');
  const pageOf = createZipf(pages, random);
  const backend = startBackend();
  const send = withPolicies(backend.send, policies);
  const budget = createRequestBudget({
    perMinute: policies.budget ? budgetPerMinute : 0,
    redis: null,
    now: Date.now,
  });
  let [operations, refused] = [0, 0];
  const operate = async (): Promise<void> => {
    operations += 1;
    const caller = `caller ${random.int(0, callers - 1)}`;
    const ledger = createLedger(Date.now);
    const request = requestOf(caller, pageOf(), ledger);
    const reservation = await budget.reserve(() => caller, new Map([['piktid' as const, 1]]));
    if (reservation.kind === 'over') {
      refused += 1;
      return;
    }
    await send(request);
    await reservation.settle(() => ledger.records.filter((record) => record.sent).length);
  };
  const pass = async (ms: number): Promise<void> => {
    let due = 0;
    for (const end = Date.now() + ms; Date.now() < end; mock.timers.setTime(Date.now() + 1)) {
      backend.answerDue();
      for (due += perSecond / 1000; due >= 1; due -= 1) operate().catch(fail);
      await settle();
    }
  };
  await pass(500 * seconds);
  const before = { operations, refused, sent: backend.sent() };
  await pass(500 * seconds);
  return {
    operations: operations - before.operations,
    refused: refused - before.refused,
    sent: backend.sent() - before.sent,
  };
}

function fail(error: unknown): never {
  throw error;
}

/** Answers everything, after its time. */
function startBackend() {
  const waiting: { readonly dueMs: number; readonly answer: () => void }[] = [];
  let [sent, answered] = [0, 0];
  const send: Send = ({ record }) => {
    sent += 1;
    if (record) record.sent = true;
    const { promise, resolve } = Promise.withResolvers<UpstreamResponse>();
    const answer = { status: 200, headers: { 'content-type': 'application/json' }, body };
    waiting.push({ dueMs: Date.now() + answerMs, answer: () => resolve(answer) });
    return promise;
  };
  return {
    send,
    sent: () => sent,
    /** All take the same time, so who asked first is answered first. */
    answerDue: () => {
      for (let next = waiting[answered]; next && next.dueMs <= Date.now(); next = waiting[answered]) {
        next.answer();
        answered += 1;
      }
    },
  };
}

/** Lets everything go on that does not wait for time. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The gateway's own, in its own order. */
function withPolicies(backend: Send, { singleFlight, cache }: Policies): Send {
  const told = { upstream: 'piktid' as const, now: Date.now, observe: () => {} };
  const flown = singleFlight ? withSingleFlight(backend, told) : backend;
  const keys = createCacheKeys({ upstream: 'piktid', baseUrl: new URL('http://127.0.0.1'), account: null });
  const store = createMemoryCacheStore({ maxBytes: 64 * 1024 ** 2 });
  const parts = {
    ...told,
    store,
    keys,
    rules: piktidCacheRules,
    clock: { now: Date.now },
    ended: new AbortController().signal,
  };
  return withLedger(cache ? withCache(flown, parts) : flown, told.upstream);
}

function requestOf(caller: string, page: number, ledger: Ledger): UpstreamRequest {
  return {
    method: 'GET',
    ...routePath('/gallery/by-job'),
    query: [['page', String(page)]],
    headers: {},
    origin: { caller, requestId: 'traffic', reuse: 'allowed', ledger, endsAtMs: Number.POSITIVE_INFINITY },
    signal: new AbortController().signal,
  };
}

/** Numbers from 1 to `most`, n with a probability of 1/n by that of 1. */
function createZipf(most: number, random: Random): () => number {
  let sum = 0;
  const sums = Array.from({ length: most }, (_, index) => {
    sum += 1 / (index + 1);
    return sum;
  });
  return () => {
    const at = random.next() * sum;
    let [low, high] = [0, most - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
