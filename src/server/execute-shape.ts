/**
 * Executes a query by its shape, with the errors, places and nulls that the GraphQL specification asks for. Rows that need
 * nothing else are read by generated code, see `shape-reader.ts`; a value that it does not know is completed here. Knows no
 * mutations, subscriptions or incremental delivery: those take the way of graphql-js.
 */

import { getArgumentValues, isPromise, locatedError } from '@graphql-tools/utils';
import {
  defaultTypeResolver,
  type ExecutionResult,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  responsePathAsArray,
} from 'graphql';
import type { OperationShape, Shape, ShapeField } from './operation-shape.ts';
import { isPlainObject, type Reader, readerOf, unusual } from './shape-reader.ts';

type Path = GraphQLResolveInfo['path'];
type Variables = Readonly<Record<string, unknown>>;

/** The readers of an operation's shapes; kept with its shapes. */
export type ReaderOf = (shape: Shape) => Reader | null;

export function createReaders(): ReaderOf {
  const readers = new WeakMap<Shape, Reader | null>();
  return (shape) => {
    const known = readers.get(shape);
    if (known !== undefined) return known;
    const reader = readerOf(shape);
    readers.set(shape, reader);
    return reader;
  };
}

/** One execution. */
interface Run extends Omit<OperationShape, 'root'> {
  readonly readerOf: ReaderOf;
  readonly variables: Variables;
  readonly context: unknown;
  readonly errors: GraphQLError[];
  /** Arguments of fields, each read once however many rows have the field. */
  readonly args: Map<ShapeField, Readonly<Record<string, unknown>>>;
}

/** @param variables coerced */
export function executeShape(
  { root, ...operation }: OperationShape,
  readerOf: ReaderOf,
  { variables, context }: Pick<Run, 'variables' | 'context'>,
): ExecutionResult | Promise<ExecutionResult> {
  const run: Run = { ...operation, readerOf, variables, context, errors: [], args: new Map() };
  const done = (data: Record<string, unknown> | null): ExecutionResult =>
    run.errors.length === 0 ? { data } : { errors: run.errors, data };
  const failed = (error: unknown): ExecutionResult => {
    run.errors.push(error as GraphQLError);
    return done(null);
  };
  try {
    const data = executeFields(root, undefined, undefined, run);
    return isPromise(data) ? data.then(done, failed) : done(data);
  } catch (error) {
    return failed(error);
  }
}

function executeFields(
  { fields }: Shape,
  source: unknown,
  path: Path | undefined,
  run: Run,
): Record<string, unknown> | Promise<Record<string, unknown>> {
  const data: Record<string, unknown> = {};
  const pending: Promise<void>[] = [];
  try {
    for (const field of fields) {
      const { responseName } = field;
      const value = executeField(field, source, path, run);
      put(data, responseName, value);
      if (isPromise(value)) {
        const filled = value.then((completed) => {
          put(data, responseName, completed);
        });
        pending.push(filled);
      }
    }
  } catch (error) {
    if (pending.length === 0) throw error;
    return rejectAfter(pending, error);
  }
  return pending.length === 0 ? data : Promise.all(pending).then(() => data);
}

/** A client may call a field `__proto__`, which is no property like others. */
function put(data: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') data[name] = value;
  else Object.defineProperty(data, name, { value, enumerable: true, configurable: true, writable: true });
}

function executeField(field: ShapeField, source: unknown, parent: Path | undefined, run: Run): unknown {
  const { definition, parentType, responseName } = field;
  const { type } = definition;
  const path: Path = { prev: parent, key: responseName, typename: parentType.name };
  try {
    const result = resolveField(field, source, path, run);
    const completed = isPromise(result)
      ? result.then((value) => completeValue(type, field, path, value, run))
      : completeValue(type, field, path, result, run);
    if (!isPromise(completed)) return completed;
    return completed.then(undefined, (error: unknown) => failField(error, type, field, path, run));
  } catch (error) {
    return failField(error, type, field, path, run);
  }
}

function resolveField(field: ShapeField, source: unknown, path: Path, run: Run): unknown {
  const { definition, parentType } = field;
  const { name, resolve } = definition;
  if (name === '__typename') return parentType.name;
  if (!resolve) return (source as Record<string, unknown>)[name];
  const args = argumentsOf(field, run);
  return resolve(source, args, run.context, infoOf(field, path, run));
}

function infoOf({ definition, nodes, parentType }: ShapeField, path: Path, run: Run): GraphQLResolveInfo {
  return {
    fieldName: definition.name,
    fieldNodes: nodes,
    returnType: definition.type,
    parentType,
    path,
    schema: run.schema,
    fragments: run.fragments,
    rootValue: undefined,
    operation: run.operation,
    variableValues: run.variables,
  } as GraphQLResolveInfo;
}

function argumentsOf(field: ShapeField, { args, variables }: Run): Readonly<Record<string, unknown>> {
  if (field.constantArgs) return field.constantArgs;
  const known = args.get(field);
  if (known) return known;
  const [node] = field.nodes;
  const read = node ? getArgumentValues(field.definition, node, variables) : {};
  args.set(field, read);
  return read;
}

function completeValue(
  type: GraphQLOutputType,
  field: ShapeField,
  path: Path,
  value: unknown,
  run: Run,
): unknown {
  if (value instanceof Error) throw value;
  if (isNonNullType(type)) {
    const completed = completeValue(type.ofType, field, path, value, run);
    if (completed !== null) return completed;
    const { definition, parentType } = field;
    throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
  }
  if (value === null || value === undefined) return null;
  if (isListType(type)) return completeList(type.ofType, field, path, value, run);
  if (isLeafType(type)) return completeLeaf(type, value);
  if (isObjectType(type)) return completeObject(type, field, path, value, run);
  return completeAbstract(type, field, path, value, run);
}

function completeList(
  type: GraphQLOutputType,
  field: ShapeField,
  path: Path,
  list: unknown,
  run: Run,
): unknown {
  if (!isIterable(list)) {
    const { definition, parentType } = field;
    throw new GraphQLError(
      `Expected Iterable, but did not find one for field "${parentType.name}.${definition.name}".`,
    );
  }
  const nullable = isNonNullType(type) ? type.ofType : type;
  const read = isObjectType(nullable) ? run.readerOf(field.below(nullable)) : null;
  const entries: unknown[] = [];
  let isPending = false;
  try {
    for (const each of list) {
      const quick = read && isPlainObject(each) ? attempt(read, each) : unusual;
      const entry = quick === unusual ? completeEntry(type, field, path, each, entries.length, run) : quick;
      if (isPromise(entry)) isPending = true;
      entries.push(entry);
    }
  } catch (error) {
    if (!isPending) throw error;
    return rejectAfter(entries, error);
  }
  return isPending ? Promise.all(entries) : entries;
}

/** What else is under way may fail as well, and must not do so unheard. */
async function rejectAfter(pending: readonly unknown[], error: unknown): Promise<never> {
  await Promise.allSettled(pending);
  throw error;
}

function completeEntry(
  type: GraphQLOutputType,
  field: ShapeField,
  list: Path,
  value: unknown,
  index: number,
  run: Run,
): unknown {
  const path: Path = { prev: list, key: index, typename: undefined };
  const fail = (error: unknown): null => failWith(error, type, field, path, run);
  try {
    const completed = isPromise(value)
      ? value.then((resolved) => completeValue(type, field, path, resolved, run))
      : completeValue(type, field, path, value, run);
    return isPromise(completed) ? completed.then(undefined, fail) : completed;
  } catch (error) {
    return fail(error);
  }
}

function completeLeaf(type: GraphQLLeafType, value: unknown): unknown {
  const serialized = serialize(type, value);
  if (serialized === null || serialized === undefined) {
    throw new Error(`Expected \`${type.name}.serialize\` to return a value, and it returned ${serialized}`);
  }
  return serialized;
}

/** The library's own error would be taken for one that has its place already. */
function serialize(type: GraphQLLeafType, value: unknown): unknown {
  try {
    return type.serialize(value);
  } catch (error) {
    throw error instanceof GraphQLError ? new Error(error.message) : error;
  }
}

function completeObject(
  type: GraphQLObjectType,
  field: ShapeField,
  path: Path,
  value: unknown,
  run: Run,
): unknown {
  const shape = field.below(type);
  const read = run.readerOf(shape);
  const quick = read && isPlainObject(value) ? attempt(read, value) : unusual;
  return quick === unusual ? executeFields(shape, value, path, run) : quick;
}

/** Whatever a function of the row throws, it throws again for `executeFields`, which knows the place. */
function attempt(read: Reader, row: object): unknown {
  try {
    return read(row);
  } catch {
    return unusual;
  }
}

function completeAbstract(
  type: GraphQLAbstractType,
  field: ShapeField,
  path: Path,
  value: unknown,
  run: Run,
): unknown {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const name = resolveType(value, run.context, infoOf(field, path, run), type);
  const complete = (resolved: string | undefined): unknown =>
    completeObject(runtimeType(resolved, type, field, run), field, path, value, run);
  return isPromise(name) ? name.then(complete) : complete(name);
}

function runtimeType(
  name: string | undefined,
  type: GraphQLAbstractType,
  { nodes }: ShapeField,
  { schema }: Run,
): GraphQLObjectType {
  const found = name === undefined ? undefined : schema.getType(name);
  if (isObjectType(found) && schema.isSubType(type, found)) return found;
  throw new GraphQLError(`The value is of no type of "${type.name}"`, { nodes });
}

function failField(error: unknown, type: GraphQLOutputType, field: ShapeField, path: Path, run: Run): null {
  // Several failures of one field are several errors at its place.
  if (!(error instanceof AggregateError)) return failWith(error, type, field, path, run);
  for (const each of error.errors) failWith(each, type, field, path, run);
  return null;
}

/** Notes the error at its place, or throws it where null may not be, to whoever may be null. */
function failWith(
  error: unknown,
  type: GraphQLOutputType,
  { nodes }: ShapeField,
  path: Path,
  run: Run,
): null {
  const cause = error instanceof Error ? error : new Error(`Unexpected error value: ${String(error)}`);
  const located = locatedError(cause, nodes as never, responsePathAsArray(path));
  if (isNonNullType(type)) throw located;
  run.errors.push(located);
  return null;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
