/** What a gateway that hides its schema does not say: introspection, and suggestions of names. Pure. */

import { BREAK, type DocumentNode, type GraphQLError, visit } from 'graphql';
import { refuseDocument } from './document-refusal.ts';

/** `_service` is how routers read it, see `graph/subgraph.ts`. */
const introspectionFields: readonly string[] = ['__schema', '__type', '_service'];

/** One error where the document asks for the schema; `__typename` is part of data, not of the schema. */
export function findIntrospection(document: DocumentNode): GraphQLError[] {
  const faults: GraphQLError[] = [];
  visit(document, {
    Field(node) {
      if (!introspectionFields.includes(node.name.value)) return;
      faults.push(refuseDocument('The schema is not shown here', node));
      return BREAK;
    },
  });
  return faults;
}

/** graphql-js ends its messages with names that resemble the wrong one. */
export function withoutSuggestion(message: string): string {
  return message.replace(/ Did you mean [^?]*\?$/, '');
}
