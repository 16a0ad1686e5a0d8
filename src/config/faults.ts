/** Reads variables and collects what is wrong with them. Names variables in faults, never their values. */

import type { z } from 'zod';
import type { Environment, VariableName } from './env.ts';

/** The environment cannot be used; `faults` has one sentence for each thing that is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The environment has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}: ${faults.join('; ')}`,
    );
    this.faults = faults;
  }
}

export interface Reader {
  readonly env: Environment;
  /** The variable's value, or the fallback where it is not set; where it is wrong, notes a fault as well. */
  read<T>(name: VariableName, kind: ValueKind<T>, fallback: T): T;
  /** Notes a fault: one sentence. */
  fault(sentence: string): void;
}

/** A kind of value: how it is parsed, and what completes the sentence "NAME must be". */
export interface ValueKind<T> {
  readonly schema: z.ZodType<T, string>;
  readonly mustBe: string;
}

/** @param faults gets what is wrong */
export function createReader(env: Environment, faults: string[]): Reader {
  return {
    env,
    read: (name, { schema, mustBe }, fallback) => {
      const text = env[name];
      if (text === undefined) return fallback;
      const result = schema.safeParse(text);
      if (result.success) return result.data;
      faults.push(`${name} must be ${mustBe}`);
      return fallback;
    },
    fault: (sentence) => void faults.push(sentence),
  };
}
