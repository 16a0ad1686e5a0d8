/** Yoga with its plugins. Owns their order; each plugin is a file of its own. */

import { createYoga } from 'graphql-yoga';
import type { Config } from '#src/config/config.ts';
import type { GraphContext } from '#src/graph/context.ts';
import { buildSchema } from '#src/graph/schema.ts';
import { toClientError } from './client-errors.ts';
import { createDocumentCaches } from './document-cache.ts';
import { createGate } from './gate.ts';
import { findIntrospection } from './hidden-schema.ts';
import type { Log } from './log.ts';
import { operationOf } from './operation.ts';
import { createPersistedOperations, type RegisteredOperations } from './persisted-operations.ts';
import { createReleaseBuffers } from './release-buffers.ts';
import { requestIdOf } from './request-id.ts';
import type { RequestListener } from './request-listener.ts';
import type { Upstreams } from './upstreams.ts';
import { useArgumentFaults } from './use-argument-faults.ts';
import { useDocumentLimits } from './use-document-limits.ts';
import { useGate } from './use-gate.ts';
import { useHiddenSchema } from './use-hidden-schema.ts';
import { useLingering } from './use-lingering.ts';
import { usePersistedOperations } from './use-persisted-operations.ts';
import { useRequestShape } from './use-request-shape.ts';
import { type NodeContext, useUploads } from './use-uploads.ts';
import { useWarnings } from './use-warnings.ts';

/** Longest time in which a client sends nothing of an upload, in milliseconds. */
const bodySilenceMs = 30_000;
/** For what clients still send after their answer; the times are those of nginx. */
const patience = { silenceMs: 5_000, totalMs: 30_000 };

export function createGraphqlHandler(options: {
  readonly config: Config;
  readonly upstreams: Upstreams;
  readonly log: Log;
  readonly registered: RegisteredOperations;
  readonly now: () => number;
}): RequestListener {
  const { config, upstreams, registered, log, now } = options;
  const { timeoutMs, allowIntrospection, persistedOnly } = config.operations;
  const report = (error: unknown): void => {
    log.error({ err: error }, 'an operation failed in a way that nobody foresaw');
  };
  const yoga = createYoga<NodeContext>({
    schema: buildSchema(),
    context: ({ request }): GraphContext => {
      const requestId = requestIdOf(request.headers);
      const operation = operationOf(request, { requestId, timeoutMs, nowMs: now() });
      const fresh = () => ({ ...upstreams.loadersFor(operation), warnings: [] });
      return {
        ...fresh(),
        fresh,
        live: upstreams.watching.liveFor(operation),
        writes: upstreams.writesFor(operation),
      };
    },
    graphiql: false,
    // Pages of other origins may not read answers with a visitor's credentials.
    cors: false,
    plugins: [
      useGate(createGate(config.gate)),
      useUploads({
        ...config.uploads,
        silenceMs: bodySilenceMs,
        release: createReleaseBuffers(),
      }),
      useLingering(patience),
      useRequestShape(),
      usePersistedOperations(createPersistedOperations({ registered, locked: persistedOnly })),
      useDocumentLimits(allowIntrospection ? undefined : findIntrospection),
      allowIntrospection ? {} : useHiddenSchema(),
      useArgumentFaults(),
      useWarnings(),
    ],
    parserAndValidationCache: createDocumentCaches(),
    maskedErrors: { maskError: (error) => toClientError(error, report) },
    landingPage: false,
    logging: false,
    multipart: false,
  });
  return (request, response) => {
    // Yoga answers some requests at once and returns no promise then.
    Promise.try(() => yoga.handle(request, response)).catch((error: unknown) => {
      report(error);
      response.destroy();
    });
  };
}
