/**
 * The Yoga plugin that puts the request's id into every error entry that a client gets, and notes what the log line of
 * the request says of its operation: kind, name, hash, and the codes of its errors.
 */

import { isAsyncIterable, mapAsyncIterator } from '@graphql-tools/utils';
import { type DocumentNode, type ExecutionResult, type GraphQLError, getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { ErrorCode } from '#src/errors.ts';
import { relocated } from './client-errors.ts';
import type { Incoming, KnownOperation } from './incoming.ts';
import type { NodeContext } from './node-context.ts';

/** Names are as long as clients like. */
const maxNameLength = 100;

/** A part of a result that has errors of its own: all of it, or what comes later. */
interface Part extends ExecutionResult {
  readonly incremental?: readonly Part[];
}

/** @param hashOf the SHA-256 of a document */
export function useRequestIds(hashOf: (document: DocumentNode) => string): Plugin<NodeContext, NodeContext> {
  return {
    onParse:
      () =>
      ({ result, context }) => {
        if (result instanceof Error || !result) return;
        const document = result as DocumentNode;
        const operation = describe(document, context.params?.operationName);
        context.incoming.operation = operation && { ...operation, documentHash: hashOf(document) };
      },
    onResultProcess: ({ result, setResult, serverContext: { incoming } }) => {
      if (isAsyncIterable<Part>(result)) {
        setResult(mapAsyncIterator(result[Symbol.asyncIterator](), (part) => marked(part, incoming)));
      } else if (!Array.isArray(result)) {
        setResult(marked(result as Part, incoming));
      }
    },
  };
}

function describe(
  document: DocumentNode,
  operationName: unknown,
): Omit<KnownOperation, 'documentHash'> | null {
  const operation = getOperationAST(document, typeof operationName === 'string' ? operationName : null);
  if (!operation) return null;
  return { kind: operation.operation, name: operation.name?.value.slice(0, maxNameLength) ?? null };
}

/** A copy, because Yoga keeps the errors of a document that is not valid for the next one who sends it. */
function marked(part: Part, incoming: Incoming): Part {
  const { errors, incremental } = part;
  if (!errors && !incremental) return part;
  return {
    ...part,
    ...(errors && { errors: errors.map((error) => markedError(error, incoming)) }),
    ...(incremental && { incremental: incremental.map((each) => marked(each, incoming)) }),
  };
}

function markedError(error: GraphQLError, { requestId, codes }: Incoming): GraphQLError {
  codes.add(error.extensions['code'] as ErrorCode);
  return relocated(error, error.message, { ...error.extensions, requestId });
}
