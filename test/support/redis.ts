/**
 * A real `redis-server` on a free port that keeps nothing on disk. Owns its process and its folder; installs the server
 * where it may (root, with apt), and says what to install where it may not.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';

export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  /** For looking at what is kept. */
  readonly client: Redis;
  /** Ends the process at once, as a crash does; everything in it is lost. */
  kill(): Promise<void>;
  /** Starts it again, empty, where it was. */
  restart(): Promise<void>;
  /** Lets the process stand still, its connections open. The returned function lets it go on. */
  freeze(): () => void;
}

export async function startRedis(): Promise<RedisServer> {
  requireServer();
  const folder = await mkdtemp(join(tmpdir(), 'atelier-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child = await run(port, folder);
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => 50 });
  client.on('error', () => {});
  return {
    url,
    client,
    kill: () => end(child),
    restart: async () => {
      child = await run(port, folder);
    },
    freeze: () => {
      child.kill('SIGSTOP');
      return () => void child.kill('SIGCONT');
    },
    [Symbol.asyncDispose]: async () => {
      client.disconnect();
      await end(child);
      await rm(folder, { recursive: true });
    },
  };
}

function requireServer(): void {
  if (isInstalled()) return;
  try {
    if (process.getuid?.() !== 0) throw new Error('not root');
    execFileSync('apt-get', ['install', '-y', 'redis-server'], { stdio: 'ignore' });
  } catch (cause) {
    throw new Error('These tests need redis-server: apt-get install redis-server', { cause });
  }
}

function isInstalled(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function run(port: number, folder: string): Promise<ChildProcess> {
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', [...settings, '--dir', folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (line.includes('Ready to accept connections')) {
      child.stdout.resume();
      return child;
    }
  }
  throw new Error(`redis-server did not start: ${said.join('\n')}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
