/**
 * What a running gateway holds: as Linux counts it from outside, and as Node counts it from inside, which needs the
 * options of Node that are exported here. Reads only.
 */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { GatewayProcess } from '../gateway-process.ts';

/** Resident memory, in MB. */
export function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kilobytes) * 1024) / 1e6;
}

/** Open sockets of any kind, its pipes to this process included. */
export function socketCount(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).filter((fd) => linkOf(`/proc/${pid}/fd/${fd}`).startsWith('socket:'))
    .length;
}

/** It may be closed between the listing and the look. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

export interface InsideFigures {
  /** What JavaScript holds after a full collection, in MB. */
  readonly heapMb: number;
  /** What would keep the process alive, by its kind. */
  readonly resources: Readonly<Record<string, number>>;
}

/** A process with these collects and reports at SIGUSR2. */
export const figuresOptions: readonly string[] = [
  '--expose-gc',
  '--import',
  `data:text/javascript,${encodeURIComponent(`
    let count = 0;
    // Node opens it when it is first asked for.
    process.stdout.fd;
    process.on('SIGUSR2', () => {
      gc();
      const resources = {};
      for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
      count += 1;
      const heapMb = process.memoryUsage().heapUsed / 1e6;
      process.stdout.write('figures ' + count + ' ' + JSON.stringify({ heapMb, resources }) + '\\n');
    });
  `)}`,
];

/** @param count how many times it was asked, this one included */
export async function insideFigures(gateway: GatewayProcess, count: number): Promise<InsideFigures> {
  gateway.kill('SIGUSR2');
  const line = await gateway.said(new RegExp(`^figures ${count} `));
  return JSON.parse(line.slice(line.indexOf('{'))) as InsideFigures;
}
