/**
 * The Yoga plugin for operations that bring a file. Yoga's own way would hold the file in memory, and its limit of
 * bodies counts all bytes: requests with files are taken from both.
 */

import type { IncomingMessage } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import { type MultipartRequest, readMultipartRequest, type UploadLimits } from './multipart-request.ts';
import type { NodeContext } from './node-context.ts';
import { isMultipartType } from './request-body.ts';

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
  return method === 'POST' && isMultipartType(headers.get('content-type'));
}
