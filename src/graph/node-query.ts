/** `node` and `nodes`: reading objects again by their global ids. What reads a type is `node-readers.ts`. */

import { createHash } from 'node:crypto';
import { BadUserInput, UpstreamFailure } from '#src/errors.ts';
import { checkedBy } from './argument-check.ts';
import { builder } from './builder.ts';
import type { GraphContext } from './context.ts';
import { type FieldPlan, plannedBy, together } from './field-plan.ts';
import { decodeGlobalId, type NodeReference, type NodeType } from './global-id.ts';
import { NodeInterface } from './node.ts';
import { nodePlanners, nodeReaders, type Reader } from './node-readers.ts';
import { type SelectedField, selectedFields } from './selection.ts';

/** The most ids that `nodes` takes at once. */
const maxIds = 200;

/** What may not be seen is, for somebody who only has an id, the same as what does not exist. */
async function readNode(
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

function readId({ id }: { readonly id: string | number }): NodeReference {
  const reference = decodeGlobalId(String(id));
  if (reference) return reference;
  throw new BadUserInput('`id` is not a global id of this gateway: pass one on as it was received', {
    argument: ['id'],
  });
}

/** What reading objects again will ask for; nothing for what stands for none. Equal ids are read once. */
function planNodes(ids: readonly (string | number)[], field: SelectedField): FieldPlan {
  const references = [...new Set(ids.map(String))].flatMap((id) => decodeGlobalId(id) ?? []);
  const byType = Map.groupBy(references, ({ type }) => type);
  return together([...byType].map(([type, ofType]) => planNodesOf(type, ofType, field.fields(type))));
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

builder.queryField('node', (t) =>
  t.field({
    type: NodeInterface,
    description: 'An object by its global id; null if it does not exist or the caller may not see it.',
    args: { id: t.arg.id({ required: true, description: 'A global id, as `id` fields give it.' }) },
    extensions: {
      ...checkedBy(readId),
      ...plannedBy<{ readonly id: string | number }>(({ args, field }) => planNodes([args.id], field)),
    },
    resolve: (_root, args, context, info) =>
      readNode(readId(args), context, (type) => selectedFields(info, type)),
  }),
);

function readIds({ ids }: { readonly ids: readonly (string | number)[] }): readonly (string | number)[] {
  if (ids.length <= maxIds) return ids;
  throw new BadUserInput(`\`ids\` must be at most ${maxIds} ids, but are ${ids.length}`, {
    argument: ['ids'],
  });
}

builder.queryField('nodes', (t) =>
  t.field({
    type: [NodeInterface],
    nullable: { list: false, items: true },
    description:
      'Objects by their global ids, in the same order; null for each that does not exist or that the caller may not see. ' +
      'Ids of parts of the same object share its request.',
    args: {
      ids: t.arg.idList({ required: true, description: `Global ids, at most ${maxIds}.` }),
    },
    extensions: {
      ...checkedBy(readIds),
      ...plannedBy<{ readonly ids: readonly (string | number)[] }>(({ args, field }) =>
        planNodes(readIds(args), field),
      ),
    },
    resolve: (_root, args, context, info) =>
      readIds(args).map((id, index) => {
        const reference = decodeGlobalId(String(id));
        if (reference) return readNode(reference, context, (type) => selectedFields(info, type));
        const argument = ['ids', index];
        return Promise.reject(new BadUserInput('This is not a global id of this gateway', { argument }));
      }),
  }),
);
