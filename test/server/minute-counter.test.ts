import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMinuteCounter } from '#src/server/minute-counter.ts';
import { createRedis, type RedisConnection } from '#src/server/redis.ts';
import { eventually } from '#test/support/eventually.ts';
import { type RedisServer, startRedis } from '#test/support/redis.ts';
import { silentLog } from '#test/support/silent-log.ts';

describe('a counter in Redis', () => {
  let server: RedisServer;
  const connections: RedisConnection[] = [];
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => {
    for (const connection of connections) connection[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
  });

  /** The counter of one replica. */
  async function counterOfReplica(name: string) {
    const connection = createRedis(new URL(server.url), silentLog);
    connections.push(connection);
    await connection.connect();
    return createMinuteCounter({ name, perMinute: 10, redis: connection.client });
  }

  it('is one for all replicas, and takes back what was not needed', async () => {
    const [here, there] = [await counterOfReplica('shared'), await counterOfReplica('shared')];
    expect(await here.take('caller', 6)).toMatchObject({ isRefused: false, remaining: 4 });
    expect(await there.take('caller', 6)).toMatchObject({ isRefused: true, consumed: 12 });
    await there.putBack('caller', 6);
    await here.putBack('caller', 2);
    expect(await there.take('caller', 6)).toMatchObject({ isRefused: false, remaining: 0 });
    expect(await there.take('another', 6)).toMatchObject({ isRefused: false, remaining: 4 });
  });

  it('counts for itself while Redis is away, and fails for nobody', async () => {
    const counter = await counterOfReplica('away');
    await counter.take('caller', 3);
    await server.kill();
    await eventually(async () =>
      expect(await counter.take('caller', 1)).toMatchObject({ isRefused: false, consumed: 1 }),
    );
    await counter.putBack('caller', 1);
    expect(await counter.take('caller', 10)).toMatchObject({ isRefused: false, remaining: 0 });
    expect(await counter.take('caller', 1)).toMatchObject({ isRefused: true });
  });
});
