/**
 * Which origins' pages may read answers, and what browsers are told about it. Sends headers only; that a page of
 * another origin may not cause anything is decided in `cross-site.ts`.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long browsers may remember a preflight, in seconds; more than Chromium does. */
const maxAgeSeconds = 7_200;

/** The gateway's own headers, and those that GraphQL clients and tracing add to requests. */
const requestHeaders = [
  'accept',
  'authorization',
  'cache-control',
  'content-type',
  'last-event-id',
  'x-request-id',
  'x-piktid-token',
  'x-sartiq-token',
  'x-acusight-token',
  'x-atelier-explain',
  'x-atelier-cost',
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'graphql-client-name',
  'graphql-client-version',
  'graphql-require-preflight',
  'x-apollo-operation-id',
  'x-apollo-operation-name',
  'x-graphql-event-stream-token',
  'x-requested-with',
  'baggage',
  'traceparent',
  'tracestate',
].join(', ');

/** What pages may read beside the body. */
const exposedHeaders = [
  'x-request-id',
  'retry-after',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'ratelimit-policy',
].join(', ');

/**
 * Sets the headers of an answer, and answers a preflight to its end.
 *
 * @returns whether the request is answered
 */
export function answerCors(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  corsOrigins: readonly string[],
): boolean {
  const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
  // Where it is allowed nowhere, the answer is the same for all.
  if (corsOrigins.length > 0) response.setHeader('vary', 'Origin');
  const { origin } = headers;
  if (origin !== undefined && corsOrigins.includes(origin)) {
    response.setHeader('access-control-allow-origin', origin);
    if (!isPreflight) response.setHeader('access-control-expose-headers', exposedHeaders);
    else {
      response.setHeader('access-control-allow-methods', 'GET, POST');
      response.setHeader('access-control-allow-headers', requestHeaders);
      response.setHeader('access-control-max-age', maxAgeSeconds);
    }
  }
  if (isPreflight) response.writeHead(204).end();
  return isPreflight;
}
