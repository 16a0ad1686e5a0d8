/**
 * The public keys of a token issuer, read from its address when they are needed. Owns that reading takes bounded time
 * and memory, that a broken issuer is not asked for every request, and that keys once read outlast its outages.
 */

import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { GatewayOverloaded } from '#src/errors.ts';

/** Longest duration of one reading. */
const timeoutMs = 5_000;
/** A set of a hundred keys is a tenth of it. */
const maxBytes = 512 * 1024;
/** After a reading that failed nobody asks again for so long. */
const restMs = 5_000;
/** So long the last keys are good if no newer ones can be read; a key that was withdrawn is, too. */
const outageMs = 3_600_000;

/** Rejects with `GatewayOverloaded` where the keys cannot be read, otherwise as `createRemoteJWKSet` does. */
export function createKeySet(url: URL, now: () => number): JWTVerifyGetKey {
  let readAtMs = Number.NEGATIVE_INFINITY;
  let failure: { readonly cause: unknown; readonly atMs: number } | null = null;
  const remote = createRemoteJWKSet(url, {
    timeoutDuration: timeoutMs,
    [customFetch]: async (href, options) => {
      if (failure && now() < failure.atMs + restMs) throw failure.cause;
      try {
        const keys = await readBounded(await fetch(href, options));
        [readAtMs, failure] = [now(), null];
        return keys;
      } catch (cause) {
        failure = { cause, atMs: now() };
        throw cause;
      }
    },
  });
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (cause) {
      if (!isOfKeySet(cause)) throw cause;
      const unreadable = new GatewayOverloaded(
        'The gateway cannot check tokens right now, because it cannot read the keys of their issuer',
        restMs,
        { cause },
      );
      const last = now() < readAtMs + outageMs ? remote.jwks() : undefined;
      if (!last) throw unreadable;
      // A key that is not among the last ones may be among the newest.
      return createLocalJWKSet(last)(header, token).catch(() => Promise.reject(unreadable));
    }
  };
}

/** A whole answer with status 200 and a list of keys; jose would read an answer of any length. */
async function readBounded(response: Response): Promise<Response> {
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`The key set was answered with status ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`The key set has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  const set: unknown = JSON.parse(text);
  if (typeof set === 'object' && set && 'keys' in set && Array.isArray(set.keys)) return new Response(text);
  throw new Error('The key set has no list of keys');
}

/** Whether the key set is to blame. What is wrong with a token, jose says with another of its errors. */
function isOfKeySet(error: unknown): boolean {
  return (
    !(error instanceof errors.JOSEError) ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    // jose has no class for what is wrong with an answer.
    error.code === errors.JOSEError.code
  );
}
