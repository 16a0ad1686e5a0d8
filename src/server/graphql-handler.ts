/** Yoga with its plugins. Owns their order; each plugin is a file of its own. */

import { useDeferStream } from '@graphql-yoga/plugin-defer-stream';
import { createYoga } from 'graphql-yoga';
import type { Redis } from 'ioredis';
import type { Config } from '#src/config/config.ts';
import type { GraphContext, Reads } from '#src/graph/context.ts';
import { buildSchema } from '#src/graph/schema.ts';
import type { Clock } from '#src/http/clock.ts';
import { createLedger } from '#src/http/ledger.ts';
import { answerWith } from './answer-with.ts';
import { toClientError } from './client-errors.ts';
import { createDocumentCaches } from './document-cache.ts';
import { createDocumentHashes } from './document-hash.ts';
import { createEdge } from './edge.ts';
import type { EndedOperation } from './ended-operation.ts';
import { createGate } from './gate.ts';
import { findIntrospection } from './hidden-schema.ts';
import type { Incomings } from './incoming.ts';
import type { LoadShedding } from './load-shedding.ts';
import type { Log } from './log.ts';
import type { NodeContext } from './node-context.ts';
import { nextEventOf, type Operation, operationOf } from './operation.ts';
import { logOperation } from './operation-log.ts';
import { payerOf } from './payer.ts';
import { createPersistedOperations, type RegisteredOperations } from './persisted-operations.ts';
import { createPlanner } from './planning.ts';
import { createRateLimit } from './rate-limit.ts';
import { createReleaseBuffers } from './release-buffers.ts';
import { type BudgetKeys, createRequestBudget } from './request-budget.ts';
import type { RequestListener } from './request-listener.ts';
import { createSharedDocuments } from './shared-documents.ts';
import type { Siblings } from './siblings.ts';
import type { Tracing } from './tracing.ts';
import type { Upstreams } from './upstreams.ts';
import { useArgumentFaults } from './use-argument-faults.ts';
import { useDocumentLimits } from './use-document-limits.ts';
import { useExpiry } from './use-expiry.ts';
import { useHiddenSchema } from './use-hidden-schema.ts';
import { useLingering } from './use-lingering.ts';
import { useLoadShedding } from './use-load-shedding.ts';
import { usePersistedOperations } from './use-persisted-operations.ts';
import { usePlainAnswers } from './use-plain-answers.ts';
import { usePlan } from './use-plan.ts';
import { useRequestIds } from './use-request-ids.ts';
import { useRequestShape } from './use-request-shape.ts';
import { createShapeExecution, type ShapeExecution, useShapeExecution } from './use-shape-execution.ts';
import { tracedPlanner, useTracing } from './use-tracing.ts';
import { useUploads } from './use-uploads.ts';
import { useWarnings } from './use-warnings.ts';
import { useWholeAnswers } from './use-whole-answers.ts';

/** Longest time in which a client sends nothing of an upload, in milliseconds. */
const bodySilenceMs = 30_000;
/** Longest time for the operation that an upload begins with, in milliseconds; as long as other bodies have. */
const uploadOperationMs = 30_000;
/** For what clients still send after their answer; the times are those of nginx. */
const patience = { silenceMs: 5_000, totalMs: 30_000 };

export function createGraphqlHandler(options: {
  readonly config: Config;
  readonly upstreams: Upstreams;
  readonly log: Log;
  readonly registered: RegisteredOperations;
  /** What replicas share; null where there is only this one. */
  readonly redis: Redis | null;
  /** What workers share; null, or absent, where there is only this process. */
  readonly siblings?: Pick<Siblings, 'counter'> | null;
  readonly clock: Pick<Clock, 'now' | 'schedule'>;
  readonly shedding: LoadShedding;
  readonly incomings: Incomings;
  /** Executes the queries that do not take the ordinary way; by their shapes if absent. */
  readonly execute?: ShapeExecution;
  /** Null, or absent, where nobody traces. */
  readonly tracing?: Tracing | null;
  /** Is told of every request when it is over, beside the log. */
  readonly onEnd?: (operation: EndedOperation) => void;
}): RequestListener {
  const { config, upstreams, registered, redis, log, clock, shedding, incomings, tracing = null } = options;
  const counted = { redis, siblings: options.siblings ?? null };
  const onEnd = (operation: EndedOperation): void => {
    logOperation(log, operation);
    options.onEnd?.(operation);
  };
  const { now } = clock;
  const { timeoutMs, maxRequests, requestsPerMinute, allowIntrospection, persistedOnly, federation } =
    config.operations;
  const report = (error: unknown): void => {
    log.error({ err: error }, 'an operation failed in a way that nobody foresaw');
  };
  const hashOf = createDocumentHashes();
  const maskError = (error: unknown) => toClientError(error, report);
  const yoga = createYoga<NodeContext>({
    schema: buildSchema(federation),
    context: ({ request, incoming }): GraphContext & { readonly budgetKeys: BudgetKeys } => {
      const { requestId, tally } = incoming;
      const ledger = createLedger(now, tally);
      const trace = incoming.trace?.asked ?? null;
      const operation = operationOf(request, { requestId, ledger, timeoutMs, nowMs: now(), trace });
      const readsOf = (part: Operation): Reads => ({
        ...upstreams.loadersFor(part),
        ledger: part.ledger ?? ledger,
        warnings: [],
      });
      return {
        ...readsOf(operation),
        freshReads: () => readsOf(operation),
        eventReads: () => {
          const event = { timeoutMs, nowMs: now(), trace: incoming.trace?.beginEvent() ?? null };
          return readsOf(nextEventOf(operation, event));
        },
        budgetKeys: (upstream) => payerOf(upstreams.credentialAt(upstream, operation), incoming),
        totals: upstreams.totalsFor(operation),
        live: upstreams.watching.liveFor({ ...operation, trace: incoming.trace?.watched ?? null }),
        writes: upstreams.writesFor(operation),
      };
    },
    graphiql: false,
    // Told before the gate is asked, see `edge.ts`.
    cors: false,
    // Read there, too.
    maxRequestBodySize: false,
    plugins: [
      tracing ? useTracing(hashOf) : {},
      useUploads({
        ...config.uploads,
        maxFieldBytes: config.edge.maxRequestBytes,
        silenceMs: bodySilenceMs,
        operationMs: uploadOperationMs,
        release: createReleaseBuffers(),
      }),
      useLingering(patience),
      useRequestShape(),
      federation === null ? useDeferStream() : {},
      usePersistedOperations(
        createPersistedOperations({ registered, locked: persistedOnly }),
        redis && createSharedDocuments(redis),
      ),
      useDocumentLimits(allowIntrospection ? undefined : findIntrospection),
      allowIntrospection ? {} : useHiddenSchema(),
      useArgumentFaults(),
      usePlan({
        planner: tracing ? tracedPlanner(createPlanner()) : createPlanner(),
        budget: createRequestBudget({ perMinute: requestsPerMinute, ...counted, now }),
        mostRequests: maxRequests,
        isShown: allowIntrospection,
        now,
      }),
      useShapeExecution(options.execute ?? createShapeExecution()),
      useWholeAnswers(),
      useLoadShedding(),
      useExpiry(clock),
      useWarnings(),
      useRequestIds(hashOf, maskError),
      usePlainAnswers(),
    ],
    parserAndValidationCache: createDocumentCaches(),
    maskedErrors: { maskError },
    landingPage: false,
    logging: false,
    multipart: false,
  });
  const gate = createGate(config.gate, now);
  const rateLimit = createRateLimit({ perMinute: config.edge.operationsPerMinute, ...counted });
  return createEdge(
    { config, gate, rateLimit, shedding, log, now, patience, onEnd, tracing },
    (request, response, context) => {
      const exchange = { response, context: { req: request, ...context } };
      const answer = () => answerWith(yoga, exchange, { report, patience });
      incomings.run(context.incoming, answer).catch((error: unknown) => {
        report(error);
        response.destroy();
      });
    },
  );
}
