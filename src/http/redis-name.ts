/**
 * Names in a Redis that others may use too. The version changes with the meaning of what is kept, so that gateways of two
 * versions beside each other share nothing that one of them misreads.
 */

const prefix = 'atelier:v1';

export function redisName(...parts: readonly string[]): string {
  return [prefix, ...parts].join(':');
}
