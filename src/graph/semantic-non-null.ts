/**
 * The `@semanticNonNull` directive: null there can only mean that something failed, and an error says what. Clients
 * that throw on errors may generate non-null types from it.
 */

import { DirectiveLocation, GraphQLDirective, GraphQLInt, GraphQLList, GraphQLNonNull } from 'graphql';

export const semanticNonNullDirective = new GraphQLDirective({
  name: 'semanticNonNull',
  description:
    'Null only where something failed, with an error at that place. `levels` counts list depth: 0 is the field itself, 1 ' +
    'its entries.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    levels: {
      type: new GraphQLNonNull(new GraphQLList(GraphQLInt)),
      defaultValue: [0],
      description: 'List depths at which null means failure; 0 is the field itself.',
    },
  },
});

/** The `extensions` of a field with the directive. */
export function semanticNonNull(...levels: readonly number[]): { readonly directives: object } {
  return { directives: { semanticNonNull: levels.length > 0 ? { levels } : {} } };
}
