import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startMain } from '#test/support/gateway-process.ts';

async function expectRefusal(env: Readonly<Record<string, string>>): Promise<string> {
  await using gateway = startMain(env);
  const { output, exited } = gateway;
  expect(await exited).toEqual([1, null]);
  expect(output.stdout).toBe('');
  expect(output.stderr).toMatch(/^atelier: [^\n]+\n$/);
  return output.stderr;
}

describe('node src/main.ts', () => {
  it('says in one line that its port is in use', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await expectRefusal({ PORT: String(port) })).toBe(
      `atelier: port ${port} is in use; set PORT to another one\n`,
    );
    other.close();
  });

  it('names every variable that is wrong in one line, and shows no value', async () => {
    const line = await expectRefusal({
      PORT: 'secret-1',
      REDIS_URL: 'secret-2',
      PIKTID_TOKEN: 'secret-3',
      SARTIQ_PASSWORD: 'secret-4',
      GATEWAY_API_KEYS: 'secret-5',
    });
    for (const name of ['PORT', 'REDIS_URL', 'SARTIQ_USERNAME', 'GATEWAY_API_KEYS'])
      expect(line).toContain(name);
    expect(line).not.toContain('secret');
  });

  it('refuses credentials of its own without a gate', async () => {
    expect(await expectRefusal({ PIKTID_TOKEN: 'x' })).toContain('GATEWAY_ANONYMOUS=allow');
  });

  it.each(['203.0.113.1', 'no such host'])('says in one line that HOST cannot be %j', async (host) => {
    expect(await expectRefusal({ PORT: '0', HOST: host })).toContain('HOST');
  });

  it('logs no less than LOG_LEVEL says', async () => {
    await using gateway = startMain({
      PORT: '0',
      LOG_LEVEL: 'warn',
      REDIS_URL: 'redis://127.0.0.1:9',
      SHUTDOWN_GRACE_MS: '0',
    });
    await gateway.said(/Redis is away/);
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toEqual([0, null]);
    const levels = gateway.output.stdout.trim().split('\n');
    expect(levels.map((line) => JSON.parse(line).level)).toEqual([40]);
  });
});
