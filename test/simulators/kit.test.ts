import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { ask } from '#test/support/ask.ts';
import { openEventStream } from '#test/support/event-stream.ts';
import { eventually } from '#test/support/eventually.ts';
import { readBearer, userOfToken } from './bearer.ts';
import { startSimulator } from './kit.ts';
import type { Answer, Backend, Route } from './kit-types.ts';
import { answerMedia, mediaUrl } from './media.ts';
import type { Fault } from './simulator.ts';

const token = 'piktid-giulia-token';
const fullBody = '{"items":[1,2,3],"name":"Été"}';

function toyRoutes(released: () => void): Route[] {
  return [
    {
      access: 'user',
      method: 'GET',
      path: '/items',
      handle: () => ({ kind: 'json', status: 200, body: { items: [1, 2, 3], name: 'Été' } }),
    },
    {
      access: 'user',
      method: 'GET',
      path: '/items/fixed',
      handle: () => ({ kind: 'json', status: 200, body: 'fixed' }),
    },
    {
      access: 'user',
      method: 'GET',
      path: '/items/{id}',
      handle: ({ params }) => ({ kind: 'json', status: 200, body: params['id'] }),
    },
    {
      access: 'user',
      method: 'GET',
      path: '/lists/',
      handle: () => ({ kind: 'json', status: 200, body: [] }),
    },
    {
      access: 'public',
      method: 'POST',
      path: '/body',
      handle: async (request) => {
        const body = await request.readBody();
        const shown =
          body.kind === 'form' ? [...body.fields] : body.kind === 'other' ? body.bytes.length : body;
        return { kind: 'json', status: 200, body: { kind: body.kind, shown } };
      },
    },
    {
      access: 'public',
      method: 'POST',
      path: '/raw',
      handle: async (request) => ({ kind: 'json', status: 200, body: await text(request.rawBody()) }),
    },
    {
      access: 'public',
      method: 'GET',
      path: '/events',
      handle: () => ({
        kind: 'stream',
        contentType: 'text/event-stream',
        open: (sink) => {
          sink.write('data: 1\n\n');
          sink.write('data: 2\n\n');
          sink.signal.addEventListener('abort', released);
        },
      }),
    },
    {
      access: 'public',
      method: 'GET',
      path: '/mistake',
      handle: () => {
        throw new Error('the toy is broken');
      },
    },
  ];
}

function errorAnswer(status: number): Answer {
  return { kind: 'json', status, body: { toy: status } };
}

function toyBackend(released: () => void = () => undefined): Backend<{ rows: number[] }> {
  return {
    basePath: '/api/v1',
    data: { rows: [] },
    routes: toyRoutes(released),
    authenticate: ({ headers }) => {
      const user = userOfToken('piktid', readBearer(headers));
      return user === null ? { kind: 'refused', answer: errorAnswer(401) } : { kind: 'user', user };
    },
    errorAnswer,
    media: (request) => answerMedia(request, 1_000_000),
  };
}

async function askWithFault(fault: Fault) {
  await using simulator = await startSimulator(toyBackend());
  simulator.inject(fault);
  const asked = await ask(`${simulator.url}/items`, { token });
  return { asked, entry: simulator.requests[0] };
}

describe('routing', () => {
  it('answers below the base path, decoding each named segment by itself', async () => {
    await using simulator = await startSimulator(toyBackend());
    expect(simulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/);
    expect((await ask(`${simulator.url}/items/a%2Fb%20%C3%A9`, { token })).body).toBe('a/b é');
    expect((await ask(`${simulator.url}/items/fixed`, { token })).body).toBe('fixed');
  });

  it('answers 404 for unknown routes, other base paths and final slashes, in the backend’s words', async () => {
    await using simulator = await startSimulator(toyBackend());
    for (const path of ['/nothing', '/items/', '/lists', '/items/1/2', '/items/%']) {
      const expected = path === '/items/%' ? 200 : 404;
      expect([path, (await ask(`${simulator.url}${path}`, { token })).status]).toEqual([path, expected]);
    }
    const outside = await ask(`${new URL(simulator.url).origin}/items`, { token });
    expect([outside.status, outside.body]).toEqual([404, { toy: 404 }]);
  });

  it('answers 405 with the allowed methods for a known path', async () => {
    await using simulator = await startSimulator(toyBackend());
    const asked = await ask(`${simulator.url}/items/7`, { token, method: 'DELETE' });
    expect([asked.status, asked.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('gives the backend’s own 401 to private routes only', async () => {
    await using simulator = await startSimulator(toyBackend());
    expect((await ask(`${simulator.url}/items`)).status).toBe(401);
    expect((await ask(`${simulator.url}/items`, { token: 'sartiq-giulia-token' })).body).toEqual({
      toy: 401,
    });
    expect((await ask(`${simulator.url}/body`, { method: 'POST' })).status).toBe(200);
  });

  it('shows a mistake of a handler as 500 with its message', async () => {
    await using simulator = await startSimulator(toyBackend());
    const asked = await ask(`${simulator.url}/mistake`);
    expect([asked.status, asked.text]).toEqual([500, expect.stringContaining('the toy is broken')]);
  });
});

describe('bodies', () => {
  it('decodes JSON, forms and other bytes by content type', async () => {
    await using simulator = await startSimulator(toyBackend());
    const post = async (type: string, body: string) =>
      (await ask(`${simulator.url}/body`, { method: 'POST', body, headers: { 'content-type': type } })).body;
    expect(await post('application/json; charset=utf-8', '{"a":1}')).toMatchObject({
      shown: { value: { a: 1 } },
    });
    expect(await post('application/json', '{"a":')).toMatchObject({ kind: 'malformed' });
    expect(await post('application/x-www-form-urlencoded', 'a=1&b=x+y')).toMatchObject({
      shown: [
        ['a', '1'],
        ['b', 'x y'],
      ],
    });
    expect(await post('application/zip', 'PK')).toEqual({ kind: 'other', shown: 2 });
    expect(await post('application/json', '')).toMatchObject({ kind: 'none' });
  });

  it('hands the undecoded body to a handler that streams it', async () => {
    await using simulator = await startSimulator(toyBackend());
    const asked = await ask(`${simulator.url}/raw`, { method: 'POST', body: '--x raw' });
    expect(asked.body).toBe('--x raw');
  });

  it('answers JSON as application/json with its length', async () => {
    await using simulator = await startSimulator(toyBackend());
    const { headers, text: body } = await ask(`${simulator.url}/items`, { token });
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('content-length')).toBe(String(Buffer.byteLength(fullBody)));
    expect(body).toBe(fullBody);
  });
});

describe('the request log', () => {
  it('tells method, decoded path, query, user and status in order of arrival', async () => {
    await using simulator = await startSimulator(toyBackend());
    await ask(`${simulator.url}/items/caf%C3%A9?tag=a&tag=b`, { token });
    await ask(`${simulator.url}/nothing`);
    expect(simulator.requests).toMatchObject([
      { method: 'GET', path: '/items/café', user: 'giulia', status: 200, aborted: false },
      { method: 'GET', path: '/nothing', user: null, status: 404, aborted: false },
    ]);
    expect(simulator.requests[0]?.query.getAll('tag')).toEqual(['a', 'b']);
    expect(simulator.requests[0]?.headers['authorization']).toBe(`Bearer ${token}`);
    simulator.clearRequests();
    expect(simulator.requests).toEqual([]);
  });

  it('has a request from its arrival, and notes when the client leaves before the answer', async () => {
    await using simulator = await startSimulator(toyBackend());
    simulator.inject({ kind: 'delay', ms: 60_000 });
    const leaving = new AbortController();
    const asked = ask(`${simulator.url}/items`, { token, signal: leaving.signal });
    await eventually(() => expect(simulator.requests).toMatchObject([{ status: null, aborted: false }]));
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await eventually(() => expect(simulator.requests).toMatchObject([{ status: null, aborted: true }]));
  });
});

describe('faults', () => {
  it('answers an injected status with the backend’s own body, or with the one that is given', async () => {
    const own = await askWithFault({ kind: 'status', status: 503, headers: { 'retry-after': '2' } });
    expect([own.asked.status, own.asked.body]).toEqual([503, { toy: 503 }]);
    expect(own.asked.headers.get('retry-after')).toBe('2');
    const headers = { 'content-type': 'text/html' };
    const given = await askWithFault({ kind: 'status', status: 502, body: '<b>bad gateway</b>', headers });
    expect([given.asked.status, given.asked.text]).toEqual([502, '<b>bad gateway</b>']);
    expect(given.asked.headers.get('content-type')).toBe('text/html');
  });

  it('sends a body that is no JSON under good headers', async () => {
    await using simulator = await startSimulator(toyBackend());
    simulator.inject({ kind: 'broken-json' });
    const response = await fetch(`${simulator.url}/items`, { headers: { authorization: `Bearer ${token}` } });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    await expect(response.json()).rejects.toThrow(SyntaxError);
  });

  it('cuts a body in half after announcing all of it', async () => {
    await using simulator = await startSimulator(toyBackend());
    simulator.inject({ kind: 'cut-body' });
    const response = await fetch(`${simulator.url}/items`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(fullBody)));
    await expect(response.text()).rejects.toThrow('terminated');
    expect(simulator.requests).toMatchObject([{ status: 200, aborted: false }]);
  });

  it('resets the connection before any answer', async () => {
    await using simulator = await startSimulator(toyBackend());
    simulator.inject({ kind: 'reset' });
    const failure: unknown = await ask(`${simulator.url}/items`, { token }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ cause: { code: 'ECONNRESET' } });
    await eventually(() => expect(simulator.requests).toMatchObject([{ status: null, aborted: false }]));
  });

  it('drips the right body, pads it, renames its type or rewrites it', async () => {
    expect((await askWithFault({ kind: 'slow-drip', ms: 1 })).asked.text).toBe(fullBody);
    const padded = await askWithFault({ kind: 'huge-body', bytes: 100_000 });
    expect(padded.asked.text).toHaveLength(100_000 - Buffer.byteLength(fullBody) + fullBody.length);
    expect(padded.asked.body).toEqual(JSON.parse(fullBody));
    const renamed = await askWithFault({ kind: 'content-type', value: 'text/html' });
    expect([renamed.asked.headers.get('content-type'), renamed.asked.text]).toEqual(['text/html', fullBody]);
    const rewritten = await askWithFault({ kind: 'rewrite', body: (body) => ({ was: body }) });
    expect(rewritten.asked.body).toEqual({ was: JSON.parse(fullBody) });
  });

  it('delays the right answer', async () => {
    const { asked, entry } = await askWithFault({ kind: 'delay', ms: 5 });
    expect([asked.text, entry?.status]).toEqual([fullBody, 200]);
  });

  it('spoils only what it matches, as often as it says, the newest first', async () => {
    await using simulator = await startSimulator(toyBackend());
    const statusOf = async (path: string) => (await ask(`${simulator.url}${path}`, { token })).status;
    simulator.inject({ kind: 'status', status: 500, path: /^\/items/g, method: 'GET' });
    simulator.inject({ kind: 'status', status: 503, path: '/items', times: 2 });
    expect([await statusOf('/items'), await statusOf('/items/1'), await statusOf('/items')]).toEqual([
      503, 500, 503,
    ]);
    expect([await statusOf('/items'), await statusOf('/items'), await statusOf('/lists/')]).toEqual([
      500, 500, 200,
    ]);
  });

  it('stops when it is switched off, alone or with all others', async () => {
    await using simulator = await startSimulator(toyBackend());
    const statusOf = async () => (await ask(`${simulator.url}/items`, { token })).status;
    simulator.inject({ kind: 'status', status: 500 });
    const switchOff = simulator.inject({ kind: 'status', status: 503 });
    expect(await statusOf()).toBe(503);
    switchOff();
    expect(await statusOf()).toBe(500);
    simulator.clearFaults();
    expect(await statusOf()).toBe(200);
  });
});

describe('streams and closing', () => {
  it('sends a stream piece by piece and releases it when the client leaves', async () => {
    const released = vi.fn();
    await using simulator = await startSimulator(toyBackend(released));
    const events = await openEventStream(`${simulator.url}/events`);
    expect([await events.next(), await events.next()]).toMatchObject([{ data: 1 }, { data: 2 }]);
    await events[Symbol.asyncDispose]();
    await eventually(() => expect(released).toHaveBeenCalledOnce());
    expect(simulator.requests).toMatchObject([{ status: 200, aborted: true }]);
  });

  it('can cut a stream after its first piece', async () => {
    await using simulator = await startSimulator(toyBackend());
    simulator.inject({ kind: 'cut-body' });
    await using events = await openEventStream(`${simulator.url}/events`);
    expect(await events.next()).toMatchObject({ data: 1 });
    await expect(events.next()).rejects.toThrow('terminated');
  });

  it('ends hanging requests, streams and idle sockets when it closes', async () => {
    const released = vi.fn();
    const simulator = await startSimulator(toyBackend(released));
    const { port } = new URL(simulator.url);
    const idle = connect(Number(port), '127.0.0.1');
    const idleClosed = new Promise((resolve) => idle.once('close', resolve));
    await using events = await openEventStream(`${simulator.url}/events`);
    await events.next();
    simulator.inject({ kind: 'hang' });
    const hanging = ask(`${simulator.url}/items`, { token }).catch((error: unknown) => error);
    await eventually(() => expect(simulator.requests).toHaveLength(2));
    await simulator[Symbol.asyncDispose]();
    expect(await hanging).toBeInstanceOf(Error);
    await idleClosed;
    await eventually(() => expect(released).toHaveBeenCalledOnce());
    await simulator[Symbol.asyncDispose]();
  });
});

describe('media', () => {
  const picture = { seed: 'a/b', label: 'robe <d’été> & "co"/1.jpg', width: 200, height: 300 };

  it('serves a picture without a token to any origin', async () => {
    await using simulator = await startSimulator(toyBackend());
    const asked = await ask(mediaUrl(new URL(simulator.url).origin, picture));
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(asked.headers.get('content-type')).toContain('image/svg+xml');
    expect(asked.text).toContain('robe &lt;d’été&gt; &amp; &quot;co&quot;/1.jpg');
    expect(asked.text).toContain('width="200" height="300"');
  });

  it('refuses a signed picture from the second of its expiry on', async () => {
    await using simulator = await startSimulator(toyBackend());
    const { origin } = new URL(simulator.url);
    const statusAt = async (expiresAtMs: number) =>
      (await ask(mediaUrl(origin, picture, { expiresAtMs, nonce: 'x' }))).status;
    expect([await statusAt(1_001_000), await statusAt(1_000_000), await statusAt(999_000)]).toEqual([
      200, 403, 403,
    ]);
    expect((await ask(`${origin}/media/nothing`)).status).toBe(404);
  });
});
