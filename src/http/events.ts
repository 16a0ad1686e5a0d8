/**
 * What the policies towards an upstream tell of their work, for metrics, logs and traces. Owns types only. Nothing here
 * names a caller, a token or a path with ids.
 */

import type { UpstreamErrorCode, UpstreamName } from '#src/errors.ts';
import type { Method, UpstreamRequest } from './exchange.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

/** The kinds of requests that have connections of their own. */
export type SlotsPool = 'requests' | 'uploads' | 'streams';

/** Which policy kept a request from being sent. */
export type Holder = 'breaker' | 'bulkhead';

/** What is watched for subscriptions. */
export type FeedName = 'job' | 'upload-task';

/** How a kept answer took part in a read. */
export type CacheUse =
  /** It was new enough. */
  | 'hit'
  /** It was given out, and is renewed behind the scenes. */
  | 'stale'
  /** The upstream said that it still holds (304). */
  | 'revalidated'
  | 'miss'
  /** The client did not want one. */
  | 'bypassed'
  /** The store did not answer; the upstream was asked as if there were none. */
  | 'failed';

/** Who asked for an answer that a read shares. */
export type Asker =
  /** Another operation here. */
  | 'operation'
  /** Another replica. */
  | 'replica';

export type UpstreamEvent =
  /** One request on the wire ended. */
  | {
      readonly kind: 'answered';
      readonly method: Method;
      readonly route: string;
      readonly requestId: string;
      readonly status: number;
      readonly durationMs: number;
      /** Of the body, as far as it was read. */
      readonly bytes: number;
    }
  /** One request ended without an answer that could be used. */
  | {
      readonly kind: 'failed';
      readonly method: Method;
      readonly route: string;
      readonly requestId: string;
      /** `ABORTED` where the client left, or its file broke off. */
      readonly code: UpstreamErrorCode | 'ABORTED';
      /** Whether it was on the wire. */
      readonly sent: boolean;
      /** Where a policy held it back. */
      readonly heldBy?: Holder;
      readonly durationMs: number;
    }
  /** A read is sent once more, after so long. */
  | { readonly kind: 'retried'; readonly route: string; readonly delayMs: number }
  /** A read could have been sent once more, but too many were. */
  | { readonly kind: 'retry-refused'; readonly route: string }
  /** A read is answered by what another one asked. */
  | { readonly kind: 'shared'; readonly route: string; readonly asker: Asker }
  | { readonly kind: 'cache'; readonly route: string; readonly use: CacheUse }
  | { readonly kind: 'breaker'; readonly state: BreakerState }
  /** Something that is watched is read once more. */
  | { readonly kind: 'polled'; readonly feed: FeedName }
  /** How many requests are under way, and how many wait for their turn. */
  | { readonly kind: 'slots'; readonly pool: SlotsPool; readonly running: number; readonly waiting: number };

/**
 * Hears of everything, at once; must not throw.
 *
 * @param request whose way it happened on, where it is one's
 */
export type Observe = (upstream: UpstreamName, event: UpstreamEvent, request?: UpstreamRequest) => void;
