/**
 * Faults as one line of text, for a command line: `piktid status=503 path=/assets times=2`. Owns the words and what they
 * mean; switches nothing on.
 */

import type { Fault, FaultEffect } from '#test/simulators/simulator.ts';
import { type SimulatorName, simulatorNames } from '#test/simulators/start.ts';

/** Which backends, and what goes wrong there. */
export interface PlacedFault {
  readonly upstreams: readonly SimulatorName[];
  readonly fault: Fault;
}

/** One kind of fault, as it is written and explained. */
interface FaultWord {
  /** What stands behind the equals sign; null where there is none. */
  readonly value: string | null;
  readonly about: string;
  readonly example: string;
  /** Throws for a value that it cannot be. */
  effect(value: string): FaultEffect;
}

/** Every kind of fault, by its word. */
export const faultWords: Readonly<Record<string, FaultWord>> = {
  delay: {
    value: 'MS',
    about: 'answers so many milliseconds later',
    example: 'sartiq delay=800',
    effect: (value) => ({ kind: 'delay', ms: wholeNumber(value, 0, 600_000) }),
  },
  status: {
    value: 'CODE',
    about: "answers this status with the backend's own error body; retry-after=SECONDS goes with it",
    example: 'piktid status=429 retry-after=30',
    effect: (value) => ({ kind: 'status', status: wholeNumber(value, 400, 599) }),
  },
  hang: {
    value: null,
    about: 'takes the request and never answers',
    example: 'acusight hang path=/data/images',
    effect: () => ({ kind: 'hang' }),
  },
  reset: {
    value: null,
    about: 'closes the connection before any answer, as a backend that is down',
    example: 'all reset',
    effect: () => ({ kind: 'reset' }),
  },
  'broken-json': {
    value: null,
    about: 'answers with a body that is no JSON',
    example: 'piktid broken-json times=1',
    effect: () => ({ kind: 'broken-json' }),
  },
  'cut-body': {
    value: null,
    about: 'sends half of the answer and closes',
    example: 'sartiq cut-body method=GET',
    effect: () => ({ kind: 'cut-body' }),
  },
  'slow-drip': {
    value: 'MS',
    about: 'sends the answer eight bytes at a time, so many milliseconds apart',
    example: 'acusight slow-drip=5',
    effect: (value) => ({ kind: 'slow-drip', ms: wholeNumber(value, 0, 600_000) }),
  },
  'content-type': {
    value: 'TYPE',
    about: 'sends the right body under another content type',
    example: 'piktid content-type=text/html',
    effect: (value) => ({ kind: 'content-type', value: someText(value) }),
  },
  'huge-body': {
    value: 'BYTES',
    about: 'pads the answer with white space up to this size',
    example: 'acusight huge-body=40000000',
    effect: (value) => ({ kind: 'huge-body', bytes: wholeNumber(value, 1, 1_000_000_000) }),
  },
  without: {
    value: 'FIELD',
    about: 'leaves this field out of every row, so that rows break their contract',
    example: 'piktid without=job_status path=/gallery/by-job',
    effect: (value) => ({ kind: 'rewrite', body: withoutField(someText(value)) }),
  },
};

/** What says which requests are meant, and how many. */
export const targetWords = {
  method: 'only requests with this method: method=POST',
  path: 'only this path, * for any text: path=/jobs/*',
  times: 'only so many requests, then it is over: times=2',
} as const;

/** @throws Error that says what is wrong with the text and what is known */
export function parseFault(text: string): PlacedFault {
  const [place = '', ...words] = text.trim().split(/\s+/);
  const upstreams = place === 'all' ? simulatorNames : simulatorNames.filter((name) => name === place);
  if (upstreams.length === 0)
    throw wrong(text, `there is no backend "${place}"; known: ${simulatorNames.join(', ')}, all`);
  const pairs = words.map((word) => {
    const at = word.indexOf('=');
    return at < 0 ? { name: word, value: null } : { name: word.slice(0, at), value: word.slice(at + 1) };
  });
  const [kind, ...others] = pairs;
  const known = kind && Object.hasOwn(faultWords, kind.name) ? faultWords[kind.name] : undefined;
  if (!kind || !known)
    throw wrong(
      text,
      `there is no fault "${kind?.name ?? ''}"; known: ${Object.keys(faultWords).join(', ')}`,
    );
  try {
    if ((kind.value === null) !== (known.value === null)) throw new Error('');
    const effect = known.effect(kind.value ?? '');
    return { upstreams, fault: others.reduce<Fault>(withWord, effect) };
  } catch (cause) {
    const reason = cause instanceof Error && cause.message !== '' ? `${cause.message}; ` : '';
    const form = known.value === null ? kind.name : `${kind.name}=${known.value}`;
    throw wrong(text, `${reason}it is written ${form}, for example \`${known.example}\``);
  }
}

/** The fault with one more word about the requests that are meant. */
function withWord(
  fault: Fault,
  { name, value }: { readonly name: string; readonly value: string | null },
): Fault {
  switch (name) {
    case 'method':
      return { ...fault, method: someText(value ?? '') };
    case 'path':
      return { ...fault, path: pathPattern(someText(value ?? '')) };
    case 'times':
      return { ...fault, times: wholeNumber(value ?? '', 1, 1_000_000_000) };
    case 'retry-after':
      if (fault.kind !== 'status') throw new Error('retry-after goes with status only');
      return { ...fault, headers: { 'retry-after': String(wholeNumber(value ?? '', 0, 86_400)) } };
    default:
      throw new Error(`there is no word "${name}"; known: ${Object.keys(targetWords).join(', ')}`);
  }
}

function pathPattern(path: string): string | RegExp {
  if (!path.includes('*')) return path;
  const parts = path.split('*').map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join('.*')}$`);
}

/** Rows lie at any depth, in lists and in envelopes. */
function withoutField(field: string): (body: unknown) => unknown {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, inner]) => (name === field ? [] : [[name, strip(inner)]])),
    );
  };
  return strip;
}

function wholeNumber(text: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most)
    throw new Error(`"${text}" is no whole number from ${least} to ${most}`);
  return number;
}

function someText(text: string): string {
  if (text === '') throw new Error('a value is missing');
  return text;
}

function wrong(text: string, reason: string): Error {
  return new Error(`the fault "${text}" is wrong: ${reason}`);
}
