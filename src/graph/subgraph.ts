/**
 * Makes the schema a subgraph of Apollo Federation 2: adds `_entities`, by which a router reads objects that other
 * subgraphs name, and `_service`. Owns these fields; the keys are `entity-keys.ts`, the reading is that of `nodes`.
 */

import {
  type GraphQLFieldConfig,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  isObjectType,
  valueFromASTUntyped,
} from 'graphql';
import { BadUserInput } from '#src/errors.ts';
import { checkedBy } from './argument-check.ts';
import type { GraphContext } from './context.ts';
import { entityTypes, type Representation, readRepresentation } from './entity-keys.ts';
import { plannedBy } from './field-plan.ts';
import { maxNodes, planNodes, readNode } from './node-reading.ts';
import { selectedFields } from './selection.ts';
import { printSubgraph } from './subgraph-sdl.ts';

/** The same schema with the fields of a subgraph at its query. */
export function asSubgraph(schema: GraphQLSchema): GraphQLSchema {
  const plain = schema.getQueryType();
  if (!plain) throw new TypeError('The schema has no queries');
  const { fields, ...query } = plain.toConfig();
  const { types, ...rest } = schema.toConfig();
  return new GraphQLSchema({
    ...rest,
    types: types.filter((type) => type !== plain),
    query: new GraphQLObjectType({
      ...query,
      fields: { ...fields, _entities: entitiesField(schema), _service: serviceField(schema) },
    }),
  });
}

/** What a router sends becomes what it names, so nothing else of it gets further. */
const AnyScalar = new GraphQLScalarType<Representation>({
  name: '_Any',
  description: 'A representation: an object with `__typename` and the fields of one key of that type.',
  parseValue: readRepresentation,
  parseLiteral: (node, variables) => readRepresentation(valueFromASTUntyped(node, variables)),
});

interface EntitiesArgs {
  readonly representations: readonly Representation[];
}

function entitiesField(schema: GraphQLSchema): GraphQLFieldConfig<unknown, GraphContext, EntitiesArgs> {
  const types = entityTypes.map((name) => schema.getType(name)).filter(isObjectType);
  const Entity = new GraphQLUnionType({
    name: '_Entity',
    description: 'An object that other subgraphs can name by a key.',
    types,
  });
  return {
    type: new GraphQLNonNull(new GraphQLList(Entity)),
    description:
      'For routers: objects by their representations, in the same order; null for each that does not exist or that the ' +
      'caller may not see.',
    args: {
      representations: {
        type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(AnyScalar))),
        description: `What names the objects, at most ${maxNodes}.`,
      },
    },
    extensions: {
      ...checkedBy(readRepresentations),
      ...plannedBy<EntitiesArgs>(({ args, field }) =>
        planNodes(
          readRepresentations(args).flatMap((named) => ('fault' in named ? [] : [named])),
          field,
        ),
      ),
    },
    resolve: (_root, args, context, info) =>
      readRepresentations(args).map((named, index) => {
        if (!('fault' in named)) return readNode(named, context, (type) => selectedFields(info, type));
        return Promise.reject(new BadUserInput(named.fault, { argument: ['representations', index] }));
      }),
  };
}

function readRepresentations({ representations }: EntitiesArgs): readonly Representation[] {
  if (representations.length <= maxNodes) return representations;
  const message = `\`representations\` must be at most ${maxNodes}, but are ${representations.length}`;
  throw new BadUserInput(message, { argument: ['representations'] });
}

function serviceField(schema: GraphQLSchema): GraphQLFieldConfig<unknown, GraphContext> {
  let sdl: string | null = null;
  const Service = new GraphQLObjectType({
    name: '_Service',
    description: 'This subgraph.',
    fields: {
      sdl: {
        type: GraphQLString,
        description: 'Its schema with its keys, for composition.',
        resolve: () => {
          sdl ??= printSubgraph(schema);
          return sdl;
        },
      },
    },
  });
  return {
    type: new GraphQLNonNull(Service),
    description: 'For composition: what this subgraph is.',
    resolve: () => ({}),
  };
}
