/** Processes of their own: where they run, and what a whole tree of them has used. Linux only. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';

/** The ones that are measured have a processor to themselves; clients and upstreams share the other one. */
const processors = { measured: '1', others: '0' } as const;
const canPin = availableParallelism() >= 2 && existsSync('/usr/bin/taskset');

export interface Served {
  readonly pid: number;
  /** Without a final slash. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface ServerCommand {
  /** Arguments of Node, or of `executable`. */
  readonly args: readonly string[];
  readonly executable?: string;
  readonly cwd?: string;
  /** The whole environment; empty if absent. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it listens, for a server that says nothing: it is ready when that answers. */
  readonly url?: string;
}

/** A server did not start; what it wrote says why. */
export class StartFailure extends Error {}

const startTimeoutMs = 60_000;

/** Starts a server whose first line on standard output is a JSON object with its `url`; what else it writes is dropped. */
export async function serve({
  args,
  executable = process.execPath,
  cwd,
  env = {},
  url,
}: ServerCommand): Promise<Served> {
  const child = spawn(executable, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
    ...(cwd === undefined ? {} : { cwd }),
  });
  const exited = once(child, 'exit').catch(() => {});
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2_000);
  });
  const stop = async (): Promise<void> => {
    // Ends Atelier at once: no grace period, no waiting for connections that are kept alive.
    child.kill('SIGINT');
    const cut = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await exited;
    clearTimeout(cut);
  };
  try {
    const ready = url === undefined ? firstUrl(child) : whenAnswering(url, child);
    return { pid: child.pid ?? 0, url: await ready, stop };
  } catch (error) {
    await stop();
    throw new StartFailure(`${error instanceof Error ? error.message : String(error)} ${complaint}`.trim());
  }
}

async function firstUrl(child: ChildProcess): Promise<string> {
  const { stdout } = child;
  if (!stdout) throw new Error('has no output');
  const lines = createInterface(stdout);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  lines.once('line', resolve);
  child.once('exit', (code) => reject(new Error(`exited with ${code}`)));
  child.once('error', reject);
  const timer = setTimeout(() => reject(new Error('was not ready in time')), startTimeoutMs);
  try {
    const line = await promise;
    return (JSON.parse(line) as { readonly url: string }).url;
  } finally {
    clearTimeout(timer);
    lines.close();
    stdout.resume();
  }
}

async function whenAnswering(url: string, child: ChildProcess): Promise<string> {
  child.stdout?.resume();
  let failure: Error | null = null;
  child.once('exit', (code) => {
    failure = new Error(`exited with ${code}`);
  });
  child.once('error', (error) => {
    failure = error;
  });
  const endsAtMs = performance.now() + startTimeoutMs;
  while (!failure && performance.now() < endsAtMs) {
    const answers = await fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
      () => true,
      () => false,
    );
    if (answers) return url;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw failure ?? new Error('was not ready in time');
}

/** Whether `pin` can do what it is asked for. */
export function pinning(): boolean {
  return canPin;
}

/** Keeps a process with all its threads on its processor; what it starts later stays there, too. */
export function pin(pid: number, who: keyof typeof processors): void {
  if (!canPin) return;
  for (const member of processTree(pid)) {
    execFileSync('taskset', ['-acp', processors[who], String(member)], { stdio: 'ignore' });
  }
}

/** A process and all that it and its children have started. */
export function processTree(root: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const parent = /^\d+$/.test(entry) ? statOf(Number(entry))?.parent : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** Milliseconds in user and kernel mode of the tree, of all threads, with what ended children have used. */
export function treeCpuMs(root: number): number {
  return sum(processTree(root).map((pid) => statOf(pid)?.cpuTicks ?? 0)) * tickMs();
}

/** Resident memory of the tree in MB. What processes share counts for each. */
export function treeMemoryMb(root: number): number {
  return sum(
    processTree(root).map((pid) => {
      const kilobytes = /^VmRSS:\s*(\d+) kB/m.exec(readProc(pid, 'status') ?? '')?.[1] ?? 0;
      return (Number(kilobytes) * 1024) / 1e6;
    }),
  );
}

let knownTickMs = 0;

function tickMs(): number {
  knownTickMs ||= 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return knownTickMs;
}

function statOf(pid: number): { readonly parent: number; readonly cpuTicks: number } | null {
  const text = readProc(pid, 'stat');
  if (text === null) return null;
  // The name stands in brackets and may hold anything; after it come state and parent, user and system time from the twelfth on.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return { parent: fields[1] ?? 0, cpuTicks: sum(fields.slice(11, 15)) };
}

/** Null for a process that is gone. */
function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
