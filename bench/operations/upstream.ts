/**
 * The three backends as one process that costs next to nothing: whatever is asked for the first time is answered by the
 * simulators, and kept as the bytes of a whole HTTP answer. `GET` only, over bare sockets; counts what it is asked.
 *
 * Its parent gets `{ url }` when it listens. It sends how many milliseconds each answer is to wait from then on, and gets the
 * number of requests so far.
 */

import { createServer, type Socket } from 'node:net';
import { tokenOf } from '#test/simulators/simulator.ts';
import { listenAnywhere } from './listen.ts';
import { startBenchWorld } from './world.ts';

const upstreams = ['piktid', 'sartiq', 'acusight'] as const;
/** Differs on every read; the name of the picture stands in its place, so that every path shows the same URL. */
const signature = /(?<=\/media\/([^/"]*)\/[^"]*\?)Expires=\d+&Signature=[\w-]+/g;
const endOfHead = Buffer.from('\r\n\r\n');

const simulators = await startBenchWorld();
const known = new Map<string, Buffer>();
let asked = 0;
let delayMs = 0;

const server = createServer({ noDelay: true }, serve);
const url = await listenAnywhere(server);
process.on('message', (wantedMs: number) => {
  delayMs = wantedMs;
  process.send?.(asked);
});
process.on('disconnect', () => process.exit());
process.send?.({ url });

function serve(socket: Socket): void {
  let rest = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(endOfHead, from);
      if (end === -1) break;
      const [method, target = '/'] = bytes.toString('latin1', from, bytes.indexOf('\r', from)).split(' ');
      from = end + endOfHead.length;
      if (method !== 'GET') return void socket.destroy();
      asked += 1;
      answer(socket, target);
    }
    rest = bytes.subarray(from);
  });
}

function answer(socket: Socket, target: string): void {
  const kept = known.get(target);
  if (kept) {
    if (delayMs === 0) socket.write(kept);
    else setTimeout(() => socket.write(kept), delayMs);
    return;
  }
  record(target).then(
    (bytes) => {
      known.set(target, bytes);
      socket.write(bytes);
    },
    (error: unknown) => {
      process.stderr.write(`upstream: ${target}: ${String(error)}\n`);
      socket.destroy();
    },
  );
}

/** What the simulator answers to giulia. */
async function record(target: string): Promise<Buffer> {
  const upstream = upstreams.find((name) => target.startsWith(`/${name}/`));
  if (!upstream) throw new Error('is below no backend');
  const answer = await fetch(
    `${new URL(simulators[upstream].url).origin}${target.slice(upstream.length + 1)}`,
    {
      headers: { authorization: `Bearer ${tokenOf(upstream, 'giulia')}`, accept: 'application/json' },
    },
  );
  const body = Buffer.from((await answer.text()).replaceAll(signature, 'Expires=1900000000&Signature=$1'));
  const type = answer.headers.get('content-type') ?? 'application/json';
  const head = `HTTP/1.1 ${answer.status} ${answer.statusText}\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}
