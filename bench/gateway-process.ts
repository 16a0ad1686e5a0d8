/** A gateway in a process of its own, so that its memory and its time can be told from those of clients and simulators. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface GatewayProcess {
  /** Without a final slash. */
  readonly url: string;
  readonly pid: number;
  stop(): void;
}

/**
 * @param env the gateway's whole environment; it listens on a free port
 * @param root the tree that it runs from
 */
export async function startGatewayProcess(
  env: Readonly<Record<string, string>>,
  root = fileURLToPath(new URL('..', import.meta.url)),
): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [join(root, 'src/main.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PORT: '0', GATEWAY_ANONYMOUS: 'allow', ...env },
  });
  const lines = createInterface(child.stdout);
  const [line] = (await once(lines, 'line')) as [string];
  const { url } = JSON.parse(line) as { readonly url: string };
  return { url, pid: child.pid ?? 0, stop: () => child.kill() };
}

/** Resident memory in MB. @param what VmRSS now, VmHWM the most since it started */
export function memoryMb(pid: number, what: 'VmRSS' | 'VmHWM'): number {
  const kilobytes = new RegExp(`^${what}:\\s*(\\d+) kB`, 'm').exec(
    readFileSync(`/proc/${pid}/status`, 'utf8'),
  )?.[1];
  return (Number(kilobytes) * 1024) / 1e6;
}

/** Time that a process has spent on a processor with all its threads, in milliseconds; Linux counts nanoseconds. */
export function cpuMs(pid: number): number {
  const threads = `/proc/${pid}/task`;
  const spentMs = readdirSync(threads).map((thread) => {
    const [nanoseconds] = readFileSync(`${threads}/${thread}/schedstat`, 'utf8').split(' ');
    return Number(nanoseconds) / 1e6;
  });
  return spentMs.reduce((sum, one) => sum + one, 0);
}
