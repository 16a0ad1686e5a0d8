/** What the values of variables may be. */

import { z } from 'zod';
import { bareToken } from '#src/http/authorization.ts';
import type { ValueKind } from './faults.ts';

export const token: ValueKind<string> = {
  schema: z.string().regex(bareToken),
  mustBe: 'one word of visible ASCII, without `Bearer`',
};

export const port: ValueKind<number> = {
  schema: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.int().max(65_535)),
  mustBe: 'a number from 0 to 65535',
};

export const byteCount = wholeNumber({ of: 'bytes', min: 1 });
export const byteCountOrNone = wholeNumber({ of: 'bytes', min: 0 });
/** What a timer of Node can hold. */
const longestMs = 2 ** 31 - 1;
export const milliseconds = wholeNumber({ of: 'milliseconds', min: 1, max: longestMs });
export const millisecondsOrNone = wholeNumber({ of: 'milliseconds', min: 0, max: longestMs });
export const count = wholeNumber({ min: 1 });
export const countOrNone = wholeNumber({ min: 0 });

export const httpUrl: ValueKind<URL> = {
  schema: z
    .url({ protocol: /^https?$/ })
    .transform((text) => new URL(text))
    .refine(({ username, password, search, hash }) => username + password + search + hash === ''),
  mustBe: 'an http or https URL without user, query or fragment',
};

export const redisUrl: ValueKind<URL> = {
  schema: z.url({ protocol: /^rediss?$/ }).transform((text) => new URL(text)),
  mustBe: 'a redis or rediss URL',
};

export const keyList: ValueKind<string[]> = {
  schema: list(z.string().min(16).regex(bareToken)),
  mustBe: 'keys of at least 16 characters without blanks, separated by commas',
};

export const originList: ValueKind<string[]> = {
  schema: list(z.string().refine(isOrigin)),
  mustBe: 'origins such as `https://studio.example`, separated by commas',
};

/** A word that can only be set to this. */
export function only<Word extends string>(word: Word): ValueKind<Word> {
  return { schema: z.literal(word) as z.ZodType<Word, string>, mustBe: `\`${word}\`, or not set` };
}

export const trueOrFalse: ValueKind<boolean> = {
  schema: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['true', 'false']))
    .transform((word) => word === 'true'),
  mustBe: '`true` or `false`',
};

/** A share of something. */
export const ratio: ValueKind<number> = {
  schema: z
    .string()
    .regex(/^\d*\.?\d+$/)
    .transform(Number)
    .pipe(z.number().max(1)),
  mustBe: 'a number from 0 to 1',
};

/** Pairs as OpenTelemetry writes them in one variable. */
export const keyValueList: ValueKind<Record<string, string>> = {
  schema: list(z.string().refine(isPair)).transform((pairs) => Object.fromEntries(pairs.map(readPair))),
  mustBe: 'pairs such as `name=value`, separated by commas, with percent-encoded values',
};

/** Headers in the same form, for requests whose body and connection are not theirs to say. */
export const headerList: ValueKind<Record<string, string>> = {
  schema: keyValueList.schema.refine((headers) => Object.keys(headers).every(isFreeHeader)),
  mustBe:
    'headers such as `name=value`, separated by commas, with percent-encoded values; none of the connection or the body',
};

/** One of these words. */
export function oneOf<Word extends string>(...words: readonly Word[]): ValueKind<Word> {
  return {
    schema: z.enum(words) as z.ZodType<Word, string>,
    mustBe: `one of ${words.map((word) => `\`${word}\``).join(', ')}`,
  };
}

function wholeNumber({
  of,
  min,
  max = Number.MAX_SAFE_INTEGER,
}: {
  readonly of?: string;
  readonly min: number;
  readonly max?: number;
}): ValueKind<number> {
  return {
    schema: z
      .string()
      .regex(/^\d{1,16}$/)
      .transform(Number)
      .pipe(z.int().min(min).max(max)),
    mustBe: `a whole number${of ? ` of ${of}` : ''}, at least ${min}`,
  };
}

function list(entry: z.ZodType<string, string>): z.ZodType<string[], string> {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(entry));
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}

function isFreeHeader(name: string): boolean {
  return /^[\w.-]+$/.test(name) && !boundHeader.test(name);
}

const boundHeader = /^(connection|content-\w+|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;

/** The value may become a header, so it must be visible text when it is decoded. */
function isPair(text: string): boolean {
  if (!/^[\w./-]+\s*=/.test(text)) return false;
  try {
    return /^[\x20-\x7e]*$/.test(readPair(text)[1]);
  } catch {
    return false;
  }
}

function readPair(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  return [text.slice(0, at).trim(), decodeURIComponent(text.slice(at + 1).trim())];
}
