/**
 * How often one field is selected in one place. graphql-js' validation compares every two fields of a response name, so
 * its time grows with the square. Pure; walks what the fragments expand to, so only for documents known to be small.
 */

import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { refuse } from './document-refusal.ts';
import type { Survey } from './document-survey.ts';

/** Merges fields as execution does, and refuses the first response name that too many of them share. */
export function findRepeats({ roots, fragments, cycles }: Survey, allowed: number): GraphQLError[] {
  const places: SelectionSetNode[][] = roots.map(({ own }) => [own.definition.selectionSet]);
  for (let place = places.pop(); place; place = places.pop()) {
    const fieldsByName = Map.groupBy(fieldsIn(place, fragments, cycles), responseName);
    for (const [name, fields] of fieldsByName) {
      if (fields.length > allowed) {
        const found = fields.length;
        return [
          refuse({
            what: `\`${name}\``,
            unit: 'repetitions in one place',
            found,
            allowed,
            at: fields[allowed] as FieldNode,
          }),
        ];
      }
      const below = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (below.length > 0) places.push(below);
    }
  }
  return [];
}

/** The fields of several selections of one object; each fragment once, as its fields are the same every time. */
function* fieldsIn(
  place: readonly SelectionSetNode[],
  fragments: Survey['fragments'],
  cycles: Survey['cycles'],
): Generator<FieldNode> {
  const spread = new Set<FragmentDefinitionNode>();
  const open = [...place];
  for (let set = open.pop(); set; set = open.pop()) {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) yield node;
      else if (node.kind === Kind.INLINE_FRAGMENT) open.push(node.selectionSet);
      else {
        const fragment = fragments.get(node.name.value);
        if (!fragment || cycles.has(node) || spread.has(fragment)) continue;
        spread.add(fragment);
        open.push(fragment.selectionSet);
      }
    }
  }
}

function responseName({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
