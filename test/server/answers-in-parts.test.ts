/** `@defer` and `@stream`: what is ready is answered at once, and the rest in parts. */

import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EventReader, openEventStream } from '#test/support/event-stream.ts';
import { eventually } from '#test/support/eventually.ts';
import { type HeldSartiq, startHeldSartiq } from '#test/support/held-sartiq.ts';
import { serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

let world: World;
let sartiq: HeldSartiq;
beforeEach(async () => {
  sartiq = await startHeldSartiq();
  world = await startWorld({
    env: (simulators) => ({
      ...serviceEnvironment(simulators),
      SARTIQ_URL: sartiq.url.href,
      MAX_REQUESTS_PER_OPERATION: '31',
      MAX_REQUESTS_PER_MINUTE: '50',
    }),
  });
});
afterEach(async () => {
  sartiq.release();
  await world[Symbol.asyncDispose]();
  await sartiq[Symbol.asyncDispose]();
});

const slow = `query Slow {
  assets(first: 1) { nodes { filename } }
  ... @defer(label: "sets") { setDesigns(first: 1) { totalCount } }
}`;

interface Part {
  readonly data?: unknown;
  readonly incremental?: readonly {
    readonly data?: unknown;
    readonly items?: unknown;
    readonly label?: string;
    readonly path?: unknown;
    readonly errors?: readonly { readonly message: string; readonly extensions: object }[];
  }[];
  readonly extensions?: { readonly warnings?: unknown };
  readonly hasNext: boolean;
}

async function openParts(query: string): Promise<EventReader> {
  const parameters = new URLSearchParams({ query });
  return openEventStream(`${world.url}/graphql?${parameters}`, { accept: 'text/event-stream' });
}

async function nextPart(stream: EventReader): Promise<Part | null> {
  for (;;) {
    const message = await stream.next();
    if (message === null || message.event === 'complete') return null;
    if (message.event === 'next') return message.data as Part;
  }
}

async function restOf(stream: EventReader): Promise<Part[]> {
  const parts: Part[] = [];
  for (let part = await nextPart(stream); part; part = await nextPart(stream)) parts.push(part);
  return parts;
}

/** Fields of which each costs PiktID one request. */
function searches(count: number): string {
  return Array.from(
    { length: count },
    (_, index) => `a${index}: assets(first: 1, filter: { search: "n${index}" }) { totalCount }`,
  ).join(' ');
}

describe('an answer in parts', () => {
  it('has what is ready while another backend is still asked', async () => {
    await using stream = await openParts(slow);
    expect(stream.status).toBe(200);
    expect(await nextPart(stream)).toMatchObject({ data: { assets: { nodes: [{}] } }, hasNext: true });
    sartiq.release();
    const later = (await restOf(stream)).flatMap(({ incremental = [] }) => incremental);
    expect(later).toMatchObject([{ label: 'sets', data: { setDesigns: { totalCount: 0 } } }]);
  });

  it('asks each backend once, as the whole answer does, and logs one operation', async () => {
    sartiq.release();
    await using stream = await openParts(slow);
    await restOf(stream);
    expect(world.takeRequests().filter((request) => request.startsWith('GET /assets'))).toHaveLength(1);
    await eventually(() => expect(world.operations).toHaveLength(1));
    expect(world.operations).toMatchObject([
      { operation: 'Slow', outcome: 'ok', planned: { min: 2, max: 2 }, sent: { piktid: 1, sartiq: 1 } },
    ]);
  });

  it('has a failure of a later part there, in the words of the gateway', async () => {
    const stop = world.simulators.acusight.inject({ kind: 'status', status: 503 });
    await using stream = await openParts(`{
      assets(first: 1) { totalCount }
      ... @defer { datasetImages(first: 1) { totalCount } }
    }`);
    const parts = await restOf(stream);
    stop();
    const [error] = parts.flatMap(({ incremental = [] }) => incremental.flatMap(({ errors = [] }) => errors));
    expect(error).toMatchObject({
      path: ['datasetImages'],
      extensions: {
        code: 'UPSTREAM_UNAVAILABLE',
        upstream: 'acusight',
        requestId: stream.requestId,
      },
    });
    await eventually(() => expect(world.operations).toMatchObject([{ codes: ['UPSTREAM_UNAVAILABLE'] }]));
  });

  it('says nothing of what nobody foresaw, in later parts neither', async () => {
    const stop = world.simulators.acusight.inject({
      kind: 'rewrite',
      body: () => ({ secretOfTheBackend: true }),
    });
    await using stream = await openParts(
      '{ assets(first: 1) { totalCount } ... @defer { datasetImages(first: 1) { totalCount } } }',
    );
    const text = JSON.stringify(await restOf(stream));
    stop();
    expect(text).toContain('UPSTREAM_CONTRACT');
    expect(text).not.toContain('secretOfTheBackend');
    expect(text).not.toContain('"stacktrace"');
  });

  it('streams the rows of a list', async () => {
    await using stream = await openParts(
      '{ assets(first: 3) { nodes @stream(initialCount: 1) { filename } } }',
    );
    const [first, ...rest] = await restOf(stream);
    expect(first).toMatchObject({ data: { assets: { nodes: [{}] } } });
    expect(rest.flatMap(({ incremental = [] }) => incremental.flatMap(({ items }) => items))).toHaveLength(2);
  });

  it('is planned as a whole, and refused as a whole', async () => {
    await using stream = await openParts(`{ jobs(first: 1) { totalCount } ... @defer { ${searches(31)} } }`);
    expect(await restOf(stream)).toMatchObject([
      { errors: [{ extensions: { code: 'QUERY_TOO_EXPENSIVE', requests: { max: 32 } } }] },
    ]);
    expect(world.takeRequests()).toEqual([]);
  });

  it('counts for the minute what its later parts took', async () => {
    await using stream = await openParts(`{ jobs(first: 1) { totalCount } ... @defer { ${searches(30)} } }`);
    await restOf(stream);
    expect(world.takeRequests()).toHaveLength(31);
    const { errors } = await world.query(`{ ${searches(30)} }`);
    expect(errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_EXPENSIVE', available: 50 - 31 } }]);
  });

  it.each(['application/json', 'application/graphql-response+json', '*/*'])(
    'is one answer for a client that takes %s',
    async (accept) => {
      sartiq.release();
      const { status, data, errors } = await world.query(slow, {}, { accept });
      expect({ status, errors }).toEqual({ status: 200, errors: [] });
      expect(data).toMatchObject({ assets: { nodes: [{}] }, setDesigns: { totalCount: 0 } });
    },
  );

  it('is one answer where nothing is to come later', async () => {
    sartiq.release();
    const { data, errors } = await world.query(slow.replace('@defer(', '@defer(if: false, '));
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ setDesigns: { totalCount: 0 } });
  });

  it('is read by urql as multipart, part by part', async () => {
    const client = new Client({
      url: `${world.url}/graphql`,
      preferGetMethod: false,
      exchanges: [cacheExchange, fetchExchange],
    });
    const seen: unknown[] = [];
    const done = Promise.withResolvers<void>();
    const { unsubscribe } = client.query(slow, {}).subscribe(({ data, error, hasNext }) => {
      seen.push(error ?? ['assets', 'setDesigns'].filter((name) => data?.[name]));
      if (seen.length === 1) sartiq.release();
      if (!hasNext) done.resolve();
    });
    await done.promise;
    unsubscribe();
    expect(seen).toEqual([['assets'], ['assets', 'setDesigns']]);
  });
});
