/**
 * The Yoga plugin for operations that bring a file. Yoga's own way would hold the file in memory, and its limit of
 * bodies counts all bytes: requests with files are taken from both.
 */

import type { IncomingMessage } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { Incoming } from './incoming.ts';
import type { Work } from './load-shedding.ts';
import { type MultipartRequest, readMultipartRequest, type UploadLimits } from './multipart-request.ts';
import type { RequestBody } from './request-body.ts';

/** What `yoga.handle(request, response)` makes known to plugins. */
export interface NodeContext {
  readonly req: IncomingMessage;
  readonly incoming: Incoming;
  readonly work: Work;
  readonly body: RequestBody;
}

export function useUploads(limits: UploadLimits): Plugin<object, NodeContext> {
  const reading = new WeakMap<IncomingMessage, MultipartRequest>();
  return {
    onRequest: ({ request, setRequest, fetchAPI }) => {
      if (!isMultipart(request)) return;
      const headers = new fetchAPI.Headers(request.headers);
      headers.delete('content-length');
      setRequest(
        new fetchAPI.Request(request.url, { method: request.method, headers, signal: request.signal }),
      );
    },
    onRequestParse: ({ request, serverContext: { req }, setRequestParser }) => {
      if (!isMultipart(request)) return;
      setRequestParser(() => {
        const multipart = readMultipartRequest(req, limits);
        reading.set(req, multipart);
        return multipart.params;
      });
    },
    // Whoever read the file is done with it, and nobody else will.
    onResponse: ({ serverContext: { req } }) => reading.get(req)?.stop(),
  };
}

function isMultipart({ method, headers }: Request): boolean {
  return method === 'POST' && /^multipart\/form-data\b/i.test(headers.get('content-type') ?? '');
}
