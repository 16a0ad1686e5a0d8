/**
 * What one subscriber has not taken yet: the newest state only, and how it ends. A slow subscriber skips states and
 * never costs more memory. Knows nothing of where states come from.
 */

/** The subscriber's end of it; begins when it is first asked for a state. */
export interface Mailbox<State> extends AsyncIterableIterator<State, undefined> {
  /** Replaces what was not taken yet. */
  put(state: State): void;
  /** Ends after what was not taken yet: with this failure where there is one. */
  end(failure?: unknown): void;
}

type Ending =
  | { readonly kind: 'open' }
  | { readonly kind: 'failed'; readonly failure: unknown }
  | { readonly kind: 'over' };

/**
 * @param hooks.begun called once, when the first state is asked for
 * @param hooks.left called once, when a subscriber that has begun wants no more
 * @param signal ends it, as a subscriber that leaves does
 */
export function createMailbox<State>(
  hooks: { readonly begun: () => void; readonly left: () => void },
  signal: AbortSignal,
): Mailbox<State> {
  let newest: { readonly state: State } | null = null;
  let ending: Ending = { kind: 'open' };
  let hasBegun = false;
  let news = Promise.withResolvers<void>();
  const tell = (): void => {
    news.resolve();
    news = Promise.withResolvers<void>();
  };
  const end = (next: Ending): void => {
    if (ending.kind !== 'open') return;
    ending = next;
    signal.removeEventListener('abort', leave);
    tell();
  };
  const leave = (): void => {
    newest = null;
    const wasWatching = hasBegun && ending.kind === 'open';
    end({ kind: 'over' });
    if (wasWatching) hooks.left();
  };
  const begin = (): void => {
    if (hasBegun) return;
    hasBegun = true;
    if (signal.aborted) end({ kind: 'over' });
    if (ending.kind !== 'open') return;
    signal.addEventListener('abort', leave);
    hooks.begun();
  };
  const mailbox: Mailbox<State> = {
    put: (state) => {
      if (ending.kind !== 'open') return;
      newest = { state };
      tell();
    },
    end: (failure) => end(failure === undefined ? { kind: 'over' } : { kind: 'failed', failure }),
    next: async () => {
      begin();
      for (;;) {
        const taken = newest;
        newest = null;
        if (taken) return { done: false, value: taken.state };
        if (ending.kind === 'failed') {
          const { failure } = ending;
          ending = { kind: 'over' };
          throw failure;
        }
        if (ending.kind === 'over') return { done: true, value: undefined };
        await news.promise;
      }
    },
    return: () => {
      leave();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]: () => mailbox,
  };
  return mailbox;
}
