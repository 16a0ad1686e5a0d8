/**
 * Random valid operations over a schema: any fields, windows, filters, orders, fragments, aliases, directives and variables.
 * Arguments that must exist somewhere are picked from what the caller knows of the world. The same seed, the same operation.
 */

import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredInputField,
  isUnionType,
} from 'graphql';
import { createRandom, type Random } from '#test/simulators/random.ts';

export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Values for arguments by their names, where a random one would find nothing. */
export type KnownValues = Readonly<Record<string, readonly [unknown, ...unknown[]]>>;

interface Writing {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  readonly known: KnownValues;
  readonly variables: Map<string, { readonly type: string; readonly value: unknown }>;
  readonly fragments: string[];
  readonly kind: OperationKind;
  /** Put before the names of fields, where other types stand beside. */
  readonly prefix: string;
}

/** Levels of objects below objects, at most. */
const deepest = 7;

/**
 * Anything; or without what belongs to rows: windows of lists of any number of pages and single objects, or only first pages
 * and those.
 */
export type OperationKind = 'anything' | 'windows' | 'first pages';

/** A query; where it is refused, its arguments do not go together. */
export function randomQuery(
  schema: GraphQLSchema,
  known: KnownValues,
  { seed, kind }: { readonly seed: number; readonly kind: OperationKind },
): RandomOperation {
  const random = createRandom(seed, 'operation');
  const writing: Writing = {
    schema,
    random,
    known,
    variables: new Map(),
    fragments: [],
    kind,
    prefix: '',
  };
  const root = schema.getQueryType();
  if (!root) throw new TypeError('The schema has no queries');
  const selection = selectionOf(root, 0, writing);
  const definitions = [...writing.variables].map(([name, { type }]) => `$${name}: ${type}`).join(', ');
  const head = definitions === '' ? 'query Random' : `query Random(${definitions})`;
  return {
    query: [`${head} ${selection}`, ...writing.fragments].join('\n'),
    variables: Object.fromEntries([...writing.variables].map(([name, { value }]) => [name, value])),
  };
}

function selectionOf(type: GraphQLNamedType, depth: number, writing: Writing): string {
  const { random, schema, fragments } = writing;
  if (isUnionType(type) || (isInterfaceType(type) && type.name === 'Node')) {
    const types = schema.getPossibleTypes(type).filter(() => random.chance(0.6));
    // Fields of the same name have different types in different objects.
    const parts = types.map(
      (each) => `... on ${each.name} ${selectionOf(each, depth + 1, { ...writing, prefix: each.name })}`,
    );
    return `{ __typename ${parts.join(' ')} }`;
  }
  if (!isObjectType(type) && !isInterfaceType(type)) throw new TypeError(`${type.name} has no fields`);
  const fields = Object.values(type.getFields()).filter((field) => isWanted(field, depth, writing));
  const written = fields.flatMap((field) => writtenField(field, depth, writing));
  const selection = `{ ${['__typename', ...written].join(' ')} }`;
  if (depth === 0 || !random.chance(0.2)) return selection;
  if (random.chance(0.5)) return `{ ... on ${type.name} ${directive(writing)} ${selection} }`;
  const name = `Part${fragments.length}`;
  // The place is taken before what lies below takes its own.
  fragments.push(`fragment ${name} on ${type.name} ${selection}`);
  return `{ __typename ...${name} }`;
}

/** Connections are worth more when something of them is selected, and roots when there are few. */
function isWanted(field: GraphQLField<unknown, unknown>, depth: number, { random, kind }: Writing): boolean {
  if (field.name === 'nodes' || field.name === 'edges' || field.name === 'node') return random.chance(0.7);
  if (isLeafType(getNamedType(field.type))) return random.chance(0.2);
  if (depth > 0 && kind !== 'anything') return false;
  return depth < deepest && random.chance(depth === 0 ? 0.25 : 0.4);
}

function writtenField(field: GraphQLField<unknown, unknown>, depth: number, writing: Writing): string[] {
  const { random, prefix } = writing;
  const name = `${prefix}${field.name}`;
  const one = (alias: string): string => {
    const args = writtenArguments(field.args, depth, writing);
    const type = getNamedType(field.type);
    const below = isLeafType(type) ? '' : selectionOf(type, depth + 1, { ...writing, prefix: '' });
    return `${alias}${field.name}${args} ${directive(writing)} ${below}`;
  };
  if (!random.chance(0.06)) return [one(prefix === '' && random.chance(0.95) ? '' : `${name}Alias: `)];
  return [one(`${name}A: `), one(`${name}B: `)];
}

function directive(writing: Writing): string {
  const { random } = writing;
  if (!random.chance(0.04)) return '';
  const value = random.chance(0.8);
  const condition = random.chance(0.5) ? String(value) : variable('Boolean!', value, writing);
  return value ? `@include(if: ${condition})` : `@skip(if: ${condition})`;
}

function writtenArguments(args: readonly GraphQLArgument[], depth: number, writing: Writing): string {
  const { random } = writing;
  const takesWindow = args.some(({ name }) => name === 'first');
  const side = writing.kind === 'first pages' ? 'first' : random.pick(['first', 'last', 'neither']);
  const parts = args.flatMap((arg) => {
    if (arg.name === 'after' || arg.name === 'before') return [];
    if (takesWindow && (arg.name === 'first' || arg.name === 'last')) {
      const hasLast = args.some(({ name }) => name === 'last');
      if (arg.name !== (hasLast ? side : 'first')) return [];
      return [`${arg.name}: ${written(arg.type, sizeAt(depth, writing), writing)}`];
    }
    if (!isNonNullType(arg.type) && !random.chance(0.35)) return [];
    return [`${arg.name}: ${written(arg.type, valueFor(arg, writing), writing)}`];
  });
  return parts.length === 0 ? '' : `(${parts.join(', ')})`;
}

/** Few rows below rows, or an operation would ask for thousands. */
function sizeAt(depth: number, { random, kind }: Writing): number {
  if (depth > 0) return random.pick([0, 1, 2, 5, 40, 200]);
  if (kind === 'first pages') return random.pick([0, 1, 7, 20, 60, 100]);
  return random.pick([0, 1, 3, 7, 20, 20, 60, 100, 130, 200]);
}

function valueFor({ name, type }: GraphQLArgument | GraphQLInputField, writing: Writing): unknown {
  const { random, known } = writing;
  const values = known[name];
  if (values) return isListOf(type) ? [random.pick(values), random.pick(values)] : random.pick(values);
  return randomValue(type, writing);
}

function randomValue(type: GraphQLInputType, writing: Writing): unknown {
  const { random } = writing;
  if (isNonNullType(type)) return randomValue(type.ofType, writing);
  if (isListType(type))
    return Array.from({ length: random.int(0, 2) }, () => randomValue(type.ofType, writing));
  if (isEnumType(type)) {
    const [first = '', ...others] = type.getValues().map((value) => value.name);
    return random.pick([first, ...others]);
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => isRequiredInputField(field) || random.chance(0.2),
    );
    return Object.fromEntries(fields.map((field) => [field.name, valueFor(field, writing)]));
  }
  if (type.name === 'Int') return random.int(0, 30);
  if (type.name === 'Boolean') return random.chance(0.5);
  if (type.name === 'DateTime') return '2026-01-05T00:00:00.000001Z';
  if (type.name === 'UUID') return random.uuid();
  return random.pick(['a', 'completed', 'blazer']);
}

/** Written out, or as a variable. */
function written(type: GraphQLInputType, value: unknown, writing: Writing): string {
  return writing.random.chance(0.5) ? variable(String(type), value, writing) : literal(type, value);
}

function variable(type: string, value: unknown, { variables }: Writing): string {
  const name = `v${variables.size}`;
  variables.set(name, { type, value });
  return `$${name}`;
}

function literal(type: GraphQLInputType, value: unknown): string {
  if (isNonNullType(type)) return literal(type.ofType, value);
  if (isListType(type))
    return `[${(value as unknown[]).map((each) => literal(type.ofType, each)).join(', ')}]`;
  if (isEnumType(type)) return String(value);
  if (!isInputObjectType(type)) return JSON.stringify(value);
  const fields = type.getFields();
  const parts = Object.entries(value as object).flatMap(([name, each]) => {
    const field = fields[name];
    return field ? [`${name}: ${literal(field.type, each)}`] : [];
  });
  return `{ ${parts.join(', ')} }`;
}

function isListOf(type: GraphQLInputType): boolean {
  return isNonNullType(type) ? isListOf(type.ofType) : isListType(type);
}
