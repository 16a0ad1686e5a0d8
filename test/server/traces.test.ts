import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Environment } from '#src/config/env.ts';
import { type LoggedRequest, tokenOf } from '#test/simulators/simulator.ts';
import { createManualClock } from '#test/support/manual-clock.ts';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '#test/support/otlp-receiver.ts';
import { startJob } from '#test/support/start-work.ts';
import { everything, upstreamNames } from '#test/support/studio-query.ts';
import { nextAsTimeGoes, subscribe } from '#test/support/subscribe.ts';
import { serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver[Symbol.asyncDispose]());

function startTraced(env: Environment = {}, options: Parameters<typeof startWorld>[0] = {}): Promise<World> {
  return startWorld({
    ...options,
    env: (simulators) => {
      const { GATEWAY_ANONYMOUS, ...service } = serviceEnvironment(simulators);
      const gate = env.GATEWAY_API_KEYS === undefined ? { GATEWAY_ANONYMOUS } : {};
      return { ...service, ...gate, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env } as Environment;
    },
  });
}

/** Stops the gateway, which delivers what it has. */
async function spansOf(world: World): Promise<ReceivedSpan[]> {
  await world.stopGateway();
  return receiver.spans();
}

function only(spans: readonly ReceivedSpan[], kind: string): ReceivedSpan {
  const [span, ...others] = spans.filter((one) => one.kind === kind);
  if (!span || others.length > 0)
    throw new Error(`There are ${span ? others.length + 1 : 0} spans of ${kind}`);
  return span;
}

function clientsIn(spans: readonly ReceivedSpan[]): ReceivedSpan[] {
  return spans.filter(({ kind }) => kind === 'CLIENT');
}

function arrived(world: World): LoggedRequest[] {
  return upstreamNames.flatMap((upstream) => [...world.simulators[upstream].requests]);
}

const traceId = '0af7651916cd43dd8448eb211c80319c';
const callerSpan = 'b7ad6b7169203331';
const byCaller = { traceparent: `00-${traceId}-${callerSpan}-01`, tracestate: 'studio=page-7,other=x' };

describe('an operation that is traced', () => {
  it('has one tree: the request, what was done before it ran, and each upstream request', async () => {
    await using world = await startTraced();
    const query = `query Studio ${everything}`;
    expect((await world.query(query, {}, { 'x-request-id': 'mine-1' })).errors).toEqual([]);
    const spans = await spansOf(world);
    const server = only(spans, 'SERVER');
    expect(server).toMatchObject({ name: 'query', parentSpanId: null, isError: false, events: [] });
    expect(server.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/graphql',
      'url.path': '/graphql',
      'http.response.status_code': 200,
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Studio',
      'graphql.document.hash': createHash('sha256').update(query).digest('hex'),
      'atelier.request_id': 'mine-1',
      'atelier.planned.min': 4,
      'atelier.planned.max': 4,
      'atelier.complete': true,
    });
    const children = spans.filter((span) => span !== server);
    for (const child of children) {
      expect(child).toMatchObject({ traceId: server.traceId, parentSpanId: server.spanId, isError: false });
      expect(child.startNs).toBeGreaterThanOrEqual(server.startNs);
      expect(child.endNs).toBeLessThanOrEqual(server.endNs);
    }
    expect(children.map(({ name, kind }) => `${kind} ${name}`).toSorted()).toEqual([
      'CLIENT GET /assets',
      'CLIENT GET /data/images',
      'CLIENT GET /gallery/by-job',
      'CLIENT GET /set-designs/',
      'INTERNAL graphql.parse',
      'INTERNAL graphql.plan',
      'INTERNAL graphql.validate',
    ]);
    expect(children.find(({ name }) => name === 'graphql.plan')?.attributes).toEqual({
      'atelier.planned.min': 4,
      'atelier.planned.max': 4,
    });
    expect(children.find(({ name }) => name === 'GET /set-designs/')?.attributes).toEqual({
      'http.request.method': 'GET',
      'url.template': '/set-designs/',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(world.simulators.sartiq.url).port),
      'http.response.status_code': 200,
      'atelier.upstream': 'sartiq',
    });
  });

  it('is told to the upstreams: each request is a child of its own span', async () => {
    await using world = await startTraced();
    await world.query(everything);
    const clients = clientsIn(await spansOf(world));
    expect(
      arrived(world)
        .map(({ headers }) => headers['traceparent'])
        .toSorted(),
    ).toEqual(clients.map((span) => `00-${span.traceId}-${span.spanId}-01`).toSorted());
    expect(new Set(clients.map(({ spanId }) => spanId)).size).toBe(4);
  });

  it('is part of the trace of its caller, whose state is passed on', async () => {
    await using world = await startTraced();
    await world.query('{ assets(first: 1) { totalCount } }', {}, byCaller);
    const [request] = arrived(world);
    const spans = await spansOf(world);
    expect(only(spans, 'SERVER')).toMatchObject({
      traceId,
      parentSpanId: callerSpan,
      traceState: byCaller.tracestate,
    });
    expect(request?.headers['tracestate']).toBe(byCaller.tracestate);
    expect(request?.headers['traceparent']).toBe(`00-${traceId}-${only(spans, 'CLIENT').spanId}-01`);
    expect(world.operations).toMatchObject([{ traceId }]);
  });

  it('begins a trace of its own where the header of its caller is none', async () => {
    await using world = await startTraced();
    await world.query('{ __typename }', {}, { traceparent: `00-${'0'.repeat(32)}-${callerSpan}-01` });
    const server = only(await spansOf(world), 'SERVER');
    expect(server.parentSpanId).toBeNull();
    expect(server.traceId).toMatch(/^(?!0+$)[\da-f]{32}$/);
  });

  it('is not recorded where its caller says so, and the upstreams hear of that', async () => {
    await using world = await startTraced();
    await world.query(everything, {}, { traceparent: `00-${traceId}-${callerSpan}-00` });
    const parents = arrived(world).map(({ headers }) => headers['traceparent']);
    expect(parents).toHaveLength(4);
    for (const parent of parents) expect(parent).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`));
    expect(world.operations).toMatchObject([{ traceId }]);
    expect(await spansOf(world)).toEqual([]);
    expect(receiver.exports).toEqual([]);
  });

  it('is recorded as often as is configured, and always for a caller who records', async () => {
    await using world = await startTraced({
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
    });
    await world.query('{ assets(first: 1) { totalCount } }');
    await world.query('{ assets(first: 2) { totalCount } }', {}, byCaller);
    const spans = await spansOf(world);
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  });

  it('is not read, checked and planned twice, so it has no spans for that the second time', async () => {
    await using world = await startTraced();
    for (const _ of [1, 2]) await world.query('{ __typename }');
    const names = (await spansOf(world)).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['graphql.parse', 'graphql.plan', 'graphql.validate', 'query', 'query']);
  });
});

describe('what happened to a request', () => {
  it('is seen in its trace: a repetition is a span with its number, after an event', async () => {
    await using world = await startTraced();
    world.simulators.piktid.inject({ kind: 'status', status: 503, times: 1 });
    await world.query('{ assets(first: 1) { totalCount } }');
    const spans = await spansOf(world);
    expect(clientsIn(spans).map(({ attributes, isError }) => ({ ...attributes, isError }))).toMatchObject([
      { 'http.response.status_code': 503, 'error.type': '503', isError: true },
      { 'http.response.status_code': 200, 'http.request.resend_count': 1, isError: false },
    ]);
    expect(clientsIn(spans)[0]?.attributes).not.toHaveProperty('http.request.resend_count');
    const server = only(spans, 'SERVER');
    expect(server.isError).toBe(false);
    expect(server.events).toEqual([
      {
        name: 'upstream.retry',
        attributes: { 'atelier.upstream': 'piktid', 'url.template': '/assets', 'atelier.delay_ms': 0 },
      },
    ]);
  });

  it('is seen on who waited for the request of another operation', async () => {
    await using world = await startTraced();
    world.simulators.piktid.inject({ kind: 'delay', ms: 300 });
    const query = '{ assets(first: 1) { totalCount } }';
    await Promise.all([world.query(query), world.query(query)]);
    const spans = await spansOf(world);
    const asking = only(spans, 'CLIENT').parentSpanId;
    const servers = spans.filter(({ kind }) => kind === 'SERVER');
    expect(servers.map(({ events }) => events.length).toSorted()).toEqual([0, 1]);
    const waiting = servers.find(({ spanId }) => spanId !== asking);
    expect(waiting?.events).toEqual([
      {
        name: 'upstream.shared',
        attributes: { 'atelier.upstream': 'piktid', 'url.template': '/assets', 'atelier.asker': 'operation' },
      },
    ]);
  });

  it('is seen on who got a kept answer, and on the request that brought it', async () => {
    await using world = await startTraced({ CACHE_MAX_BYTES: '1000000' });
    for (const _ of [1, 2]) await world.query('{ assets(first: 1) { totalCount } }');
    const spans = await spansOf(world);
    expect(only(spans, 'CLIENT').attributes['atelier.cache']).toBe('miss');
    const servers = spans.filter(({ kind }) => kind === 'SERVER');
    expect(servers.map(({ events }) => events)).toEqual([
      [],
      [
        {
          name: 'upstream.cache',
          attributes: { 'atelier.upstream': 'piktid', 'url.template': '/assets', 'atelier.cache': 'hit' },
        },
      ],
    ]);
  });

  it('is seen where an answer is stale: its renewal belongs to who caused it', async () => {
    const clock = createManualClock();
    await using world = await startTraced({ CACHE_MAX_BYTES: '1000000' }, { clock });
    const query = '{ assets(first: 1) { totalCount } }';
    await world.query(query);
    clock.move(4_000);
    await world.query(query, {}, byCaller);
    const spans = await spansOf(world);
    const server = spans.find((span) => span.kind === 'SERVER' && span.traceId === traceId);
    expect(server?.events.map(({ attributes }) => attributes['atelier.cache'])).toEqual(['stale']);
    expect(clientsIn(spans).find((span) => span.traceId === traceId)?.parentSpanId).toBe(server?.spanId);
  });

  it('is an error of the operation where a backend failed, with all codes', async () => {
    await using world = await startTraced();
    world.simulators.acusight.inject({ kind: 'reset' });
    await world.query(everything);
    const spans = await spansOf(world);
    expect(only(spans, 'SERVER')).toMatchObject({
      isError: true,
      attributes: { 'error.type': 'UPSTREAM_UNAVAILABLE', 'atelier.error_codes': ['UPSTREAM_UNAVAILABLE'] },
    });
    const failed = clientsIn(spans).filter(({ isError }) => isError);
    expect(failed.map(({ attributes }) => attributes['error.type'])).toEqual([
      'UPSTREAM_UNAVAILABLE',
      'UPSTREAM_UNAVAILABLE',
      'UPSTREAM_UNAVAILABLE',
    ]);
  });

  it('is no error where the client asked wrongly, or asked for what is not there', async () => {
    await using world = await startTraced();
    await world.query('{ assets(first: -1) { totalCount } }');
    await world.query('{ job(jobId: "no-such-job") { jobStatus } }');
    const spans = await spansOf(world);
    expect(spans.filter(({ isError }) => isError)).toEqual([]);
    expect(spans.map(({ attributes }) => attributes['atelier.error_codes']).filter(Boolean)).toEqual([
      ['BAD_USER_INPUT'],
    ]);
  });

  it('is a span too where the request is refused before it is an operation', async () => {
    await using world = await startTraced({
      GATEWAY_API_KEYS: 'a-key-of-sixteen-characters',
    });
    await world.query('{ __typename }');
    expect(await spansOf(world)).toMatchObject([
      {
        name: 'POST /graphql',
        kind: 'SERVER',
        isError: false,
        attributes: { 'http.response.status_code': 401, 'atelier.error_codes': ['UNAUTHENTICATED'] },
      },
    ]);
  });
});

describe('a subscription that is traced', () => {
  it('is one span, with a trace for each event and each look at the backend, all linked to it', async () => {
    const clock = createManualClock();
    await using world = await startTraced({}, { clock });
    const jobId = await startJob(world.simulators, ['a.jpg']);
    const before = world.simulators.piktid.requests.length;
    const query = `subscription Watch($jobId: String!) {
      job(jobId: $jobId) { jobStatus images(first: 1) { nodes { matches: datasetImages { imageId } } } }
    }`;
    const subscription = await subscribe(world.url, query, { jobId }, byCaller);
    let events = 0;
    while ((await nextAsTimeGoes(subscription, clock, 50)) !== null) events += 1;
    expect(events).toBeGreaterThan(1);
    const requests = [
      ...world.simulators.piktid.requests.slice(before),
      ...world.simulators.acusight.requests,
    ];
    await subscription[Symbol.asyncDispose]();
    const spans = await spansOf(world);
    const server = only(spans, 'SERVER');
    expect(server).toMatchObject({ name: 'subscription', traceId, parentSpanId: callerSpan });
    const links = [{ traceId, spanId: server.spanId }];
    const eventSpans = spans.filter(({ name }) => name === 'subscription event');
    expect(eventSpans).toHaveLength(events);
    for (const event of eventSpans) {
      expect(event).toMatchObject({ kind: 'INTERNAL', parentSpanId: null, links });
      expect(event.endNs).toBeLessThanOrEqual(server.endNs);
    }
    const clients = clientsIn(spans);
    const [watching, reading] = ['piktid', 'acusight'].map((upstream) =>
      clients.filter(({ attributes }) => attributes['atelier.upstream'] === upstream),
    );
    for (const look of watching ?? []) expect(look).toMatchObject({ parentSpanId: null, links });
    expect(watching?.length).toBeGreaterThan(1);
    const eventIds = eventSpans.map(({ spanId }) => spanId);
    for (const read of reading ?? []) expect(eventIds).toContain(read.parentSpanId);
    expect(reading?.length).toBeGreaterThan(0);
    const roots = [...eventSpans, ...(watching ?? [])].map((span) => span.traceId);
    expect(new Set([traceId, ...roots]).size).toBe(1 + roots.length);
    const sent = requests.map(({ headers }) => headers['traceparent']);
    expect(sent.toSorted()).toEqual(clients.map((span) => `00-${span.traceId}-${span.spanId}-01`).toSorted());
  });
});

describe('what is exported', () => {
  it('has no token, variable, document, path, parameter or body in it, whatever goes wrong', async () => {
    const key = 'a-key-of-sixteen-characters';
    await using world = await startTraced({
      GATEWAY_API_KEYS: key,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collector-secret',
    });
    const headers = {
      authorization: `Bearer ${key}`,
      'x-piktid-token': 'stray-token-1234',
      cookie: 'session=cookie-1234',
      baggage: 'user=baggage-1234',
    };
    const documents = [
      'query Secret($name: String) { assets(first: 1, filter: { search: $name }) { nodes { url thumbnailUrl } } }',
      'query Secret { asset(assetId: "literal-1234") { filename } }',
      'mutation { createSetDesign(input: { name: "literal-5678" }) { setDesign { name } } }',
      'query Wrong { noSuchField1234 }',
    ];
    world.simulators.piktid.inject({ kind: 'status', status: 500, body: 'body-1234', times: 1 });
    for (const query of documents) await world.query(query, { name: 'variable-1234' }, headers);
    await fetch(`${world.url}/graphql?query={__typename}&token=parameter-1234`, { headers });
    await world.stopGateway();
    expect(receiver.exports.length).toBeGreaterThan(0);
    expect(receiver.spans().length).toBeGreaterThan(documents.length);
    const bytes = Buffer.concat(receiver.exports.map((sent) => sent.bytes));
    const text = bytes.toString('latin1').replace(/[^\x20-\x7e]+/g, ' ');
    const secrets = [
      ...Object.values(headers),
      ...upstreamNames.map((upstream) => tokenOf(upstream, 'giulia')),
      key,
      'collector-secret',
      'variable-1234',
      'literal-',
      'noSuchField',
      'body-1234',
      'parameter-1234',
      'http:',
      'per_page',
    ];
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).toContain('/assets/{asset_id}');
  });
});
