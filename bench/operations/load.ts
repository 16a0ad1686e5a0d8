/**
 * The clients, as one process: sends prepared requests over its own connections and tells what came back. Its parent sends
 * a `LoadPlan` and gets a `LoadResult` for each.
 *
 * Every answer must have the status 200 and the length of the first answer to the same request; what has not is a failure.
 */

import { connect, type Socket } from 'node:net';
import { createAnswerReader } from './answer-reader.ts';

export interface LoadRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface LoadPlan {
  readonly url: string;
  /** Sent in turn. */
  readonly requests: readonly LoadRequest[];
  readonly connections: number;
  readonly seconds: number;
  /** Ends before the time is over, after so many operations. */
  readonly operations?: number;
  /**
   * `closed`: each connection asks again when it is answered. `waves`: all ask at once, and again when all are answered.
   * A number: so many operations a second, begun at even distances whatever is still unanswered.
   */
  readonly pace: 'closed' | 'waves' | number;
}

export interface LoadResult {
  readonly operations: number;
  readonly failures: number;
  readonly seconds: number;
  /** From when it was due to the last byte of its answer, in milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** For so long after its end a plan waits for what is unanswered, in milliseconds. */
const patienceMs = 60_000;

process.on('message', (plan: LoadPlan) => {
  run(plan).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`load: ${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit());

interface Client {
  readonly socket: Socket;
  /** Resolves when it is answered; to false where the connection ended before, which is a failure. */
  ask(index: number, dueAtMs: number): Promise<boolean>;
}

interface Waiting {
  readonly index: number;
  readonly dueAtMs: number;
  readonly done: (answered: boolean) => void;
}

async function run(plan: LoadPlan): Promise<LoadResult> {
  const wires = plan.requests.map((request) => wireOf(plan.url, request));
  const lengths: number[] = [];
  const latenciesMs: number[] = [];
  let failures = 0;
  const clients = await Promise.all(
    Array.from({ length: plan.connections }, () =>
      openClient(plan.url, wires, (index, { status, bytes }, latencyMs) => {
        latenciesMs.push(latencyMs);
        const known = lengths[index];
        if (known === undefined && status === 200) lengths[index] = bytes;
        else if (status !== 200 || bytes !== known) failures += 1;
      }),
    ),
  );
  const startedAtMs = performance.now();
  const endsAtMs = startedAtMs + plan.seconds * 1000;
  const cut = setTimeout(
    () => clients.forEach(({ socket }) => void socket.destroy()),
    plan.seconds * 1000 + patienceMs,
  );
  let sent = 0;
  const next = (): number => sent++ % wires.length;
  const { operations = Number.POSITIVE_INFINITY } = plan;
  const isOver = (): boolean => performance.now() >= endsAtMs || sent >= operations;
  try {
    await paces(plan.pace)({ clients, next, isOver, startedAtMs, endsAtMs });
  } finally {
    clearTimeout(cut);
    for (const { socket } of clients) socket.destroy();
  }
  latenciesMs.sort((left, right) => left - right);
  const at = (share: number): number => latenciesMs[Math.floor(share * latenciesMs.length)] ?? Number.NaN;
  const seconds = (performance.now() - startedAtMs) / 1000;
  return { operations: latenciesMs.length, failures, seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

interface Course {
  readonly clients: readonly Client[];
  readonly next: () => number;
  readonly isOver: () => boolean;
  readonly startedAtMs: number;
  readonly endsAtMs: number;
}

function paces(pace: LoadPlan['pace']): (course: Course) => Promise<void> {
  if (pace === 'closed') return closed;
  if (pace === 'waves') return waves;
  return (course) => even(course, 1000 / pace);
}

async function closed({ clients, next, isOver }: Course): Promise<void> {
  await Promise.all(
    clients.map(async (client) => {
      while (!isOver() && (await client.ask(next(), performance.now())));
    }),
  );
}

async function waves({ clients, next, isOver }: Course): Promise<void> {
  let answered = [true];
  while (!isOver() && answered.every(Boolean)) {
    const dueAtMs = performance.now();
    answered = await Promise.all(clients.map((client) => client.ask(next(), dueAtMs)));
  }
}

/** An operation that is due while all connections are busy waits, and its waiting counts. */
async function even({ clients, next, startedAtMs, endsAtMs }: Course, distanceMs: number): Promise<void> {
  let due = 0;
  await Promise.all(
    clients.map(async (client) => {
      for (let answered = true; answered; ) {
        const dueAtMs = startedAtMs + due * distanceMs;
        if (dueAtMs >= endsAtMs) return;
        due += 1;
        const waitMs = dueAtMs - performance.now();
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
        // A timer that is late is no fault of who is asked.
        answered = await client.ask(next(), waitMs > 0 ? performance.now() : dueAtMs);
      }
    }),
  );
}

type Told = (
  index: number,
  answer: { readonly status: number; readonly bytes: number },
  latencyMs: number,
) => void;

/** A connection with one request on it at a time. */
async function openClient(url: string, wires: readonly Buffer[], tell: Told): Promise<Client> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const read = createAnswerReader();
  let waiting: Waiting | null = null;
  socket.on('data', (chunk) => {
    const answer = read(chunk);
    if (!answer || !waiting) return;
    const { index, dueAtMs, done } = waiting;
    waiting = null;
    tell(index, answer, performance.now() - dueAtMs);
    done(true);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    if (!waiting) return;
    tell(waiting.index, { status: 0, bytes: 0 }, Number.POSITIVE_INFINITY);
    waiting.done(false);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return {
    socket,
    ask: (index, dueAtMs) =>
      new Promise((done) => {
        waiting = { index, dueAtMs, done };
        socket.write(wires[index] ?? '');
      }),
  };
}

function wireOf(url: string, { path, headers, body }: LoadRequest): Buffer {
  const lines = Object.entries({
    host: new URL(url).host,
    accept: 'application/json',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}
