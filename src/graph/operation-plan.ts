/**
 * Which upstream requests an operation will make, before it makes any: walks the selected fields as execution would and asks
 * each what it will ask for, see `field-plan.ts`. Requests that loaders would merge are merged by the same comparison. Asks
 * nothing, and knows no type or upstream by itself.
 */

import { getNamedType, isAbstractType, isLeafType, type OperationDefinitionNode } from 'graphql';
import { AtelierError, type UpstreamName } from '#src/errors.ts';
import type { Method } from '#src/http/exchange.ts';
import type { Query } from '#src/http/json-client.ts';
import { asJson } from '#src/upstreams/query-loader.ts';
import {
  type Count,
  fieldPlanOf,
  type ListTotals,
  one,
  type PlannedObjects,
  type PlannedRead,
  passesOn,
} from './field-plan.ts';
import { rootFields, type SelectedField, type SelectionContext } from './selection.ts';

/** Requests of one kind that an operation will make. */
export interface PlannedRequest {
  readonly upstream: UpstreamName;
  readonly method: Method;
  readonly route: string;
  /** Null where rows decide what stands in it. */
  readonly path: string | null;
  /** Parameters with their values, without those in `open`. */
  readonly parameters: Query;
  /** Parameters whose values rows decide. */
  readonly open: readonly string[];
  /** Parameters that may be sent with more than what stands here, as others need more of the same rows. */
  readonly needs: readonly string[];
  readonly count: Count;
  /** Whether more are needed than `count.max` where a backend has more than is usual. */
  readonly mayGrow: boolean;
  /** The fields that they are made for, by their paths without list positions. */
  readonly fields: readonly string[];
  /** The field whose requests must be answered before; null for those that begin at once. */
  readonly waitsFor: string | null;
}

export interface OperationPlan {
  readonly kind: OperationDefinitionNode['operation'];
  /** In the order in which they can begin. */
  readonly requests: readonly PlannedRequest[];
  /** All of them together. For a subscription: of each event. */
  readonly count: Count;
  /** Objects and lists that were looked into: what making the plan cost. */
  readonly steps: number;
}

/** A field that is still to be asked. */
interface Step {
  readonly field: SelectedField;
  readonly on: PlannedObjects;
  readonly path: string;
  readonly waitsFor: string | null;
  /** Changes are made one after the other, and nothing is reused between them. */
  readonly turn: number;
}

/** Requests as far as they are known. */
interface Entry {
  readonly planned: PlannedRead;
  query: unknown;
  count: Count;
  readonly fields: Set<string>;
  readonly waitsFor: string | null;
}

type Entries = Map<string, Entry>;

/** @param operation a valid one, whose variables are coerced */
export function planOperation(
  operation: OperationDefinitionNode,
  context: SelectionContext,
  totals: ListTotals,
): OperationPlan {
  return planFields(operation.operation, rootFields(operation, context), context, totals);
}

/** Objects and lists that are looked into: far more than a screen has. So many take some ten milliseconds. */
const mostSteps = 5_000;
const tooManySteps = `The operation has more than ${mostSteps} places for objects and lists: select less at once`;

/**
 * @param fields the root fields of an operation of that kind
 * @throws AtelierError `QUERY_TOO_EXPENSIVE` for an operation that is too large to be planned
 */
export function planFields(
  kind: OperationPlan['kind'],
  fields: readonly SelectedField[],
  context: SelectionContext,
  totals: ListTotals,
): OperationPlan {
  const entries: Entries = new Map();
  const steps: Step[] = fields.map((field, index) => ({
    field,
    on: { count: one, set: 'root' },
    path: field.responseName,
    waitsFor: null,
    turn: kind === 'mutation' ? index : 0,
  }));
  // Breadth first: what is asked for some objects is complete before their own fields are looked at.
  for (const step of steps) {
    steps.push(...takeStep(step, entries, context, totals));
    if (steps.length > mostSteps) throw new AtelierError('QUERY_TOO_EXPENSIVE', tooManySteps);
  }
  const requests = [...entries.values()].map(requestOf);
  return { kind, requests, count: sumOf(requests), steps: steps.length };
}

/** Enters what a field asks for; gives the fields below it. */
function takeStep(step: Step, entries: Entries, context: SelectionContext, totals: ListTotals): Step[] {
  const { field, on, path, waitsFor, turn } = step;
  const planField = fieldPlanOf(field.definition) ?? passesOn;
  const plan = planField({ args: field.args, field, on, totals });
  for (const read of plan.reads) enter(read, step, entries);
  return plan.objects.flatMap((objects) => {
    const entry = objects.broughtBy && entries.get(keyOf(objects.broughtBy, turn));
    const facts = objects.factsOf && entry ? objects.factsOf(entry.query) : objects.facts;
    return typesOf(field, objects, context).flatMap((typeName) =>
      field
        .fields(typeName)
        .filter(isWorthAStep)
        .map((child) => ({
          field: child,
          on: { ...objects, facts },
          path: `${path}.${child.responseName}`,
          waitsFor: plan.reads.length > 0 ? path : waitsFor,
          turn,
        })),
    );
  });
}

/** Most fields are leaves that ask for nothing. */
function isWorthAStep({ definition }: SelectedField): boolean {
  return !isLeafType(getNamedType(definition.type)) || fieldPlanOf(definition) !== null;
}

/** The object types that the fields below are resolved on. */
function typesOf(
  { definition }: SelectedField,
  { typeName }: PlannedObjects,
  { schema }: SelectionContext,
): readonly string[] {
  const type = getNamedType(definition.type);
  // Types of the introspection ask nobody.
  if (isLeafType(type) || type.name.startsWith('__')) return [];
  if (!isAbstractType(type)) return [type.name];
  return typeName === undefined ? schema.getPossibleTypes(type).map(({ name }) => name) : [typeName];
}

function enter(read: PlannedRead, { path, waitsFor, turn }: Step, entries: Entries): void {
  const { query, count } = read;
  if (count.max === 0) return;
  const key = keyOf(read, turn);
  const known = entries.get(key);
  if (!known) {
    entries.set(key, { planned: read, query, count, fields: new Set([path]), waitsFor });
    return;
  }
  const merge = read.read.merge as ((left: unknown, right: unknown) => unknown) | undefined;
  if (merge) known.query = merge(known.query, query);
  known.count = {
    min: Math.max(known.count.min, count.min),
    max: Math.max(known.count.max, count.max),
  };
  known.fields.add(path);
}

/** Equal for reads that are the same requests. */
function keyOf({ read, query, identity }: PlannedRead, turn: number): string {
  return `${turn} ${read.name} ${identity ?? (read.keyOf ?? asJson)(query)}`;
}

function requestOf({ planned, query, count, fields, waitsFor }: Entry): PlannedRequest {
  const { read, method = 'GET', open, needs = [], mayGrow = false } = planned;
  const { route, path, query: parameters } = read.requestOf(query as never);
  return {
    upstream: read.upstream,
    method,
    route,
    path: open.some((name) => route.includes(`{${name}}`)) ? null : path,
    parameters: Object.fromEntries(
      Object.entries(parameters).filter(
        ([name, value]) => value !== null && !open.includes(name) && !isEmptyList(value),
      ),
    ),
    open,
    needs,
    count,
    mayGrow,
    fields: [...fields],
    waitsFor,
  };
}

/** A list is a repeated key, so an empty one is none. */
function isEmptyList(value: Query[string]): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** How many requests there are in all. */
function sumOf(requests: readonly Pick<PlannedRequest, 'count'>[]): Count {
  return {
    min: requests.reduce((sum, { count }) => sum + count.min, 0),
    max: requests.reduce((sum, { count }) => sum + count.max, 0),
  };
}
