/**
 * Reads something again and again until it is over: one read at a time, after an interval or when somebody says that
 * it may have changed. Owns the timer and the request under way; what a row means is decided by whoever starts it.
 */

import type { Clock } from '#src/http/clock.ts';
import { afterAnswer, afterFailure, movedState, type PollState } from './poll-interval.ts';

/** What a row means for what is to be done next. */
export type Verdict = 'moved' | 'unchanged' | 'over';

export interface PollerOptions<Row> {
  readonly clock: Clock;
  /** One read; its signal is aborted when the poller is stopped. */
  readonly read: (signal: AbortSignal) => Promise<Row>;
  readonly onRow: (row: Row) => Verdict;
  /** Called once, when reading failed for good. */
  readonly onFailure: (failure: unknown) => void;
  /** Milliseconds until the next read. */
  readonly interval: (state: PollState) => number;
}

export interface Poller {
  /** Reads soon: at once, or after the read that is under way. Any number of calls cause one read. */
  trigger(): void;
  /** Aborts the read that is under way. Nothing is called afterwards. */
  stop(): void;
}

type Phase =
  | { readonly kind: 'resting'; readonly cancel: () => void }
  | { readonly kind: 'reading'; again: boolean }
  | { readonly kind: 'stopped' };

/** Reads that are caused by `trigger` begin at least so many milliseconds after the one before. */
const shortestGapMs = 250;

/** Starts with a read. */
export function createPoller<Row>(options: PollerOptions<Row>): Poller {
  const { clock, interval } = options;
  const stopping = new AbortController();
  let state: PollState = movedState;
  let phase: Phase = { kind: 'stopped' };
  /** Before this, not even a trigger causes a read. */
  let notBeforeMs = 0;
  const stop = (): void => {
    if (phase.kind === 'resting') phase.cancel();
    phase = { kind: 'stopped' };
    stopping.abort();
  };
  const restUntil = (atMs: number): void => {
    if (phase.kind === 'resting') phase.cancel();
    const delayMs = atMs - clock.now();
    if (delayMs <= 0) begin();
    else phase = { kind: 'resting', cancel: clock.schedule(delayMs, begin) };
  };
  const begin = (): void => {
    const reading: Phase = { kind: 'reading', again: false };
    phase = reading;
    notBeforeMs = clock.now() + shortestGapMs;
    Promise.try(options.read, stopping.signal).then(settle(reading, onRow), settle(reading, onFailure));
  };
  /** What a read brings after the poller was stopped is nobody's business. */
  const settle =
    <Outcome>(reading: { readonly again: boolean }, take: (outcome: Outcome) => boolean) =>
    (outcome: Outcome): void => {
      if (phase !== reading || !take(outcome) || phase !== reading) return;
      restUntil(reading.again ? notBeforeMs : clock.now() + interval(state));
    };
  const onRow = (row: Row): boolean => {
    const verdict = options.onRow(row);
    if (verdict === 'over') stop();
    else state = afterAnswer(state, verdict === 'moved');
    return verdict !== 'over';
  };
  const onFailure = (failure: unknown): boolean => {
    const next = afterFailure(state, failure);
    if (next === null) {
      stop();
      options.onFailure(failure);
      return false;
    }
    state = next;
    notBeforeMs = Math.max(notBeforeMs, clock.now() + (state.retryAfterMs ?? 0));
    return true;
  };
  begin();
  return {
    trigger: () => {
      if (phase.kind === 'reading') phase.again = true;
      else if (phase.kind === 'resting') restUntil(notBeforeMs);
    },
    stop,
  };
}
