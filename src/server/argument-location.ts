/**
 * Says which argument a fault in an operation belongs to, as a path: `['filter', 'tags', 0]`. Pure: reads the
 * document only.
 */

import { type ASTNode, BREAK, type DocumentNode, Kind, type ValueNode, visit } from 'graphql';

export type ArgumentPath = readonly (string | number)[];

/** The argument that a node of the document stands in or under; null where it is in none. */
export function argumentOfNode(document: DocumentNode, target: ASTNode): ArgumentPath | null {
  let found: ArgumentPath | null = null;
  visit(document, {
    enter(node, _key, parent, _path, ancestors) {
      if (node !== target) return;
      found = argumentPath([...ancestors, parent, node].filter(isNode));
      return BREAK;
    },
  });
  return found;
}

/** The argument in which a variable is first used; null where it is used in none. */
export function argumentOfVariable(document: DocumentNode, name: string): ArgumentPath | null {
  let found: ArgumentPath | null = null;
  visit(document, {
    Variable(node, _key, parent, _path, ancestors) {
      if (node.name.value !== name) return;
      found = argumentPath([...ancestors, parent, node].filter(isNode));
      return found === null ? undefined : BREAK;
    },
  });
  return found;
}

function argumentPath(lineage: readonly ASTNode[]): ArgumentPath | null {
  const start = lineage.findIndex((node) => node.kind === Kind.ARGUMENT);
  if (start === -1) return null;
  return lineage.slice(start).flatMap((node, index, below): (string | number)[] => {
    if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) return [node.name.value];
    const entry = below[index + 1];
    return node.kind === Kind.LIST && entry ? [node.values.indexOf(entry as ValueNode)] : [];
  });
}

function isNode(ancestor: ASTNode | readonly ASTNode[] | undefined): ancestor is ASTNode {
  return ancestor !== undefined && !Array.isArray(ancestor);
}
