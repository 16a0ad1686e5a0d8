/**
 * Translates every failure into what a client may see: a GraphQL error with a code of the public interface. The
 * only place that does. What is not of the taxonomy is a bug: masked for the client, handed to the log whole.
 */

import { GraphQLError } from 'graphql';
import { AtelierError } from '#src/errors.ts';

/** Codes that clients of GraphQL act on, beside those of the public interface. */
const clientCodes: readonly unknown[] = ['PERSISTED_QUERY_NOT_FOUND'];

/** What a client is told of what it may not see. */
export const maskedMessage = 'Something went wrong inside the gateway';

/**
 * The error for the client.
 *
 * @param report gets what had to be masked
 */
export function toClientError(error: unknown, report: (error: unknown) => void): GraphQLError {
  const cause = rootCause(error);
  if (cause instanceof AtelierError) {
    return relocated(error, cause.message, { code: cause.code, ...cause.details });
  }
  if (cause instanceof GraphQLError && cause === error) {
    return relocated(cause, cause.message, clientExtensions(cause));
  }
  if (!isAbort(cause)) report(cause);
  const isOfField = error instanceof GraphQLError && error.path !== undefined;
  return relocated(error, maskedMessage, {
    code: 'INTERNAL',
    ...(isOfField ? {} : { http: { status: 500 } }),
  });
}

/** Yoga tells of a body that is no JSON with a piece of it. */
function clientExtensions({ extensions }: GraphQLError): Record<string, unknown> {
  const { code, originalError, ...rest } = extensions;
  return {
    ...rest,
    code: clientCodes.includes(code) ? code : 'BAD_USER_INPUT',
    // Its status does not depend on what the client accepts.
    ...(originalError === undefined ? {} : { http: { status: 400 } }),
  };
}

/** GraphQL wraps what a resolver throws, sometimes twice. */
function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

/** Upstream requests are aborted only when the client has left, so nobody reads this answer. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** The same place in the operation and the answer, and nothing else of the original. */
export function relocated(
  error: unknown,
  message: string,
  extensions: Record<string, unknown>,
): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(message, { extensions });
  const { nodes, source, positions, path } = error;
  return new GraphQLError(message, {
    extensions,
    ...(nodes && { nodes }),
    ...(source && { source }),
    ...(positions && { positions }),
    ...(path && { path }),
  });
}
