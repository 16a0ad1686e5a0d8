/** What the workers of one gateway and their primary process ask each other. Owns types only. */

import type { Taken } from './minute-counter.ts';
import type { EndSignal } from './process.ts';
import type { MetricSnapshot } from './worker-metrics.ts';

/** A worker asks its primary. */
export type AskedOfPrimary = {
  /** It listens, at this address. */
  readonly listening: { readonly asked: string; readonly answer: null };
  /** It is about to end, and somebody else should take its place. */
  readonly leaving: { readonly asked: null; readonly answer: null };
  readonly take: { readonly asked: Counted; readonly answer: Taken };
  readonly putBack: { readonly asked: Counted; readonly answer: null };
  /** The other workers are to forget answers of this family; answered when they have. */
  readonly raise: { readonly asked: string; readonly answer: null };
  /** The metrics of all workers, as Prometheus reads them. */
  readonly metrics: { readonly asked: null; readonly answer: string };
};

/** The primary asks a worker. */
export type AskedOfWorker = {
  readonly end: { readonly asked: EndSignal; readonly answer: null };
  readonly raise: { readonly asked: string; readonly answer: null };
  readonly metrics: { readonly asked: null; readonly answer: MetricSnapshot };
};

export interface Counted {
  /** Which counter, and what one key may use up of it in a minute. */
  readonly name: string;
  readonly perMinute: number;
  readonly key: string;
  readonly points: number;
}
