/** `node` and `nodes`: reading objects again by their global ids, see `node-reading.ts`. */

import { BadUserInput } from '#src/errors.ts';
import { checkedBy } from './argument-check.ts';
import { builder } from './builder.ts';
import { plannedBy } from './field-plan.ts';
import { decodeGlobalId, type NodeReference } from './global-id.ts';
import { NodeInterface } from './node.ts';
import { maxNodes, planNodes, readNode } from './node-reading.ts';
import { selectedFields } from './selection.ts';

function readId({ id }: { readonly id: string | number }): NodeReference {
  const reference = decodeGlobalId(String(id));
  if (reference) return reference;
  throw new BadUserInput('`id` is not a global id of this gateway: pass one on as it was received', {
    argument: ['id'],
  });
}

/** What the ids stand for, without those that stand for nothing. */
function referencesOf(ids: readonly (string | number)[]): readonly NodeReference[] {
  return ids.flatMap((id) => decodeGlobalId(String(id)) ?? []);
}

builder.queryField('node', (t) =>
  t.field({
    type: NodeInterface,
    description: 'An object by its global id; null if it does not exist or the caller may not see it.',
    args: { id: t.arg.id({ required: true, description: 'A global id, as `id` fields give it.' }) },
    extensions: {
      ...checkedBy(readId),
      ...plannedBy<{ readonly id: string | number }>(({ args, field }) =>
        planNodes(referencesOf([args.id]), field),
      ),
    },
    resolve: (_root, args, context, info) =>
      readNode(readId(args), context, (type) => selectedFields(info, type)),
  }),
);

function readIds({ ids }: { readonly ids: readonly (string | number)[] }): readonly (string | number)[] {
  if (ids.length <= maxNodes) return ids;
  throw new BadUserInput(`\`ids\` must be at most ${maxNodes} ids, but are ${ids.length}`, {
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
      ids: t.arg.idList({ required: true, description: `Global ids, at most ${maxNodes}.` }),
    },
    extensions: {
      ...checkedBy(readIds),
      ...plannedBy<{ readonly ids: readonly (string | number)[] }>(({ args, field }) =>
        planNodes(referencesOf(readIds(args)), field),
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
