/** Waits for what others may wait for as well, for as long as one signal lasts. Ends nothing but the waiting. */

/**
 * As the promise; rejects as soon as the signal is aborted.
 *
 * @param leave called once at the abort; what it returns is rejected with
 */
export async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  leave: () => unknown = () => signal.reason,
): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(leave());
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
