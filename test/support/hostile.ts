/** Requests that ask for more than a client may: each is refused before any backend is asked. */

import { getIntrospectionQuery } from 'graphql';

/** A request to `/graphql`. */
export interface HostileRequest {
  readonly method: 'GET' | 'POST';
  /** Added to the path: `?query=…`. */
  readonly search: string;
  /** Null for none. */
  readonly body: string | null;
}

export const createMutation = 'mutation { createSetDesign(input: { name: "x" }) { userErrors { message } } }';

/** The same `count` times, each with its number. */
export function times(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(' ');
}

/** Fields nested so many levels deep. */
export function nested(levels: number): string {
  return `${'{ job '.repeat(levels)}{ jobId }${' }'.repeat(levels)}`;
}

/** Fragments of which each spreads the next one twice. */
export function fragmentBomb(levels: number): string {
  const doubled = times(levels, (level) => `fragment F${level} on Job { ...F${level + 1} ...F${level + 1} }`);
  return `{ jobs { nodes { ...F0 } } } ${doubled} fragment F${levels} on Job { jobId }`;
}

/** By what they are; `suffix` makes each another text, so that nothing is remembered. */
export const hostileRequests = {
  '1,000 aliases': (suffix) => post(`{ ${times(1000, (n) => `a${n}: __typename`)} }${suffix}`),
  '10,000 directives': (suffix) =>
    post(`{ __typename ${times(10_000, () => '@include(if: true)')} }${suffix}`),
  '30 levels': (suffix) => post(nested(30) + suffix),
  'a document of 1 MB': (suffix) =>
    post(`{ ${times(1, () => `__typename #${'x'.repeat(1_000_000)}\n`)} }${suffix}`),
  '4,000 times the same field': (suffix) => post(`{ ${times(4000, () => '__typename')} }${suffix}`),
  'a fragment bomb': (suffix) => post(fragmentBomb(60) + suffix),
  'a billion rows': (suffix) => post(`{ jobs(first: 1000000000) { totalCount } }${suffix}`),
  'a batch': (suffix) => ({
    method: 'POST',
    search: '',
    body: JSON.stringify(Array.from({ length: 10 }, () => ({ query: `{ jobs { totalCount } }${suffix}` }))),
  }),
  'a mutation by GET': (suffix) => ({
    method: 'GET',
    search: `?query=${encodeURIComponent(createMutation + suffix)}`,
    body: null,
  }),
  introspection: (suffix) => post(getIntrospectionQuery() + suffix),
  'an unknown hash': (suffix) => ({
    method: 'POST',
    search: '',
    body: JSON.stringify({
      extensions: { persistedQuery: { version: 1, sha256Hash: 'ab'.repeat(32) } },
      operationName: suffix.trim() || undefined,
    }),
  }),
} satisfies Readonly<Record<string, (suffix: string) => HostileRequest>>;

function post(query: string): HostileRequest {
  return { method: 'POST', search: '', body: JSON.stringify({ query }) };
}
