/**
 * What a simulated backend offers to tests and to the demo: an address, a log of what it was asked, faults
 * that can be switched on, and its data. Owns the types only; `kit.ts` implements them over `node:http`.
 */

/** One request as the simulator saw it, in order of arrival. */
export interface LoggedRequest {
  readonly method: string;
  /** Path below the simulator's base URL, decoded, without the query: `/gallery/by-job`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The user that the token belongs to; null without a valid token. */
  readonly user: string | null;
  /** The answer's status; null while it is not answered, and where the connection ended before. */
  readonly status: number | null;
  /** True once the client closed the connection before the answer was complete. */
  readonly aborted: boolean;
}

/** Which requests a fault applies to. Everything that is left out matches. */
export interface FaultTarget {
  readonly method?: string;
  readonly path?: string | RegExp;
  /** How many matching requests it spoils before it is spent. Default: all of them. */
  readonly times?: number;
}

/** What goes wrong. */
export type FaultEffect =
  | { readonly kind: 'delay'; readonly ms: number }
  /** Answers this status with this body (default: the backend's own error body for it). */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Valid status and headers, a body that is not JSON. */
  | { readonly kind: 'broken-json' }
  /** Announces the whole body, sends half of it and closes. */
  | { readonly kind: 'cut-body' }
  /** Closes the socket with a reset before any answer. */
  | { readonly kind: 'reset' }
  /** Never answers; the socket stays open until the client or the simulator closes. */
  | { readonly kind: 'hang' }
  /** Sends the right body a few bytes at a time, `ms` apart. */
  | { readonly kind: 'slow-drip'; readonly ms: number }
  /** Sends the right body under another content type. */
  | { readonly kind: 'content-type'; readonly value: string }
  /** Pads the right JSON body with white space up to this many bytes. */
  | { readonly kind: 'huge-body'; readonly bytes: number }
  /** Changes the parsed JSON body before it is sent: missing fields, wrong types, bad rows. */
  | { readonly kind: 'rewrite'; readonly body: (body: unknown) => unknown };

export type Fault = FaultTarget & FaultEffect;

/** One running simulated backend; `await using` stops it and closes its sockets. */
export interface Simulator<Data = unknown> extends AsyncDisposable {
  /** Base URL as a gateway is configured with it, without a final slash. */
  readonly url: string;
  readonly requests: readonly LoggedRequest[];
  clearRequests(): void;
  /** Switches a fault on. The newest matching fault wins. The returned function switches it off. */
  inject(fault: Fault): () => void;
  clearFaults(): void;
  /** The rows behind the answers. Tests may insert and delete rows while it runs. */
  readonly data: Data;
}

/** How many rows of each kind a simulated world has. */
export interface WorldSize {
  readonly jobs: number;
  readonly galleryImages: number;
  readonly assets: number;
  readonly setDesigns: number;
  readonly datasetImages: number;
  readonly annotations: number;
}

/** The size the demo runs with. */
export const defaultWorldSize: WorldSize = {
  jobs: 1_200,
  galleryImages: 15_000,
  assets: 4_000,
  setDesigns: 600,
  datasetImages: 9_000,
  annotations: 40_000,
};

/** A world of a few dozen rows, for tests that start many of them. */
export const smallWorldSize: WorldSize = {
  jobs: 120,
  galleryImages: 1_500,
  assets: 260,
  setDesigns: 130,
  datasetImages: 320,
  annotations: 1_200,
};

/** What a simulator is started with. Same options, same rows and same ids. */
export interface SimulatorOptions {
  /** Seed of the generated rows. Default 1. */
  readonly seed?: number;
  readonly size?: WorldSize;
  /** Port to listen on; 0 (default) takes a free one. */
  readonly port?: number;
  readonly host?: string;
  /** Current time in milliseconds since 1970; tests pass a clock they move by hand. Default `Date.now`. */
  readonly now?: () => number;
}

/**
 * The people of the simulated world, the same in all three backends. A user's tokens differ by backend, so
 * that a token that strays to another backend is refused there.
 */
export const simulatedUsers = ['giulia', 'marco', 'empty'] as const;
export type SimulatedUser = (typeof simulatedUsers)[number];

/** The bearer token of a user at a backend, for example `piktid-giulia-token`. */
export function tokenOf(upstream: 'piktid' | 'sartiq' | 'acusight', user: SimulatedUser): string {
  return `${upstream}-${user}-token`;
}
