import { describe, expect, it } from 'vitest';
import type { Log } from '#src/server/log.ts';
import { createRedis } from '#src/server/redis.ts';
import { eventually } from '#test/support/eventually.ts';
import { startRedis } from '#test/support/redis.ts';

function listeningLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const log: Log = {
    info: (details, message) => void lines.push(`info ${JSON.stringify(details)} ${message}`),
    warn: (details, message) => void lines.push(`warn ${JSON.stringify(details)} ${message}`),
    error: (_details, message) => void lines.push(`error ${message}`),
  };
  return { log, lines };
}

const away = expect.stringMatching(/^warn .*Redis is away/);
const back = expect.stringMatching(/^info .*Redis is back/);

describe('createRedis', () => {
  it('says once that Redis is away and once that it is back, however often it is asked meanwhile', async () => {
    await using server = await startRedis();
    const { log, lines } = listeningLog();
    using redis = createRedis(new URL(server.url), log);
    await redis.connect();
    expect(lines).toEqual([]);
    await server.kill();
    await eventually(() => expect(lines).toEqual([away]));
    const gets = await Promise.allSettled(Array.from({ length: 20 }, () => redis.client.get('a')));
    expect(new Set(gets.map(({ status }) => status))).toEqual(new Set(['rejected']));
    await server.restart();
    await eventually(() => expect(lines).toEqual([away, back]));
    expect(await redis.client.set('a', 'b')).toBe('OK');
  });

  it('does not wait for a Redis that stands still', async () => {
    await using server = await startRedis();
    const { log, lines } = listeningLog();
    using redis = createRedis(new URL(server.url), log);
    await redis.connect();
    const goOn = server.freeze();
    await expect(redis.client.get('a')).rejects.toThrow();
    await eventually(() => expect(lines).toEqual([away]));
    goOn();
    await eventually(() => expect(lines).toEqual([away, back]));
  });

  it('starts without Redis, and shows neither its address nor its password', async () => {
    const server = await startRedis();
    const { host } = new URL(server.url);
    await server[Symbol.asyncDispose]();
    const { log, lines } = listeningLog();
    using redis = createRedis(new URL(`redis://user:secret-word@${host}`), log);
    await redis.connect();
    expect(lines).toEqual([away]);
    expect(lines[0]).toContain('ECONNREFUSED');
    expect(lines[0]).not.toContain('secret-word');
    expect(lines[0]).not.toContain(host);
  });

  it('takes a refused password for an outage', async () => {
    await using server = await startRedis();
    await server.client.config('SET', 'requirepass', 'another-word');
    const { log, lines } = listeningLog();
    using redis = createRedis(new URL(server.url.replace('//', '//:secret-word@')), log);
    await redis.connect();
    await eventually(() => expect(lines).toEqual([away]));
    expect(lines[0]).not.toContain('secret-word');
  });
});
