/**
 * The validation rule that the root field of a subscription is not conditional: whether there is a stream cannot depend
 * on a variable. graphql-js counts root fields without looking at variables, and would execute one without any.
 */

import { GraphQLError, Kind, type SelectionSetNode, type ValidationRule } from 'graphql';

export const unconditionalRoot: ValidationRule = (context) => {
  const visited = new Set<string>();
  const report = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      const condition = selection.directives?.find(
        ({ name }) => name.value === 'skip' || name.value === 'include',
      );
      if (condition) {
        const message = `\`@${condition.name.value}\` is not allowed on the root field of a subscription`;
        context.reportError(new GraphQLError(message, { nodes: [condition] }));
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) report(selection.selectionSet);
      if (selection.kind !== Kind.FRAGMENT_SPREAD || visited.has(selection.name.value)) continue;
      visited.add(selection.name.value);
      const fragment = context.getFragment(selection.name.value);
      if (fragment) report(fragment.selectionSet);
    }
  };
  return {
    OperationDefinition: ({ operation, selectionSet }) => {
      if (operation === 'subscription') report(selectionSet);
    },
  };
};
