/** Writes answers to a response, spoiled by at most one fault. Decides nothing about their content. */

import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Rendered, spoilRendered } from './kit-faults.ts';
import type { Answer, StreamSink } from './kit-types.ts';
import type { Fault } from './simulator.ts';

/** One response on its way, and what the log must learn of it. */
export interface Outgoing {
  readonly response: ServerResponse;
  /** Aborts when the connection is gone. */
  readonly signal: AbortSignal;
  /** Called when the status line is sent. */
  onStatus(status: number): void;
  /** Called before the simulator itself ends the connection early. */
  onBreak(): void;
}

type StreamAnswer = Extract<Answer, { kind: 'stream' }>;

const dripBytes = 8;

/** Sends the answer; resolves when it is handed to the socket or the client is gone. */
export async function writeAnswer(outgoing: Outgoing, answer: Answer, fault: Fault | null): Promise<void> {
  if (outgoing.signal.aborted) return;
  if (answer.kind === 'stream') {
    writeStream(outgoing, answer, fault);
    return;
  }
  const rendered = renderAnswer(answer);
  await writeRendered(outgoing, fault === null ? rendered : spoilRendered(rendered, fault), fault);
}

/** The exact bytes of an answer that has an end. */
function renderAnswer(answer: Exclude<Answer, StreamAnswer>): Rendered {
  switch (answer.kind) {
    case 'json':
      return {
        status: answer.status,
        headers: { 'content-type': 'application/json', ...answer.headers },
        bytes: Buffer.from(JSON.stringify(answer.body)),
      };
    case 'text':
      return { status: answer.status, headers: { ...answer.headers }, bytes: Buffer.from(answer.text) };
    case 'empty':
      return { status: answer.status, headers: { ...answer.headers }, bytes: Buffer.alloc(0) };
    case 'svg':
      return {
        status: 200,
        headers: {
          'content-type': 'image/svg+xml; charset=utf-8',
          'access-control-allow-origin': '*',
          ...answer.headers,
        },
        bytes: Buffer.from(answer.svg),
      };
  }
}

async function writeRendered(outgoing: Outgoing, rendered: Rendered, fault: Fault | null): Promise<void> {
  const { response } = outgoing;
  const { status, bytes } = rendered;
  const length = status === 204 || status === 304 ? {} : { 'content-length': String(bytes.length) };
  outgoing.onStatus(status);
  response.writeHead(status, { ...rendered.headers, ...length });
  if (fault?.kind === 'cut-body') {
    outgoing.onBreak();
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
    return;
  }
  if (fault?.kind === 'slow-drip') await dripBody(outgoing, bytes, fault.ms);
  else response.end(bytes);
}

async function dripBody(outgoing: Outgoing, bytes: Buffer, ms: number): Promise<void> {
  for (let start = 0; start < bytes.length; start += dripBytes) {
    if (start > 0 && !(await waitUnlessGone(ms, outgoing.signal))) return;
    outgoing.response.write(bytes.subarray(start, start + dripBytes));
  }
  outgoing.response.end();
}

/** Waits; false when the client left before. */
export async function waitUnlessGone(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await wait(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

/** Streams have no whole body: a cut ends them after the first piece, faults of whole bodies pass them by. */
function writeStream(outgoing: Outgoing, answer: StreamAnswer, fault: Fault | null): void {
  const { response } = outgoing;
  const ended = new AbortController();
  const contentType = fault?.kind === 'content-type' ? fault.value : answer.contentType;
  outgoing.onStatus(200);
  response.writeHead(200, { 'cache-control': 'no-cache', 'content-type': contentType, ...answer.headers });
  response.flushHeaders();
  const signal = AbortSignal.any([outgoing.signal, ended.signal]);
  const sink: StreamSink = {
    signal,
    write: (text) => {
      if (signal.aborted) return;
      if (fault?.kind !== 'cut-body') {
        response.write(text);
        return;
      }
      outgoing.onBreak();
      response.write(text, () => response.destroy());
      ended.abort();
    },
    end: () => {
      if (signal.aborted) return;
      response.end();
      ended.abort();
    },
  };
  answer.open(sink);
}
