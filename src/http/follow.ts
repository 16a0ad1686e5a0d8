/**
 * One thing that several replicas read again and again: what this one saw of it last, so that what another one has read
 * since can answer its next read. Asks nothing and knows no upstream; `shared-flight.ts` uses it.
 */

import { decodeAnswer, type SharedAnswer } from './shared-answer.ts';
import type { Turns } from './turns.ts';

export interface Follow {
  /** It may have changed just now: what was asked for before is not enough. */
  changed(): void;
  /** Nobody is told of anything any more. */
  stop(): void;
  /** For whoever reads: under which name replicas share it. Listens under it. */
  begin(name: string): void;
  /** The read has ended; null where it did not bring an answer. */
  finish(seen: Seen | null): void;
  /** Another replica's answer that was heard of, where it is news. */
  offered(): SharedAnswer | null;
  /** Whether another replica asked for it later than this one knows. */
  isNews(answer: SharedAnswer): boolean;
}

export type StartFollow = (onNews: () => void) => Follow;

/** Which answer was seen: its id is null where it was shared with nobody. */
export interface Seen {
  readonly id: string | null;
  readonly askedAtMs: number;
}

/** One change is announced to all replicas within this time, in milliseconds. */
const hintSpreadMs = 100;

/** @param options.onNews another replica has read it: a read now costs nothing */
export function createFollow(options: {
  readonly turns: Pick<Turns, 'look' | 'listen'>;
  readonly now: () => number;
  readonly onNews: () => void;
}): Follow {
  const { turns, now, onNews } = options;
  let last: Seen | null = null;
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  let offer: SharedAnswer | null = null;
  let isReading = false;
  const isNews = ({ id, askedAtMs }: SharedAnswer): boolean =>
    id !== last?.id && askedAtMs >= notBeforeMs && (last === null || askedAtMs > last.askedAtMs);
  /** Whoever reads will see for himself. */
  const tell = (): void => {
    if (!isReading && offer && isNews(offer)) onNews();
  };
  const ear = createEar(turns, async (name) => {
    const left = await turns.look(name).catch(() => null);
    offer = left && decodeAnswer(left, now());
    tell();
  });
  return {
    isNews,
    changed: () => {
      notBeforeMs = now() - hintSpreadMs;
    },
    stop: ear.stop,
    begin: (name) => {
      isReading = true;
      ear.listen(name);
    },
    finish: (seen) => {
      isReading = false;
      last = seen ?? last;
      tell();
    },
    offered: () => (offer && isNews(offer) ? offer : null),
  };
}

/** Listens under the last name that it was given, and tries again where that failed. */
function createEar(
  turns: Pick<Turns, 'listen'>,
  onEnd: (name: string) => Promise<void>,
): { listen(name: string): void; stop(): void } {
  let current: { readonly name: string; unlisten: () => void } | null = null;
  const stop = (): void => {
    current?.unlisten();
    current = null;
  };
  return {
    stop,
    listen: (name) => {
      if (current?.name === name) return;
      stop();
      const mine = { name, unlisten: () => {} };
      current = mine;
      turns
        .listen(name, () => {
          if (current === mine) void onEnd(name);
        })
        .then(
          (unlisten) => {
            if (current === mine) mine.unlisten = unlisten;
            else unlisten();
          },
          () => {
            if (current === mine) current = null;
          },
        );
    },
  };
}
