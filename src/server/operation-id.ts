/**
 * How clients name an operation instead of sending it. Pure. Taken are `extensions.persistedQuery` (Apollo Client, urql),
 * `documentId` (GraphQL over HTTP, the client preset of codegen), and what Relay's network layers call `doc_id` or `id`.
 */

import { refuseRequest } from './refuse-request.ts';

/** The name of an operation. */
export interface OperationId {
  /** `automatic` where the client sends the whole document as soon as it is told that nobody knows the hash. */
  readonly kind: 'automatic' | 'registered';
  /** Without `sha256:`; a SHA-256 in lower case. */
  readonly id: string;
}

const parameters = ['documentId', 'doc_id', 'id'] as const;
const sha256Pattern = /^[\da-f]{64}$/i;

/**
 * The name that a request has for its operation; null where it has none.
 *
 * @param params the body, or what was read from the address
 * @param search the query string of the address, which names operations in GET requests
 * @throws GraphQLError for a name of another kind
 */
export function readOperationId(
  params: Readonly<Record<string, unknown>>,
  search: URLSearchParams | null,
): OperationId | null {
  const extension = memberOf(params['extensions'], 'persistedQuery');
  if (extension != null) return readExtension(extension);
  for (const name of parameters) {
    const value = params[name] ?? search?.get(name);
    if (value == null) continue;
    if (typeof value !== 'string' || value === '')
      throw refuseRequest(`\`${name}\` must be text that is not empty`);
    return { kind: 'registered', id: normalizeId(value) };
  }
  return null;
}

/** An id as it is compared: a SHA-256 can be written in several ways. */
export function normalizeId(id: string): string {
  const bare = id.replace(/^sha256:/i, '');
  return isSha256(bare) ? bare.toLowerCase() : id;
}

export function isSha256(id: string): boolean {
  return sha256Pattern.test(id);
}

/** The parameters without the name of the operation. */
export function withoutOperationId(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !isParameter(name)));
}

function isParameter(name: string): boolean {
  return (parameters as readonly string[]).includes(name);
}

function readExtension(extension: unknown): OperationId {
  const hash = memberOf(extension, 'sha256Hash');
  if (memberOf(extension, 'version') !== 1 || typeof hash !== 'string' || !isSha256(hash)) {
    throw refuseRequest('`extensions.persistedQuery` must have `version` 1 and a SHA-256 as `sha256Hash`');
  }
  return { kind: 'automatic', id: hash.toLowerCase() };
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
