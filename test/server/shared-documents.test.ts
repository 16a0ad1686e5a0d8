import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '#src/server/persisted-operations.ts';
import { createRedis, type RedisConnection } from '#src/server/redis.ts';
import { createSharedDocuments } from '#src/server/shared-documents.ts';
import { eventually } from '#test/support/eventually.ts';
import { type RedisServer, startRedis } from '#test/support/redis.ts';
import { silentLog } from '#test/support/silent-log.ts';

let server: RedisServer;
let connection: RedisConnection;
beforeAll(async () => {
  server = await startRedis();
  connection = createRedis(new URL(server.url), silentLog);
  await connection.connect();
});
beforeEach(async () => {
  await server.client.flushall();
});
afterAll(async () => {
  connection?.[Symbol.dispose]();
  await server?.[Symbol.asyncDispose]();
});

const small = '{ __typename }';

describe('documents that replicas share', () => {
  it('are found by their hash, and kept from then on for a day', async () => {
    const documents = createSharedDocuments(connection.client);
    documents.remember(sha256(small), small);
    const key = `atelier:v1:document:${sha256(small)}`;
    await eventually(async () => expect(await server.client.exists(key)).toBe(1));
    await server.client.expire(key, 5);
    expect(await documents.find(sha256(small))).toBe(small);
    expect(await server.client.ttl(key)).toBeGreaterThan(86_000);
  });

  it('are only those that their hash is of, whatever somebody else has put there', async () => {
    const documents = createSharedDocuments(connection.client);
    await server.client.set(`atelier:v1:document:${sha256(small)}`, '{ jobs { totalCount } }');
    expect(await documents.find(sha256(small))).toBeNull();
  });

  it('are never so long that one caller could fill Redis with them', async () => {
    const documents = createSharedDocuments(connection.client);
    const padded = (bytes: number): string => `${small} #${'x'.repeat(bytes - small.length - 2)}`;
    const texts = [padded(32 * 1024 + 1), padded(32 * 1024)];
    for (const text of texts) documents.remember(sha256(text), text);
    await eventually(async () =>
      expect(await server.client.keys('*')).toEqual([`atelier:v1:document:${sha256(texts[1] ?? '')}`]),
    );
  });
});
