/**
 * The shapes that pass between an upstream's client and the wire. Every policy of this folder is a function
 * from `Send` to `Send`, so that policies stack in any order. Owns types only.
 */

import type { Readable } from 'node:stream';
import type { Follow } from './follow.ts';
import type { Ledger, RequestRecord } from './ledger.ts';
import type { RoutePath } from './route.ts';
import type { Trace } from './trace.ts';

/** Who a request acts for at its upstream. */
export type Credential =
  /** The gateway's own account. `refused` is told of a token that the upstream did not accept. */
  | {
      readonly kind: 'service';
      readonly token: () => Promise<string>;
      readonly refused: (token: string) => void;
    }
  /** The caller's token, passed through. */
  | { readonly kind: 'caller'; readonly token: string }
  /** There is none; `why` completes the sentence that starts with the upstream's name. */
  | { readonly kind: 'none'; readonly why: string };

/** A read, which may be sent again, or a write, which never is. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One request to one upstream. */
export interface UpstreamRequest extends RoutePath {
  readonly method: Method;
  /** Pairs in the order they are sent; a repeated name is a repeated key. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** Text, or bytes that are sent as they come. */
  readonly body?: string | Readable;
  readonly origin: Origin;
  /**
   * Which state of its upstream it reads, as far as somebody counts them: reads of different ones must not share an answer.
   */
  readonly generation?: string;
  /** When it was looked for among what is kept, by `performance.now()`; absent where it was not. */
  readonly soughtAtMs?: number;
  /** What becomes of it, for the operation that it is sent for; absent where nobody asks. */
  readonly record?: RequestRecord;
  /** Which repetition of a read it is; absent for what is sent for the first time. */
  readonly retry?: number;
  readonly signal: AbortSignal;
}

/** Whether a read may be answered by what was asked before. */
export type Reuse =
  /** By an answer that is kept, or one that others wait for. */
  | 'allowed'
  /** Never: it is sent, and what it brings may be kept for others. */
  | 'refused';

/** A complete answer, whatever its status. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body as UTF-8 text. */
  readonly body: string;
  /** How many bytes it had, where it was counted. */
  readonly bytes?: number;
  /** When it was asked for, in milliseconds since 1970, where that was before who has it asked. */
  readonly askedAtMs?: number;
}

/** Sends one request; rejects with an `UpstreamFailure`, or with the reason of an aborted signal. */
export type Send = (request: UpstreamRequest) => Promise<UpstreamResponse>;

/** The beginning of an answer whose body may have no end. */
export interface StreamedResponse extends Omit<UpstreamResponse, 'body' | 'bytes'> {
  /** The bytes as they come; rejects with an `UpstreamFailure` where the connection breaks. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Resolves when the connection is free again, or gone. */
  readonly closed: Promise<void>;
  /** Closes the connection; for a body that nobody reads. */
  readonly discard: () => void;
}

/** As `Send`, for answers that are read as they come; settles when the headers are there. */
export type OpenStream = (request: UpstreamRequest) => Promise<StreamedResponse>;

/** What an upstream request has from the operation that it is sent for. */
export interface Origin {
  /** Text that is equal exactly for operations with the same credential; a hash, so it may be a key of a cache. */
  readonly caller: string;
  /** Names the operation in logs, here and at the upstreams: visible ASCII. */
  readonly requestId: string;
  readonly reuse: Reuse;
  /** What the operation asks, and how much it may; null for what is not one operation's. */
  readonly ledger: Ledger | null;
  /** What is known of the thing that it reads again and again; absent where replicas share nothing. */
  readonly follow?: Follow;
  /** When the operation has had its time, in milliseconds since 1970; infinite where it may last. */
  readonly endsAtMs: number;
  /** Absent, or null, where nobody traces it. */
  readonly trace?: Trace | null;
}

/** What all upstream requests of one GraphQL operation have in common. */
export interface OperationScope extends Origin {
  readonly credential: Credential;
  /** Aborted when the client of the operation leaves. */
  readonly signal: AbortSignal;
}
