/** Which values of a configuration nobody may see. */

import type { Config } from './config.ts';

/** Every secret of the gateway itself; callers' tokens are not part of its configuration. */
export function secretsOf({ upstreams, gate, redisUrl, tracing }: Config): string[] {
  const accounts = Object.values(upstreams).map(({ account }) => {
    if (account === null) return '';
    return account.kind === 'token' ? account.token : account.password;
  });
  const keys = gate.kind === 'api-keys' ? gate.keys : [];
  const redis = redisUrl ? [redisUrl.password, safelyDecoded(redisUrl.password)] : [];
  // What stands behind `Bearer` or `Basic` is as secret by itself.
  const headers = Object.values(tracing?.headers ?? {}).flatMap((value) => [
    value,
    ...value.split(' ').slice(1),
  ]);
  return [...accounts, ...keys, ...redis, ...headers].filter((secret) => secret !== '');
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
