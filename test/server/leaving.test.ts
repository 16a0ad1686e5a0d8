import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { parseConfig } from '#src/config/config.ts';
import { startGateway } from '#src/server/gateway.ts';
import { eventually } from '#test/support/eventually.ts';
import { silentLog } from '#test/support/silent-log.ts';
import { startWorld } from '#test/support/world.ts';

it('ends although a client holds a connection open on which it never asked anything', async () => {
  const gateway = await startGateway(parseConfig({ PORT: '0' }), { log: silentLog, now: Date.now });
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  await once(socket, 'connect');
  await gateway[Symbol.asyncDispose]();
  socket.destroy();
});

it('logs nothing unforeseen when a client leaves', async () => {
  await using world = await startWorld();
  world.simulators.piktid.inject({ kind: 'hang' });
  const client = new AbortController();
  const answer = fetch(`${world.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ assets { totalCount } }' }),
    signal: client.signal,
  });
  await eventually(() => expect(world.simulators.piktid.requests).toHaveLength(1));
  client.abort();
  await expect(answer).rejects.toThrow();
  await eventually(() => expect(world.simulators.piktid.requests[0]?.aborted).toBe(true));
  expect(await world.query('{ __typename }')).toMatchObject({ errors: [] });
  expect(world.logged).toEqual([]);
});
