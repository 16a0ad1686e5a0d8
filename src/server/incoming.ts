/**
 * What is known of one HTTP request to `/graphql`, and from where in the program it can be asked for. Owns the record
 * and its way through asynchronous work; what stands in it is noted by those who find it out.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import type { OperationTypeNode } from 'graphql';
import type { ErrorCode } from '#src/errors.ts';
import type { Caller } from './caller.ts';
import type { Log } from './log.ts';
import type { OperationTrace } from './tracing.ts';

/** One request, from its arrival to its end. */
export interface Incoming {
  readonly requestId: string;
  readonly arrivedAtMs: number;
  /** Null until the gate has let it in. */
  caller: Caller | null;
  /** The place in the network that it came from; null until that was looked at. */
  network: Caller | null;
  /** Null until the document was read; the name is one of GraphQL, and bounded. */
  operation: { readonly kind: `${OperationTypeNode}`; readonly name: string | null } | null;
  /** Of all errors that the client was told. */
  readonly codes: Set<ErrorCode>;
  /** Null where nobody traces. */
  trace: OperationTrace | null;
}

/** Which request the present work belongs to. */
export interface Incomings {
  run<Result>(incoming: Incoming, work: () => Result): Result;
  /** Null for work that no request caused. */
  current(): Incoming | null;
}

export function createIncomings(): Incomings {
  const storage = new AsyncLocalStorage<Incoming>();
  return {
    run: (incoming, work) => storage.run(incoming, work),
    current: () => storage.getStore() ?? null,
  };
}

export function newIncoming(requestId: string, arrivedAtMs: number): Incoming {
  return {
    requestId,
    arrivedAtMs,
    caller: null,
    network: null,
    operation: null,
    codes: new Set(),
    trace: null,
  };
}

/** The same log, whose lines name the request that they were written for. */
export function withRequestIds(log: Log, { current }: Pick<Incomings, 'current'>): Log {
  const mark = <Details extends object>(details: Details): Details => {
    const incoming = current();
    return incoming ? { requestId: incoming.requestId, ...details } : details;
  };
  return {
    info: (details, message) => log.info(mark(details), message),
    warn: (details, message) => log.warn(mark(details), message),
    error: (details, message) => log.error(mark(details), message),
  };
}
