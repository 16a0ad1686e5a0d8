/**
 * A signal of one's own that also follows another one, for as long as something lasts. `AbortSignal.any` does the same, and
 * costs several times as much: it has to expect that nobody ever says when it is over.
 */

export interface FollowingAbort {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  /** It is over: the other signal is followed no more. */
  done(): void;
}

export function followAbort(followed: AbortSignal): FollowingAbort {
  const own = new AbortController();
  const follow = (): void => own.abort(followed.reason);
  if (followed.aborted) follow();
  else followed.addEventListener('abort', follow, { once: true });
  return {
    signal: own.signal,
    abort: (reason) => own.abort(reason),
    done: () => followed.removeEventListener('abort', follow),
  };
}
