/**
 * One thing that several replicas read again and again: what this one saw of it last, so that what another one has read
 * since can answer its next read. Asks nothing and knows no upstream; `shared-flight.ts` uses it.
 */

import { decodeAnswer, type SharedAnswer } from './shared-answer.ts';
import type { Left, Turns } from './turns.ts';

export interface Follow {
  /** It may have changed just now: what was asked for before is not enough. */
  changed(): void;
  /** Nobody is told of anything any more. */
  stop(): void;
  /**
   * For whoever reads: under which name replicas share it. Listens under it; returns another replica's answer that was heard
   * of under this name, where it is news.
   */
  begin(name: string): SharedAnswer | null;
  /** The read has ended; null where it did not bring an answer. */
  finish(seen: Seen | null): void;
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
  /** Under the name that is listened to now: under another one it answers another request. */
  let offer: SharedAnswer | null = null;
  let isReading = false;
  const isNews = ({ id, askedAtMs }: SharedAnswer): boolean =>
    id !== last?.id && askedAtMs >= notBeforeMs && (last === null || askedAtMs > last.askedAtMs);
  /** Whoever reads will see for himself. */
  const tell = (): void => {
    if (!isReading && offer && isNews(offer)) onNews();
  };
  const ear = createEar(turns, (left) => {
    offer = left && decodeAnswer(left, now());
    tell();
  });
  return {
    isNews,
    changed: () => {
      notBeforeMs = now() - hintSpreadMs;
    },
    stop: () => {
      ear.stop();
      offer = null;
    },
    begin: (name) => {
      isReading = true;
      if (ear.turnTo(name)) offer = null;
      return offer && isNews(offer) ? offer : null;
    },
    finish: (seen) => {
      isReading = false;
      last = seen ?? last;
      tell();
    },
  };
}

/** Hears what is left under the last name that it was given, and tries again where that failed. */
function createEar(
  turns: Pick<Turns, 'listen' | 'look'>,
  onLeft: (left: Left | null) => void,
): {
  /** Whether that is another name than before. */
  turnTo(name: string): boolean;
  /** Nothing is heard any more, whatever name comes later: a read may have been on its way. */
  stop(): void;
} {
  let name: string | null = null;
  let current: { unlisten: () => void } | null = null;
  let isStopped = false;
  const leave = (): void => {
    current?.unlisten();
    current = null;
  };
  const listen = (to: string): void => {
    const mine = { unlisten: () => {} };
    current = mine;
    const look = async (): Promise<void> => {
      const left = await turns.look(to).catch(() => null);
      if (current === mine) onLeft(left);
    };
    turns
      .listen(to, () => {
        if (current === mine) void look();
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
  };
  return {
    turnTo: (to) => {
      if (isStopped) return false;
      const isOther = to !== name;
      name = to;
      if (isOther) leave();
      if (!current) listen(to);
      return isOther;
    },
    stop: () => {
      isStopped = true;
      leave();
    },
  };
}
