import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ask } from '#test/support/ask.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface GatewayProcess {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** Code and signal with which it ended. */
  readonly exited: Promise<[code: number | null, signal: string | null]>;
}

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** `node src/main.ts` with these variables and no others. */
function startMain(env: Readonly<Record<string, string>>): GatewayProcess {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  // `close` comes after the last output, `exit` may not.
  const exited = once(child, 'close').then(([code, signal]): [number | null, string | null] => {
    running.delete(child);
    return [code, signal];
  });
  return { child, output, exited };
}

/** Its address, once it listens. */
function listening({ output }: GatewayProcess): Promise<string> {
  return vi.waitFor(
    () => {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output.stdout)?.[0];
      expect(url, output.stderr).toBeDefined();
      return url ?? '';
    },
    { timeout: 20_000 },
  );
}

async function expectRefusal(env: Readonly<Record<string, string>>): Promise<string> {
  const { output, exited } = startMain(env);
  expect(await exited).toEqual([1, null]);
  expect(output.stdout).toBe('');
  expect(output.stderr).toMatch(/^atelier: [^\n]+\n$/);
  return output.stderr;
}

describe('node src/main.ts', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('starts, answers, and ends with code 0 at %s', async (signal) => {
    const gateway = startMain({ PORT: '0' });
    const url = await listening(gateway);
    expect((await ask(`${url}/health`)).body).toEqual({ status: 'ok' });
    gateway.child.kill(signal);
    expect(await gateway.exited).toEqual([0, null]);
    expect(gateway.output.stderr).toBe('');
  });

  it('finishes what runs before it ends', async () => {
    const arrived = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const slow = createServer((_request, response) => {
      arrived.resolve();
      void release.promise.then(() => {
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: [], count: 0 }));
      });
    });
    slow.listen(0, '127.0.0.1');
    await once(slow, 'listening');
    const sartiq = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
    const gateway = startMain({
      PORT: '0',
      SARTIQ_URL: sartiq,
      SARTIQ_TOKEN: 't',
      GATEWAY_ANONYMOUS: 'allow',
    });
    const url = await listening(gateway);
    const answer = ask(`${url}/graphql`, {
      method: 'POST',
      json: { query: '{ setDesigns { totalCount } }' },
    });
    await arrived.promise;
    gateway.child.kill('SIGTERM');
    await vi.waitFor(() => expect(gateway.output.stdout).toContain('SIGTERM'));
    release.resolve();
    expect((await answer).body).toEqual({ data: { setDesigns: { totalCount: 0 } } });
    expect(await gateway.exited).toEqual([0, null]);
    slow.closeAllConnections();
    slow.close();
  });

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
});
