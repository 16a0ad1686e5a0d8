/**
 * Lets any number of subscribers watch the same thing through one source: the first one starts it, the last one that
 * leaves stops it, and whoever comes later gets the latest state at once. Knows no upstream; see `poller.ts`.
 */

import { createMailbox, type Mailbox } from './mailbox.ts';

/** Where a source puts what it sees. A source that has ended must not be heard again. */
export interface FeedSink<State, Interest> {
  /** Passes a state on to every subscriber that it serves. */
  publish(state: State): void;
  /** Ends the feed for all after what was published: with this failure where there is one. Stops the source. */
  end(failure?: unknown): void;
  /** What the present subscribers want. */
  interests(): readonly Interest[];
}

/** Something that is watched for a feed. */
export interface FeedSource<Interest> {
  /** Somebody came later, whom the latest state does not serve or before there was one. */
  joined(interest: Interest): void;
  /** Nobody listens any more: everything that is under way ends at once. */
  stop(): void;
}

/** One thing, watched by one caller. */
export interface FeedKey<State, Interest> {
  /** Equal for whoever may share the source. */
  readonly key: string;
  /** Starts watching for the first subscriber. Publishes and ends later only. */
  readonly start: (sink: FeedSink<State, Interest>) => FeedSource<Interest>;
}

export interface LiveFeeds<State, Interest> {
  /** The states from now on; nothing is asked before the first one is wanted. Leaves with the signal. */
  subscribe(
    feed: FeedKey<State, Interest>,
    interest: Interest,
    signal: AbortSignal,
  ): AsyncIterableIterator<State, undefined>;
  /** Ends all subscriptions, and those that come later at once. */
  close(): void;
}

interface Feed<State, Interest> {
  readonly subscribers: Map<Mailbox<State>, Interest>;
  readonly source: FeedSource<Interest>;
  latest: { readonly state: State } | null;
  readonly end: (failure?: unknown) => void;
}

/** @param serves whether a state has what a subscriber wants */
export function createLiveFeeds<State, Interest>(
  serves: (state: State, interest: Interest) => boolean,
): LiveFeeds<State, Interest> {
  const feeds = new Map<string, Feed<State, Interest>>();
  let isClosed = false;
  const join = (key: FeedKey<State, Interest>, mailbox: Mailbox<State>, interest: Interest) => {
    const running = feeds.get(key.key);
    if (!running) return startFeed(key, { feeds, serves }, new Map([[mailbox, interest]]));
    running.subscribers.set(mailbox, interest);
    if (running.latest && serves(running.latest.state, interest)) mailbox.put(running.latest.state);
    else running.source.joined(interest);
    return running;
  };
  return {
    subscribe: (key, interest, signal) => {
      let joined: Feed<State, Interest> | null = null;
      const begun = (): void => {
        if (isClosed) mailbox.end();
        else joined = join(key, mailbox, interest);
      };
      const left = (): void => {
        joined?.subscribers.delete(mailbox);
        if (joined?.subscribers.size === 0) joined.end();
      };
      const mailbox = createMailbox<State>({ begun, left }, signal);
      return mailbox;
    },
    close: () => {
      isClosed = true;
      for (const feed of [...feeds.values()]) feed.end();
    },
  };
}

function startFeed<State, Interest>(
  { key, start }: FeedKey<State, Interest>,
  {
    feeds,
    serves,
  }: {
    readonly feeds: Map<string, Feed<State, Interest>>;
    readonly serves: (state: State, interest: Interest) => boolean;
  },
  subscribers: Map<Mailbox<State>, Interest>,
): Feed<State, Interest> {
  const publish = (state: State): void => {
    feed.latest = { state };
    for (const [mailbox, interest] of subscribers) if (serves(state, interest)) mailbox.put(state);
  };
  const end = (failure?: unknown): void => {
    if (feeds.get(key) !== feed) return;
    feeds.delete(key);
    feed.source.stop();
    for (const mailbox of subscribers.keys()) mailbox.end(failure);
  };
  const source = start({ publish, end, interests: () => [...subscribers.values()] });
  const feed: Feed<State, Interest> = { subscribers, source, latest: null, end };
  feeds.set(key, feed);
  return feed;
}
