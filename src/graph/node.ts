/** The `Node` interface: whatever can be read again by its global id. */

import type { FieldRef, ObjectFieldBuilder } from '@pothos/core';
import { type Builder, builder } from './builder.ts';
import { encodeGlobalId, type NodeKeys, type NodeType } from './global-id.ts';

export const NodeInterface = builder.interfaceRef<object>('Node');

NodeInterface.implement({
  description: 'An object that has a global id.',
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description:
        'Opaque and stable: the same object has the same id in every answer, page and replica. Made of what is ' +
        "needed to read the object again, not of its content. The backend's own id is a field of its own.",
      resolve: () => {
        throw new TypeError('Every implementation of Node has its own id resolver');
      },
    }),
  }),
});

type Types = Builder['$inferSchemaTypes'];

/** The `id` field of a type that implements `Node`. */
export function nodeId<Type extends NodeType, Row>(
  t: ObjectFieldBuilder<Types, Row>,
  type: Type,
  keyOf: (row: Row) => NodeKeys[Type],
): FieldRef<Types, string | number | bigint> {
  return t.id({
    nullable: false,
    description: 'Opaque global id, stable between answers.',
    resolve: (row) => encodeGlobalId(type, keyOf(row)),
  });
}
