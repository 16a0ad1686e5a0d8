/**
 * What the parameters of a request may be, where Yoga accepts more than the specification or than can be worked with.
 * Pure, and without recursion: JSON may be nested as deep as a body is long.
 */

import { refuseRequest } from './refuse-request.ts';

/** Levels of lists and objects in variables. The inputs of the schema have five; free JSON may have its own. */
const maxVariableLevels = 100;

/** @throws GraphQLError for an operation name that is no text, and variables that are nested too deep */
export function checkRequestShape(params: unknown): void {
  if (typeof params !== 'object' || params === null) return;
  const { operationName, variables } = params as Record<string, unknown>;
  if (operationName != null && typeof operationName !== 'string') {
    throw refuseRequest(`\`operationName\` must be text, but is ${kindOf(operationName)}`);
  }
  if (isDeeperThan(variables, maxVariableLevels)) {
    throw refuseRequest(`The variables have more than ${maxVariableLevels} levels; no more are allowed`);
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function isDeeperThan(value: unknown, levels: number): boolean {
  let level = [value].filter(isNested);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === levels) return true;
    level = level.flatMap((nested) => Object.values(nested)).filter(isNested);
  }
  return false;
}

/** Plain objects and lists; a file that came with the request is neither. */
function isNested(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}
