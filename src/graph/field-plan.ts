/**
 * Lets a field say, before anything runs, which upstream requests it will make: exactly where its arguments decide, within
 * bounds where rows decide. The saying stands beside the field's resolver and uses the same functions; the walk over an
 * operation is `operation-plan.ts`. Asks nothing.
 */

import type { GraphQLField } from 'graphql';
import type { UpstreamName } from '#src/errors.ts';
import type { Method } from '#src/http/exchange.ts';
import type { WriteRequest } from '#src/http/json-client.ts';
import type { Read } from '#src/upstreams/read.ts';
import type { SelectedField } from './selection.ts';

/** How many of something there are. */
export interface Count {
  readonly min: number;
  readonly max: number;
}

/** Requests that a field causes, of one kind. */
export interface PlannedRead<Query = never> {
  readonly read: Read<Query>;
  /** Default `GET`. */
  readonly method?: Method;
  readonly query: Query;
  /** Parameters on the wire whose values the rows decide; what the query says of them is not meant. */
  readonly open: readonly string[];
  /** Parameters that say what is needed of the rows: others that need more of the same rows add to them. */
  readonly needs?: readonly string[];
  /** Equal for reads that are the same requests. By default the query's key, where nothing is open. */
  readonly identity?: string;
  /** Requests in all, for all objects that the field is resolved on. */
  readonly count: Count;
  /** Whether more are needed than `count.max` where the backend has more than is usual. */
  readonly mayGrow?: boolean;
}

/** The objects on which what is selected below a field is resolved. */
export interface PlannedObjects {
  readonly count: Count;
  /** Equal for fields that are resolved on the same objects. */
  readonly set: string;
  /** What is known of each of them, in the words of the fields of its type. */
  readonly facts?: unknown;
  /** The same, where it depends on what is asked in the end: of the query of `broughtBy`, merged with others'. */
  readonly factsOf?: (query: unknown) => unknown;
  /** The read that brings them. */
  readonly broughtBy?: PlannedRead;
  /** Their type, where the field's own type has several. */
  readonly typeName?: string;
}

/** Rows of a list, as far as the caller's earlier answers told; see `PageRead.listOf`. */
export type ListTotals = (upstream: UpstreamName, list: string) => number | null;

/** Before any answer told something. */
export const nothingKnown: ListTotals = () => null;

/** A field as it stands in an operation. */
export interface FieldCall<Args = Readonly<Record<string, unknown>>> {
  readonly args: Args;
  readonly field: SelectedField;
  /** What it is resolved on. */
  readonly on: PlannedObjects;
  readonly totals: ListTotals;
}

export interface FieldPlan {
  readonly reads: readonly PlannedRead[];
  readonly objects: readonly PlannedObjects[];
}

export type PlanField<Args = Readonly<Record<string, unknown>>> = (call: FieldCall<Args>) => FieldPlan;

const extension = 'atelierFieldPlan';

/** The `extensions` of a field that causes upstream requests. */
export function plannedBy<Args extends object>(plan: PlanField<Args>): Record<string, PlanField<Args>> {
  return { [extension]: plan };
}

/** What a field says of itself; null for one that asks nothing. */
export function fieldPlanOf(field: GraphQLField<unknown, unknown>): PlanField | null {
  return (field.extensions[extension] as PlanField | undefined) ?? null;
}

/** What is known without a word: nothing is asked, and what lies below is resolved on as many objects. */
export function passesOn({ on }: FieldCall): FieldPlan {
  return { reads: [], objects: [on] };
}

export const one: Count = { min: 1, max: 1 };
export const atMostOne: Count = { min: 0, max: 1 };

/** A read of any kind among others. */
export function planned<Query>(read: PlannedRead<Query>): PlannedRead {
  return read as unknown as PlannedRead;
}

/** A single object that is read by its id: one request, and one object or none. */
export function planObject<Query>(
  read: Read<Query>,
  query: Query,
  objects: Pick<PlannedObjects, 'facts' | 'factsOf' | 'typeName'> = {},
): FieldPlan {
  const broughtBy = planned({ read, query, open: [], count: one });
  const set = `${read.name} ${JSON.stringify(query)}`;
  return { reads: [broughtBy], objects: [{ count: atMostOne, set, broughtBy, ...objects }] };
}

/** Several plans as one. */
export function together(plans: readonly FieldPlan[]): FieldPlan {
  return {
    reads: plans.flatMap(({ reads }) => reads),
    objects: plans.flatMap(({ objects }) => objects),
  };
}

/** One change, sent once or, where it is found to be wrong before, not at all. */
export function plannedWrite(
  upstream: UpstreamName,
  { method, path, query = {} }: Pick<WriteRequest, 'method' | 'path' | 'query'>,
  count: Count = one,
): PlannedRead {
  const name = `${method} ${path.path}`;
  const read = { name, upstream, requestOf: () => ({ ...path, query }) };
  return planned({ read, method, query: null, open: [], count });
}
