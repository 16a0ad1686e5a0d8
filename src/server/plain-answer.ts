/**
 * The answer that nearly every operation gets: a result without errors, as one JSON text. Owns how it is sent, and which
 * results it is for; all others are answers that Yoga makes.
 */

import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';

export class PlainAnswer {
  readonly contentType: string;
  readonly text: string;

  constructor(result: ExecutionResult, mediaType: string) {
    this.contentType = `${mediaType}; charset=utf-8`;
    this.text = JSON.stringify(result);
  }

  send(response: ServerResponse): void {
    const length = Buffer.byteLength(this.text);
    response.writeHead(200, { 'content-type': this.contentType, 'content-length': length });
    response.end(this.text);
  }
}

/** By what clients accept; all that is not here is left to Yoga. */
const mediaTypes: Readonly<Record<string, string>> = {
  '*/*': 'application/json',
  'application/json': 'application/json',
  'application/graphql-response+json': 'application/graphql-response+json',
};

/** The media type of a plain answer to a client that accepts this; null where the answer is not plain. */
export function plainMediaType(result: unknown, accept: string | null): string | null {
  const isPlain =
    typeof result === 'object' &&
    result !== null &&
    'data' in result &&
    !('errors' in result) &&
    !('stringify' in result) &&
    !(Symbol.asyncIterator in result) &&
    !hasHttp(result as ExecutionResult);
  return isPlain ? (mediaTypes[accept ?? '*/*'] ?? null) : null;
}

/** Plugins may ask for a status or headers of their own. */
function hasHttp({ extensions }: ExecutionResult): boolean {
  return extensions !== undefined && 'http' in extensions;
}
