/**
 * The Yoga plugin that puts the request's id into every error entry that a client gets, and notes what the log line of
 * the request says of its operation: kind, name, hash, and the codes of its errors. Errors of parts that come later become
 * the client's here, because Yoga masks those of whole results only.
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
  readonly incremental?: readonly ExecutionResult[];
}

type MaskError = (error: unknown) => GraphQLError;

/**
 * @param hashOf the SHA-256 of a document
 * @param maskError makes an error one that a client may see
 */
export function useRequestIds(
  hashOf: (document: DocumentNode) => string,
  maskError: MaskError,
): Plugin<NodeContext, NodeContext> {
  const marked = markWith(maskError);
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

/** Copies, because Yoga keeps the errors of a document that is not valid for the next one who sends it. */
function markWith(maskError: MaskError): (part: Part, incoming: Incoming) => Part {
  return (part, incoming) => {
    const mark = (error: GraphQLError): GraphQLError => markedError(error, incoming);
    const { errors, incremental } = part;
    if (!errors && !incremental) return part;
    return {
      ...part,
      ...(errors && { errors: errors.map(mark) }),
      ...(incremental && {
        incremental: incremental.map((later) =>
          later.errors ? { ...later, errors: later.errors.map((error) => mark(maskError(error))) } : later,
        ),
      }),
    };
  };
}

function markedError(error: GraphQLError, { requestId, codes }: Incoming): GraphQLError {
  codes.add(error.extensions['code'] as ErrorCode);
  return relocated(error, error.message, { ...error.extensions, requestId });
}
