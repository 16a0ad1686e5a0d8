/** Two gateways on one Redis that is there and of no use: whatever it answers, and whether it does, they answer. */

import { expect, it } from 'vitest';
import { sha256 } from '#src/server/persisted-operations.ts';
import { type RedisServer, startRedis } from '#test/support/redis.ts';
import { startUpload } from '#test/support/start-work.ts';
import { subscribe } from '#test/support/subscribe.ts';
import {
  type RunningGateway,
  serviceEnvironment,
  startGatewayWith,
  startWorld,
  type World,
} from '#test/support/world.ts';

const lists = `{
  jobs(first: 3) { nodes { jobId } }
  setDesigns(first: 3) { nodes { setDesignId name } }
  datasetImages(first: 3) { nodes { imageId } }
}`;
const create = `mutation ($name: String!) {
  createSetDesign(input: { name: $name }) { setDesign { name } userErrors { message } }
}`;
const watchTask = 'subscription ($taskId: UUID!) { uploadTask(taskId: $taskId) { status progress } }';

function environmentOf(simulators: World['simulators'], redis: RedisServer) {
  return {
    ...serviceEnvironment(simulators),
    CACHE_MAX_BYTES: '10000000',
    RATE_LIMIT_PER_MINUTE: '1000',
    MAX_REQUESTS_PER_MINUTE: '1000',
    REDIS_URL: redis.url,
  };
}

async function expectLists(gateways: readonly RunningGateway[]): Promise<void> {
  const [first, ...others] = await Promise.all(gateways.map(({ query }) => query(lists)));
  expect(first).toMatchObject({ status: 200, errors: [] });
  for (const answer of others) expect(answer.data).toEqual(first?.data);
}

async function expectChange({ query }: RunningGateway, name: string): Promise<void> {
  await query(lists);
  const changed = await query(create, { name });
  expect(changed).toMatchObject({ errors: [], data: { createSetDesign: { userErrors: [] } } });
  expect(JSON.stringify((await query(lists)).data)).toContain(name);
}

async function expectDocument({ url }: RunningGateway): Promise<void> {
  const query = '{ __typename }';
  const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(query) } };
  const send = async (body: object) =>
    (
      await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, extensions }),
      })
    ).json();
  expect(await send({})).toMatchObject({ errors: [{ message: 'PersistedQueryNotFound' }] });
  expect(await send({ query })).toEqual({ data: { __typename: 'Query' } });
  expect(await send({})).toEqual({ data: { __typename: 'Query' } });
}

async function expectTaskToItsEnd({ url }: RunningGateway, taskId: string): Promise<void> {
  await using subscription = await subscribe(url, watchTask, { taskId });
  let last: unknown;
  for (let event = await subscription.next(); event; event = await subscription.next()) {
    expect(event.errors).toEqual([]);
    last = event.data.uploadTask;
  }
  expect(last).toEqual({ status: 'COMPLETED', progress: 100 });
}

it.each<[string, (redis: RedisServer) => unknown]>([
  ['stands still', (redis) => redis.freeze()],
  ['has no memory left', ({ client }) => client.config('SET', 'maxmemory', '1')],
  ['may only be read', ({ client }) => client.replicaof('127.0.0.1', 1)],
  ['allows nothing', ({ client }) => client.call('ACL', 'SETUSER', 'default', 'nocommands')],
])(
  'no operation fails while Redis %s',
  async (_what, spoil) => {
    await using redis = await startRedis();
    await using world = await startWorld({ env: (simulators) => environmentOf(simulators, redis) });
    await using other = await startGatewayWith(environmentOf(world.simulators, redis));
    const gateways = [world, other];
    await expectLists(gateways);
    await spoil(redis);
    const taskId = await startUpload(world.simulators);
    const watched = gateways.map((gateway) => expectTaskToItsEnd(gateway, taskId));
    await expectLists(gateways);
    await expectChange(world, 'Changed In Trouble');
    for (const gateway of gateways) await expectDocument(gateway);
    await Promise.all(watched);
    expect([world.logged, other.logged]).toEqual([[], []]);
  },
  120_000,
);
