import { expect, it } from 'vitest';
import { createJsonClient } from '#src/http/json-client.ts';
import { createMemoryCacheStore } from '#src/http/memory-cache-store.ts';
import { routePath } from '#src/http/route.ts';
import { createTransport } from '#src/http/transport.ts';
import { createManualClock } from '#test/support/manual-clock.ts';
import { someOrigin } from '#test/support/origin.ts';
import { cacheOver, freshMs, staleMs } from './cache-kit.ts';
import { startStubServer } from './stub-server.ts';

it('shows a client of the upstream the body that was confirmed, never the confirmation', async () => {
  let version = 1;
  const confirmed: (string | undefined)[] = [];
  await using server = await startStubServer((request, response) => {
    const etag = `W/"v${version}"`;
    confirmed.push(request.headers['if-none-match']);
    if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
    else response.writeHead(200, { etag, 'content-type': 'application/json' }).end(`{"version":${version}}`);
  });
  await using transport = createTransport({
    upstream: 'piktid',
    maxAnswerBytes: 32_000_000,
    baseUrl: server.url,
  });
  const clock = createManualClock();
  const store = createMemoryCacheStore({ maxBytes: 1024 ** 2 });
  const { send, uses } = cacheOver(transport.send, { store, clock });
  const json = createJsonClient({ upstream: 'piktid', send, now: clock.now });
  const credential = { kind: 'caller', token: 't' } as const;
  const scope = { ...someOrigin, credential, signal: new AbortController().signal };
  const read = async () => (await json.get({ ...routePath('/things'), query: {} }, scope)).value;
  expect(await read()).toEqual({ version: 1 });
  clock.move(freshMs + staleMs);
  expect(await read()).toEqual({ version: 1 });
  expect(await read()).toEqual({ version: 1 });
  version = 2;
  clock.move(freshMs + staleMs);
  expect(await read()).toEqual({ version: 2 });
  expect(confirmed).toEqual([undefined, 'W/"v1"', 'W/"v1"']);
  expect(uses).toEqual(['miss', 'revalidated', 'hit', 'miss']);
});
