/**
 * Puts `operations` and `map` of a GraphQL multipart request together: the operation, with a file where `map` says.
 * Pure; takes one operation with at most one file in one place.
 */

import type { GraphQLParams } from 'graphql-yoga';
import { BodyFailure } from '#src/http/body-failure.ts';

/** An operation, and the name of the part that brings its file; null where it has none. */
export interface MultipartOperation {
  readonly params: GraphQLParams;
  readonly part: string | null;
}

/**
 * @param file stands for the file in the variables
 * @throws BodyFailure for what is no multipart request of the specification, or more than the gateway takes
 */
export function readMultipartOperation(operations: string, map: string, file: unknown): MultipartOperation {
  const params = parseObject('operations', operations);
  const places = Object.entries(parseObject('map', map));
  const [place] = places;
  if (!place) return { params, part: null };
  const [part, paths] = place;
  if (places.length > 1)
    throw new BodyFailure('broken', 'A request brings one file: `map` must have one entry');
  if (!Array.isArray(paths) || paths.length !== 1 || typeof paths[0] !== 'string') {
    throw new BodyFailure(
      'broken',
      'A file goes to one place: the entry of `map` must be a list of one path',
    );
  }
  putFile(params, paths[0], file);
  return { params, part };
}

function parseObject(name: string, text: string): Record<string, unknown> {
  const value = parseOrUndefined(text);
  if (Array.isArray(value) && name === 'operations') {
    throw new BodyFailure('broken', 'Batching is not supported: `operations` must be one operation');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new BodyFailure('broken', `The part \`${name}\` must be a JSON object`);
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The specification has null where a file goes. A path into anything else is a mistake that must not be hidden. */
function putFile(params: object, path: string, file: unknown): void {
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let target: unknown = params;
  for (const step of steps) target = hasOwn(target, step) ? target[step] : undefined;
  if (steps[0] !== 'variables' || !hasOwn(target, last) || target[last] !== null) {
    throw new BodyFailure('broken', 'The path in `map` must lead to a null in the variables of `operations`');
  }
  target[last] = file;
}

function hasOwn(value: unknown, name: string): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
}
