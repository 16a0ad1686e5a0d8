/**
 * Reading objects again by what their keys say, and what that will ask for: the same for `node`, `nodes` and `_entities`.
 * What reads a type is `node-readers.ts`.
 */

import { createHash } from 'node:crypto';
import { UpstreamFailure } from '#src/errors.ts';
import type { GraphContext } from './context.ts';
import { type FieldPlan, together } from './field-plan.ts';
import { encodeGlobalId, type NodeReference, type NodeType } from './global-id.ts';
import { nodePlanners, nodeReaders, type Reader } from './node-readers.ts';
import type { SelectedField } from './selection.ts';

/** The most objects that one field reads at once. */
export const maxNodes = 200;

/** What may not be seen is, for somebody who only has an id, the same as what does not exist. */
export async function readNode(
  { type, key }: NodeReference,
  context: GraphContext,
  selectedOf: (type: NodeType) => readonly SelectedField[],
): Promise<object | null> {
  try {
    return (
      (await (nodeReaders[type] as Reader<NodeReference['key']>)(key, context, selectedOf(type))) ?? null
    );
  } catch (error) {
    const isForeign =
      error instanceof UpstreamFailure && (error.code === 'FORBIDDEN' || error.code === 'NOT_FOUND');
    if (isForeign) return null;
    throw error;
  }
}

/** What reading objects again will ask for. Equal ones are read once. */
export function planNodes(references: readonly NodeReference[], field: SelectedField): FieldPlan {
  const distinct = new Map(references.map((reference) => [idOf(reference), reference]));
  const byType = Map.groupBy(distinct.values(), ({ type }) => type);
  return together([...byType].map(([type, ofType]) => planNodesOf(type, ofType, field.fields(type))));
}

function idOf({ type, key }: NodeReference): string {
  return encodeGlobalId(type, key);
}

/** All objects of one type are looked into together: what is selected of them is the same. */
function planNodesOf(
  typeName: NodeType,
  references: readonly NodeReference[],
  selected: readonly SelectedField[],
): FieldPlan {
  const planOf = nodePlanners[typeName] as (
    key: NodeReference['key'],
    selected: readonly SelectedField[],
  ) => FieldPlan;
  const plans = references.map(({ key }) => planOf(key, selected));
  const objects = plans.flatMap((plan) => plan.objects);
  const [first] = objects;
  const count = { min: 0, max: objects.length };
  const digest = createHash('sha256').update(JSON.stringify(references)).digest('base64url');
  return {
    reads: plans.flatMap((plan) => plan.reads),
    objects: first ? [{ ...first, typeName, count, set: `${typeName} ${digest}` }] : [],
  };
}
