import { parseConfig } from '#src/config/config.ts';
import type { Environment } from '#src/config/env.ts';
import { ConfigError } from '#src/config/faults.ts';

/** What is wrong with an environment; nothing, if it can be used. */
export function faultsOf(env: Environment): readonly string[] {
  try {
    parseConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}
