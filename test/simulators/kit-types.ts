/**
 * The words between the kit and a backend: what a handler is given and what it may answer. Owns types only.
 * Handlers answer with values; `kit.ts` writes them. Rules of one backend have no place here.
 */

import type { Readable } from 'node:stream';
import type { SimulatedUser } from './simulator.ts';

export type AnswerHeaders = Readonly<Record<string, string>>;

/** What a handler answers. */
export type Answer =
  /** Serialized by the kit as `application/json`. */
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: AnswerHeaders;
    }
  /** Text sent as it is, under the content type of `headers`. */
  | {
      readonly kind: 'text';
      readonly status: number;
      readonly text: string;
      readonly headers?: AnswerHeaders;
    }
  /** No body at all; also redirects, with a `location` header. */
  | { readonly kind: 'empty'; readonly status: number; readonly headers?: AnswerHeaders }
  /** A picture, readable from any origin. */
  | { readonly kind: 'svg'; readonly svg: string; readonly headers?: AnswerHeaders }
  /** An open-ended body, such as server-sent events. */
  | {
      readonly kind: 'stream';
      readonly contentType: string;
      readonly open: (sink: StreamSink) => void;
      readonly headers?: AnswerHeaders;
    };

/** Where a stream answer writes to. */
export interface StreamSink {
  /** Sends text at once; does nothing after the end. */
  write(text: string): void;
  end(): void;
  /** Aborts when the client leaves, the simulator closes or `end` was called: release timers here. */
  readonly signal: AbortSignal;
}

/** A body decoded by its content type. */
export type RequestBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'form'; readonly fields: URLSearchParams }
  /** Announced as JSON and is none. */
  | { readonly kind: 'malformed'; readonly text: string }
  | { readonly kind: 'other'; readonly contentType: string; readonly bytes: Buffer };

export interface KitRequest {
  readonly method: string;
  /** Path below the base path, decoded, without the query. */
  readonly path: string;
  /** The same path as it was sent. */
  readonly encodedPath: string;
  /** Named parts of the route's pattern, each decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names in lower case; repeated headers are joined by a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Scheme, host and port of this simulator, without a final slash: media URLs start with it. */
  readonly origin: string;
  /** Aborts when the client leaves or the simulator closes. */
  readonly signal: AbortSignal;
  /** Reads the whole body and decodes it. May be called again; a body taken by `rawBody` is gone. */
  readBody(): Promise<RequestBody>;
  /** The undecoded body for a handler that streams it, such as multipart. */
  rawBody(): Readable;
}

/** A request whose bearer token was accepted. */
export interface UserRequest extends KitRequest {
  readonly user: SimulatedUser;
}

/**
 * One operation. `path` is below the base path; `{name}` stands for one non-empty segment; a final slash
 * matters. The first route that fits wins, so put fixed paths before patterns.
 */
export type Route =
  | {
      readonly access: 'user';
      readonly method: string;
      readonly path: string;
      readonly handle: (request: UserRequest) => Answer | Promise<Answer>;
    }
  | {
      readonly access: 'public';
      readonly method: string;
      readonly path: string;
      readonly handle: (request: KitRequest) => Answer | Promise<Answer>;
    };

/** Who asks, or the backend's own refusal. */
export type Authentication =
  | { readonly kind: 'user'; readonly user: SimulatedUser }
  | { readonly kind: 'refused'; readonly answer: Answer };

/** What a backend brings to the kit. */
export interface Backend<Data> {
  /** Path that its routes live below: `''` or `/api/v1`. */
  readonly basePath: string;
  readonly data: Data;
  readonly routes: readonly Route[];
  /** Called once per request, also for public routes and unknown paths (for the log). */
  authenticate(request: KitRequest): Authentication;
  /** The backend's own answer for a status without a handler: unknown route, wrong method, injected faults. */
  errorAnswer(status: number): Answer;
  /** Answers `GET /media/...` below the server's root, without authentication. */
  media?(request: KitRequest): Answer;
}
