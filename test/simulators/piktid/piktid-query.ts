/**
 * Reads PiktID's parameters and collects every problem before anything is answered (P-01). Owns the error
 * envelope. What a parameter selects is decided elsewhere.
 */

import type { Answer } from '#test/simulators/kit-types.ts';
import { parseMicros } from './piktid-times.ts';

/** One entry of `detail`. */
export interface PiktidProblem {
  readonly field: string | null;
  readonly message: string;
  readonly position: 'query' | 'path' | 'json';
}

/** P-01: all problems at once. */
export function invalidRequest(problems: readonly PiktidProblem[]): Answer {
  return { kind: 'json', status: 400, body: { error: 'Invalid request', detail: problems } };
}

/** P-16, P-18: these answers have no body. */
export function emptyAnswer(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { kind: 'empty', status, headers };
}

interface IntegerBounds {
  readonly fallback: number;
  readonly min?: number;
  readonly max?: number;
}

/** Reads one request's query. A reader returns the fallback and notes a problem where a value is wrong. */
export interface QueryReader {
  readonly problems: readonly PiktidProblem[];
  integer(field: string, bounds: IntegerBounds): number;
  /** Null where it is absent. */
  optionalInteger(field: string): number | null;
  /** P-04: an empty text counts as absent. */
  text(field: string): string | null;
  /** P-07: every value of a repeated key; null where there is none. */
  texts(field: string): readonly string[] | null;
  word<Word extends string>(field: string, words: readonly Word[], fallback: Word): Word;
  optionalWord<Word extends string>(field: string, words: readonly Word[]): Word | null;
  /** P-11: trimmed, lower case, comma separated; each must be one of `words`. */
  tags(field: string, words: readonly string[]): readonly string[];
  /** P-12: microseconds since 1970. */
  instant(field: string): number | null;
}

export function createQueryReader(query: URLSearchParams): QueryReader {
  const problems: PiktidProblem[] = [];
  const note = (field: string, message: string): void => {
    problems.push({ field, message, position: 'query' });
  };
  const text = (field: string): string | null => query.get(field) || null;
  const integerOf = (field: string, given: string): number | null => {
    const value = parseInteger(given);
    if (value === null) note(field, notAnInteger);
    return value;
  };
  return {
    problems,
    text,
    integer: (field, { fallback, min, max }) => {
      const given = query.get(field);
      if (given === null) return fallback;
      const value = integerOf(field, given) ?? fallback;
      if (min !== undefined && value < min) note(field, `Input should be greater than or equal to ${min}`);
      if (max !== undefined && value > max) note(field, `Input should be less than or equal to ${max}`);
      return value;
    },
    optionalInteger: (field) => {
      const given = text(field);
      return given === null ? null : integerOf(field, given);
    },
    texts: (field) => {
      const given = query.getAll(field).filter((value) => value !== '');
      return given.length === 0 ? null : given;
    },
    word: (field, words, fallback) => {
      const given = query.get(field) ?? fallback;
      const known = words.find((word) => word === given);
      if (known === undefined) note(field, expected(words));
      return known ?? fallback;
    },
    optionalWord: (field, words) => {
      const given = text(field);
      const known = words.find((word) => word === given) ?? null;
      if (given !== null && known === null) note(field, expected(words));
      return known;
    },
    tags: (field, words) => {
      const parts = (query.get(field) ?? '').split(',').map((part) => part.trim().toLowerCase());
      const tags = parts.filter((part) => part !== '');
      for (const tag of tags) if (!words.includes(tag)) note(field, `'${tag}': ${expected(words)}`);
      return tags;
    },
    instant: (field) => {
      const given = text(field);
      const micros = given === null ? null : parseMicros(given);
      if (given !== null && micros === null) note(field, 'Input should be a valid ISO 8601 datetime');
      return micros;
    },
  };
}

export const notAnInteger = 'Input should be a valid integer, unable to parse string as an integer';

/** A whole number in decimal digits, or null. */
export function parseInteger(text: string): number | null {
  return /^[+-]?\d+$/.test(text) ? Number(text) : null;
}

/** `Input should be 'a', 'b' or 'c'`. */
function expected(words: readonly string[]): string {
  const quoted = words.map((word) => `'${word}'`);
  return `Input should be ${[quoted.slice(0, -1).join(', '), ...quoted.slice(-1)].filter(Boolean).join(' or ')}`;
}
