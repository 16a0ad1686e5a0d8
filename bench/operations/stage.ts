/** The parts that every contestant shares: the upstream and the clients, each a process of its own, on their processor. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pin } from '../processes.ts';
import type { LoadPlan, LoadResult } from './load.ts';

export interface Stage extends AsyncDisposable {
  readonly upstreamUrl: string;
  /** How long every answer of the upstream takes from now on. @returns its requests since the start */
  delayUpstream(delayMs: number): Promise<number>;
  load(plan: LoadPlan): Promise<LoadResult>;
}

export async function openStage(): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const start = (file: string): ChildProcess => {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: [] });
    stack.defer(() => void child.kill());
    pin(child.pid ?? 0, 'others');
    return child;
  };
  pin(process.pid, 'others');
  const upstream = start('upstream.ts');
  const clients = start('load.ts');
  const { url } = (await answerOf(upstream)) as { readonly url: string };
  const opened = stack.move();
  return {
    upstreamUrl: url,
    delayUpstream: async (delayMs) => (await ask(upstream, delayMs)) as number,
    load: async (plan) => (await ask(clients, plan)) as LoadResult,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function ask(child: ChildProcess, message: number | object): Promise<unknown> {
  const answer = answerOf(child);
  child.send(message);
  return answer;
}

/** The next message; rejects where the process ends before. */
async function answerOf(child: ChildProcess): Promise<unknown> {
  const over = new AbortController();
  const { signal } = over;
  try {
    const ended = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`${child.spawnargs.at(-1)} ended with ${code}`);
    });
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message;
  } finally {
    over.abort();
  }
}
