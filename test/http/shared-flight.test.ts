import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCacheKeys } from '#src/http/cache-keys.ts';
import type { Send, UpstreamRequest } from '#src/http/exchange.ts';
import { createFollow } from '#src/http/follow.ts';
import { createRedisChannels } from '#src/http/redis-channels.ts';
import { createRedisTurns } from '#src/http/redis-turns.ts';
import { withSharedFlight } from '#src/http/shared-flight.ts';
import type { Turns } from '#src/http/turns.ts';
import { createRedis, type RedisConnection } from '#src/server/redis.ts';
import { eventually } from '#test/support/eventually.ts';
import { someOrigin } from '#test/support/origin.ts';
import { type RedisServer, startRedis } from '#test/support/redis.ts';
import { silentLog } from '#test/support/silent-log.ts';
import { requestOf as plainRequestOf, startManualUpstream, startTelling } from './some-request.ts';

let server: RedisServer;
const connections: RedisConnection[] = [];
let replicas: readonly [Turns, Turns, Turns];
beforeAll(async () => {
  server = await startRedis();
  replicas = [await turnsOfReplica(), await turnsOfReplica(), await turnsOfReplica()];
});
beforeEach(async () => {
  await server.client.flushall();
});
afterAll(async () => {
  for (const connection of connections) connection[Symbol.dispose]();
  await server?.[Symbol.asyncDispose]();
});

async function turnsOfReplica(): Promise<Turns> {
  const connection = createRedis(new URL(server.url), silentLog);
  connections.push(connection);
  await connection.connect();
  const { client, subscriber } = connection;
  return createRedisTurns({ client, channels: createRedisChannels(subscriber) });
}

const keys = createCacheKeys({ upstream: 'piktid', baseUrl: new URL('http://127.0.0.1'), account: null });

function requestOf(parts: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return plainRequestOf({ generation: 'g', ...parts });
}

/** The way of each replica to one upstream. */
function startScene() {
  const upstream = startManualUpstream();
  const telling = startTelling();
  const ways = replicas.map((turns) => wayWith(turns));
  function wayWith(turns: Turns): Send {
    const { observe } = telling;
    return withSharedFlight(upstream.send, { upstream: 'piktid', turns, keys, now: Date.now, observe });
  }
  const asked = (count: number): Promise<void> =>
    eventually(() => expect(upstream.requests).toHaveLength(count));
  return { ...upstream, ...telling, ways, wayWith, asked };
}

const good = { status: 200, headers: { 'content-type': 'application/json', etag: '"v1"' }, body: '{"ü":1}' };

/** Resolves when so many listen for the end of somebody's turn. */
async function waiting(count: number): Promise<void> {
  await eventually(async () => {
    const channels = (await server.client.pubsub('CHANNELS', 'atelier:v1:turn:*')) as string[];
    const [, listening] = (await server.client.pubsub('NUMSUB', ...channels.slice(0, 1))) as [string, number];
    expect(listening).toBe(count);
  });
}

describe('reads of several replicas', () => {
  it('are one request while it is under way, and all have its answer', async () => {
    const { ways, requests, answer, told, asked } = startScene();
    const sent = ways.map((send) => send(requestOf()));
    await asked(1);
    await waiting(2);
    answer(good);
    for (const response of await Promise.all(sent)) expect(response).toMatchObject(good);
    expect(requests).toHaveLength(1);
    expect(told).toEqual([
      { kind: 'shared', route: '/rows', asker: 'replica' },
      { kind: 'shared', route: '/rows', asker: 'replica' },
    ]);
  });

  it('tell whoever waited when the answer was asked for', async () => {
    const { ways, answer, asked } = startScene();
    const sent = ways.slice(0, 2).map((send) => send(requestOf()));
    await asked(1);
    const askedBy = Date.now();
    await waiting(1);
    answer(good);
    const times = (await Promise.all(sent)).map(({ askedAtMs }) => askedAtMs);
    const told = times.find((time) => time !== undefined);
    expect(Math.abs((told ?? 0) - askedBy)).toBeLessThan(10_000);
  });

  it.each<[string, Partial<UpstreamRequest>]>([
    ['path', { path: '/rows/2' }],
    ['query', { query: [['page', '2']] }],
    ['caller', { origin: { ...someOrigin, caller: 'y' } }],
    ['state of the upstream', { generation: 'after a change' }],
    ['body that is confirmed', { headers: { 'if-none-match': '"v1"' } }],
  ])('are two requests where the %s differs', async (_what, other) => {
    const { ways, asked, answer } = startScene();
    const [first, second] = ways;
    const sent = [first?.(requestOf()), second?.(requestOf(other))];
    await asked(2);
    // Each has a turn of its own, and did not wait for the other's.
    expect(await server.client.keys('atelier:v1:turn:*')).toHaveLength(2);
    for (const _ of sent) answer(good);
    await Promise.all(sent);
  });

  it.each<[string, Partial<UpstreamRequest>]>([
    ['is a change', { method: 'POST' }],
    ['must be fresh', { origin: { ...someOrigin, reuse: 'refused' } }],
  ])('leave alone what %s', async (_what, parts) => {
    const { ways, asked, answer } = startScene();
    const sent = ways.map((send) => send(requestOf(parts)));
    await asked(3);
    for (const _ of sent) answer(good);
    await Promise.all(sent);
    expect(await server.client.keys('*')).toEqual([]);
  });

  it('leave alone what no store counts states of', async () => {
    const { ways, asked, answer } = startScene();
    const sent = ways.map((send) => send(plainRequestOf()));
    await asked(3);
    for (const _ of sent) answer(good);
    await Promise.all(sent);
  });

  it.each([
    ['fails inside', { ...good, status: 503 }],
    ['refuses the credential', { ...good, status: 401 }],
    ['wants nothing stored', { ...good, headers: { ...good.headers, 'cache-control': 'no-store' } }],
  ])('are asked by each for itself where the upstream %s', async (_what, response) => {
    const { ways, asked, answer } = startScene();
    const sent = ways.map((send) => send(requestOf()));
    await asked(1);
    await waiting(2);
    answer(response);
    await asked(3);
    answer(good);
    answer(good);
    expect((await Promise.all(sent)).map(({ status }) => status).sort()).toEqual(
      [200, 200, response.status].sort(),
    );
  });

  it('go on when who asked fails', async () => {
    const { ways, asked, answer, fail } = startScene();
    const sent = Promise.allSettled(ways.slice(0, 2).map((send) => send(requestOf())));
    await asked(1);
    await waiting(1);
    fail(new Error('down'));
    await asked(2);
    answer(good);
    expect((await sent).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('end with their own client, whoever asks', async () => {
    const { ways, asked, answer, requests } = startScene();
    const [first, second] = ways;
    const stays = first?.(requestOf());
    await asked(1);
    const client = new AbortController();
    const leaves = second?.(requestOf({ signal: client.signal }));
    await waiting(1);
    client.abort(new Error('left'));
    await expect(leaves).rejects.toThrow('left');
    answer(good);
    expect((await stays)?.status).toBe(200);
    expect(requests).toHaveLength(1);
  });

  it('are asked anew by who begins when the answer has long been there', async () => {
    const { ways, asked, answer } = startScene();
    const [first, second] = ways;
    const sent = first?.(requestOf());
    await asked(1);
    answer(good);
    await sent;
    await eventually(async () => {
      const [key = ''] = await server.client.keys('atelier:v1:left:*');
      const leftForMs = await server.client.pttl(key);
      expect(leftForMs).toBeGreaterThan(0);
      expect(leftForMs).toBeLessThan(800);
    });
    const later = second?.(requestOf());
    await asked(2);
    answer({ ...good, body: '{"later":1}' });
    expect((await later)?.body).toBe('{"later":1}');
  });

  it('keep their turn for as long as the upstream takes', async () => {
    const { ways, asked, answer } = startScene();
    const sent = ways[0]?.(requestOf());
    await asked(1);
    let shortestMs = Number.POSITIVE_INFINITY;
    await eventually(async () => {
      const [key = ''] = await server.client.keys('atelier:v1:turn:*');
      const goodForMs = await server.client.pttl(key);
      shortestMs = Math.min(shortestMs, goodForMs);
      expect(goodForMs).toBeGreaterThan(shortestMs + 200);
    });
    answer(good);
    await sent;
    await eventually(async () => expect(await server.client.keys('atelier:v1:turn:*')).toEqual([]));
  });

  it('take over from one that died with its turn', async () => {
    const { ways, wayWith, asked, answer, requests } = startScene();
    const dying = await deadReplica();
    await dying.take(await nameOfTurn(wayWith), new AbortController().signal);
    dying.die();
    const sent = ways.map((send) => send(requestOf()));
    await waiting(3);
    expect(requests).toEqual([]);
    await asked(1);
    answer(good);
    await Promise.all(sent);
    expect(requests).toHaveLength(1);
  });

  it('ask after a bounded wait where a turn has no end, without asking Redis all the time', async () => {
    const { ways, wayWith, asked, answer } = startScene();
    const name = await nameOfTurn(wayWith);
    await server.client.set(`atelier:v1:turn:${name}`, 'for ever');
    await server.client.config('RESETSTAT');
    const sent = ways[0]?.(requestOf());
    await asked(1);
    answer(good);
    expect((await sent)?.body).toBe(good.body);
    const calls = /cmdstat_eval:calls=(\d+)/.exec(await server.client.info('commandstats'))?.[1];
    expect(Number(calls)).toBeGreaterThan(1);
    expect(Number(calls)).toBeLessThan(10);
    expect(await server.client.get(`atelier:v1:turn:${name}`)).toBe('for ever');
  });

  it.each([
    ['nonsense', 'x'],
    ['another version', '{"version":9}\n{}'],
    ['a status that nobody shares', '{"id":"a","status":500,"headers":{},"tookMs":1,"keepMs":1000}\n{}'],
  ])('ask where %s was left', async (_what, text) => {
    const { ways, wayWith, asked, answer } = startScene();
    const name = await nameOfTurn(wayWith);
    await server.client.set(`atelier:v1:left:${name}`, text, 'PX', 60_000);
    const sent = ways[0]?.(requestOf());
    await asked(1);
    answer(good);
    expect((await sent)?.body).toBe(good.body);
  });

  it('leave no token and nothing that lasts', async () => {
    const { ways, asked, answer } = startScene();
    const headers = { authorization: 'Bearer secret-word' };
    const sent = ways[0]?.(requestOf({ headers }));
    await asked(1);
    expect(await everythingIn(server)).not.toContain('secret-word');
    answer(good);
    await sent;
    await eventually(async () => expect(await server.client.keys('atelier:v1:left:*')).toHaveLength(1));
    expect(await everythingIn(server)).not.toContain('secret-word');
    for (const key of await server.client.keys('*')) {
      expect(await server.client.pttl(key)).toBeGreaterThan(0);
      expect(await server.client.pttl(key)).toBeLessThanOrEqual(6_000);
    }
  });

  it('leave nothing that is longer than a mebibyte, and let others go on', async () => {
    const { ways, asked, answer } = startScene();
    const sent = ways.slice(0, 2).map((send) => send(requestOf()));
    await asked(1);
    await waiting(1);
    const long = { ...good, body: JSON.stringify('ü'.repeat(600_000)) };
    answer(long);
    await asked(2);
    answer(long);
    await Promise.all(sent);
    expect(await server.client.keys('atelier:v1:left:*')).toEqual([]);
  });
});

describe('what several replicas follow', () => {
  /** Something that a replica follows. */
  function following(turns: Turns) {
    const news: number[] = [];
    const follow = createFollow({ turns, now: Date.now, onNews: () => void news.push(Date.now()) });
    const request = (): UpstreamRequest =>
      plainRequestOf({ origin: { ...someOrigin, reuse: 'refused', follow } });
    return { follow, news, request };
  }

  it('is read by one, of which the others hear at once, and each reading later finds news or asks', async () => {
    const { ways, asked, answer, requests } = startScene();
    const [here, there] = [following(replicas[0]), following(replicas[1])];
    const [sendHere, sendThere] = ways;
    const first = sendHere?.(here.request());
    await asked(1);
    const second = sendThere?.(there.request());
    await waiting(2);
    answer(good);
    expect(await second).toMatchObject({ body: (await first)?.body });
    const third = sendHere?.(here.request());
    await asked(2);
    answer({ ...good, body: '{"later":1}' });
    await third;
    await eventually(() => expect(there.news).toHaveLength(1));
    expect((await sendThere?.(there.request()))?.body).toBe('{"later":1}');
    expect(requests).toHaveLength(2);
    expect(here.news).toEqual([]);
    here.follow.stop();
    there.follow.stop();
  });

  it('is asked for anew after a change that the others may not have seen', async () => {
    const { ways, asked, answer } = startScene();
    const [here, there] = [following(replicas[0]), following(replicas[1])];
    const [sendHere, sendThere] = ways;
    const first = sendHere?.(here.request());
    await asked(1);
    answer(good);
    await first;
    await eventually(async () => expect(await server.client.keys('atelier:v1:left:*')).toHaveLength(1));
    // What was left is older than the change by more than hints are apart.
    await eventually(async () => {
      const [key = ''] = await server.client.keys('atelier:v1:left:*');
      expect(await server.client.pttl(key)).toBeLessThan(5_500);
    });
    there.follow.changed();
    const second = sendThere?.(there.request());
    await asked(2);
    answer({ ...good, body: '{"changed":1}' });
    expect((await second)?.body).toBe('{"changed":1}');
    here.follow.stop();
    there.follow.stop();
  });

  it('is not answered by what another one read of it in another form', async () => {
    const { ways, asked, answer } = startScene();
    const [here, there] = [following(replicas[0]), following(replicas[1])];
    const [sendHere, sendThere] = ways;
    const withImages = { ...there.request(), query: [['images', '5']] as const };
    const first = sendThere?.(there.request());
    await asked(1);
    answer(good);
    await first;
    await sendHere?.(here.request());
    const elsewhere = sendHere?.(here.request());
    await asked(2);
    answer({ ...good, body: '{"images":0}' });
    await elsewhere;
    await eventually(() => expect(there.news).toHaveLength(1));
    const second = sendThere?.(withImages);
    await asked(3);
    answer({ ...good, body: '{"images":5}' });
    expect((await second)?.body).toBe('{"images":5}');
    here.follow.stop();
    there.follow.stop();
  });

  it('is listened for no more when nobody follows, also where a read was on its way', async () => {
    const { wayWith, asked, answer } = startScene();
    const heard: string[] = [];
    const turns: Turns = {
      ...replicas[0],
      listen: (name, onEnd) => {
        heard.push(name);
        return replicas[0].listen(name, onEnd);
      },
    };
    const { follow, request } = following(turns);
    follow.stop();
    const sent = wayWith(turns)(request());
    await asked(1);
    answer(good);
    expect((await sent)?.body).toBe(good.body);
    expect(heard).toEqual([]);
  });
});

/** A replica that stops renewing what it holds. */
async function deadReplica() {
  const connection = createRedis(new URL(server.url), silentLog);
  await connection.connect();
  const { client, subscriber } = connection;
  const turns = createRedisTurns({ client, channels: createRedisChannels(subscriber) });
  return { ...turns, die: () => connection[Symbol.dispose]() };
}

/** The name under which replicas share `requestOf()`. */
async function nameOfTurn(wayWith: (turns: Turns) => Send): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const listening: Turns = {
    ...replicas[0],
    take: (name) => {
      resolve(name);
      return Promise.reject(new Error('only the name is wanted'));
    },
  };
  const client = new AbortController();
  const sent = wayWith(listening)(requestOf({ signal: client.signal }));
  const name = await promise;
  client.abort(new Error('left'));
  await expect(sent).rejects.toThrow('left');
  return name;
}

async function everythingIn({ client }: RedisServer): Promise<string> {
  const names = await client.keys('*');
  const values = await Promise.all(names.map((name) => client.get(name)));
  return JSON.stringify([names, values]);
}
