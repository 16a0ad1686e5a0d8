/** One worker as its primary process sees it: its beginning, its end, and what is asked of it. Decides nothing. */

import cluster from 'node:cluster';
import { type Answers, type Calls, createCalls } from './process-calls.ts';
import type { AskedOfPrimary, AskedOfWorker } from './worker-questions.ts';

export interface WorkerProcess {
  readonly pid: number;
  readonly ask: Calls<AskedOfWorker>['ask'];
  /** Its address once it listens; null where it ends before. */
  readonly listening: Promise<string | null>;
  /** Settles when it is about to end, or has ended. */
  readonly leaving: Promise<void>;
  /** Settles when it has ended. */
  readonly ended: Promise<WorkerEnd>;
  /** Ends it at once. */
  kill(): void;
}

export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why the system gave it no process; null where it had one. */
  readonly error: Error | null;
}

/** @param answers to what it asks, beside what it says of itself */
export function forkWorker(answers: Omit<Answers<AskedOfPrimary>, 'listening' | 'leaving'>): WorkerProcess {
  // Workers accept connections themselves, whoever has time. Those that a primary hands over would hang if their worker
  // died on the way, and be reset if all ended meanwhile.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  const worker = cluster.fork();
  const listening = Promise.withResolvers<string | null>();
  const leaving = Promise.withResolvers<void>();
  const calls = createCalls<AskedOfPrimary, AskedOfWorker>(
    (message, onSent) => void worker.send(message, onSent),
    {
      ...answers,
      listening: (url) => {
        listening.resolve(url);
        return null;
      },
      leaving: () => {
        leaving.resolve();
        return null;
      },
    },
  );
  worker.on('message', calls.receive);
  worker.on('disconnect', calls.end);
  const ended = Promise.withResolvers<WorkerEnd>();
  const end = (how: WorkerEnd): void => {
    calls.end();
    listening.resolve(null);
    leaving.resolve();
    ended.resolve(how);
  };
  worker.on('error', (error) => {
    // Of a process its end comes as well; a connection that could not be handed over must not end everybody else.
    if (worker.process.pid === undefined) end({ code: null, signal: null, error });
  });
  worker.once('exit', (code: number | null, signal: string | null) => end({ code, signal, error: null }));
  return {
    pid: worker.process.pid ?? 0,
    ask: calls.ask,
    listening: listening.promise,
    leaving: leaving.promise,
    ended: ended.promise,
    kill: () => void worker.process.kill('SIGKILL'),
  };
}
