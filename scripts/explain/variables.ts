/** Which values an operation is planned with: those given, else those beside its file, else defaults, else stand-ins. */

import { type GraphQLInputType, type GraphQLSchema, isInputType, typeFromAST } from 'graphql';
import type { NodeType } from '#src/graph/global-id.ts';
import { Mistake } from './mistake.ts';
import { readText, variablesFileOf } from './operation-files.ts';
import type { Operation } from './operations.ts';
import { standInFor, usesOf } from './stand-ins.ts';

export type Values = Readonly<Record<string, unknown>>;

/** A variable without a value, and what is taken for it. */
export interface StoodIn {
  readonly variable: string;
  readonly type: string;
  /** In words. */
  readonly by: string;
}

/** Values for the variables that an operation has. */
export interface PlanningValues {
  readonly values: Values;
  readonly standIns: readonly StoodIn[];
}

/**
 * The values of `--variables`.
 *
 * @param given JSON, or the name of a file relative to `from` that holds it
 * @throws Mistake where it cannot be read
 */
export async function readVariables(given: string | null, from: string): Promise<Values> {
  if (given === null) return {};
  if (given.trimStart().startsWith('{')) return parseValues(given, '--variables');
  return parseValues(await readText(given, from), given);
}

/** @throws Mistake for variables that none of the operations has */
export function refuseUnknownVariables(given: Values, operations: readonly Operation[]): void {
  const declared = new Set(operations.flatMap((operation) => definitionsOf(operation).map(nameOf)));
  const unknown = Object.keys(given).filter((name) => !declared.has(name));
  if (unknown.length === 0 || operations.length === 0) return;
  throw new Mistake(...unknown.map((name) => `--variables: no operation has a variable $${name}`));
}

/**
 * @param given the values of `--variables`; those that the operation does not have are left out
 * @param nodeType what an `ID` without a value is to stand for
 * @throws Mistake where the values beside the file cannot be read
 */
export function planningValues(
  operation: Operation,
  schema: GraphQLSchema,
  given: Values,
  nodeType: NodeType,
): PlanningValues {
  const { file } = operation;
  const beside = file.variables === null ? {} : parseValues(file.variables, variablesFileOf(file.name));
  const uses = usesOf(operation.document);
  const values: Record<string, unknown> = {};
  const standIns: StoodIn[] = [];
  for (const definition of definitionsOf(operation)) {
    const name = nameOf(definition);
    const source = [given, beside].find((each) => Object.hasOwn(each, name));
    if (source) values[name] = source[name];
    if (source || definition.type.kind !== 'NonNullType' || definition.defaultValue) continue;
    const type = inputType(schema, definition.type);
    const standIn = type && standInFor(type, uses.get(name) ?? 'anything', nodeType);
    if (!standIn) continue;
    values[name] = standIn.value;
    standIns.push({ variable: name, type: String(type), by: standIn.text });
  }
  return { values, standIns };
}

type Definition = NonNullable<Operation['definition']['variableDefinitions']>[number];

function definitionsOf({ definition }: Operation): readonly Definition[] {
  return definition.variableDefinitions ?? [];
}

function nameOf({ variable }: Definition): string {
  return variable.name.value;
}

function inputType(schema: GraphQLSchema, node: Definition['type']): GraphQLInputType | null {
  // biome-ignore lint/suspicious/noExplicitAny: the overloads for kinds of type nodes do not accept their union
  const type = typeFromAST(schema, node as any);
  return isInputType(type) ? type : null;
}

function parseValues(text: string, source: string): Values {
  try {
    const values: unknown = JSON.parse(text);
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) return values as Values;
  } catch (error) {
    throw new Mistake(`${source}: ${(error as SyntaxError).message}`);
  }
  throw new Mistake(`${source}: variables must be a JSON object, {"name": value}`);
}
