/**
 * What the operations of a document select, fragments followed. Pure, linear in the document, and without recursion; a
 * fragment that spreads itself is followed once, for validation to report.
 */

import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';

/** What one operation selects; what is in a fragment counts wherever the fragment is spread. */
export interface SelectionCounts {
  /** Levels of fields below each other. */
  readonly depth: number;
  readonly rootFields: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields and fragments. */
  readonly selections: number;
}

/** An operation, or a fragment that no operation reaches. */
type Root = OperationDefinitionNode | FragmentDefinitionNode;

/** What a definition selects by itself. */
export interface Own {
  readonly definition: Root;
  readonly fields: readonly { readonly node: FieldNode; readonly level: number }[];
  readonly aliases: readonly NameNode[];
  readonly directives: readonly DirectiveNode[];
  readonly spreads: readonly { readonly node: FragmentSpreadNode; readonly level: number }[];
  readonly selections: number;
}

/** A document that was walked once. */
export interface Survey {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly roots: readonly { readonly own: Own; readonly counts: SelectionCounts }[];
  /** Spreads that lead back to a fragment that they are in. */
  readonly cycles: ReadonlySet<FragmentSpreadNode>;
}

/** Walks every definition once: operations first, then each fragment that none of them reaches. */
export function surveyOf({ definitions }: DocumentNode): Survey {
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const fragments = new Map(
    definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  );
  const counted = new Map<Root, SelectionCounts>();
  const cycles = new Set<FragmentSpreadNode>();
  const roots: Survey['roots'][number][] = [];
  for (const root of [...operations, ...fragments.values()] as Root[]) {
    if (counted.has(root)) continue;
    const own = ownOf(root);
    roots.push({ own, counts: countFrom(own, { fragments, counted, cycles }) });
  }
  return { fragments, roots, cycles };
}

/** Counts a definition after all that it spreads, with a list of what is still open instead of recursion. */
function countFrom(
  start: Own,
  walk: Pick<Survey, 'fragments'> & {
    readonly counted: Map<Root, SelectionCounts>;
    readonly cycles: Set<FragmentSpreadNode>;
  },
): SelectionCounts {
  const { fragments, counted, cycles } = walk;
  const open: { readonly own: Own; next: number }[] = [{ own: start, next: 0 }];
  const isOpen = new Set<Root>([start.definition]);
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const spread = top.own.spreads[top.next];
    if (!spread) {
      counted.set(top.own.definition, sumOf(top.own, walk));
      isOpen.delete(top.own.definition);
      open.pop();
      continue;
    }
    top.next += 1;
    const fragment = fragments.get(spread.node.name.value);
    if (!fragment || counted.has(fragment)) continue;
    if (isOpen.has(fragment)) {
      cycles.add(spread.node);
      continue;
    }
    isOpen.add(fragment);
    open.push({ own: ownOf(fragment), next: 0 });
  }
  return counted.get(start.definition) ?? sumOf(start, walk);
}

function sumOf(
  { fields, aliases, directives, spreads, selections }: Own,
  { fragments, counted, cycles }: Parameters<typeof countFrom>[1],
): SelectionCounts {
  const sum = {
    depth: fields.reduce((deepest, { level }) => Math.max(deepest, level), 0),
    rootFields: fields.filter(({ level }) => level === 1).length,
    aliases: aliases.length,
    directives: directives.length,
    selections,
  };
  for (const { node, level } of spreads) {
    const fragment = fragments.get(node.name.value);
    const counts = fragment && !cycles.has(node) ? counted.get(fragment) : undefined;
    if (!counts) continue;
    sum.depth = Math.max(sum.depth, level - 1 + counts.depth);
    if (level === 1) sum.rootFields += counts.rootFields;
    sum.aliases += counts.aliases;
    sum.directives += counts.directives;
    sum.selections += counts.selections;
  }
  return sum;
}

/** Walks a definition in the order of its text. */
function ownOf(definition: Root): Own {
  const fields: { node: FieldNode; level: number }[] = [];
  const spreads: { node: FragmentSpreadNode; level: number }[] = [];
  const aliases: NameNode[] = [];
  const variables = definition.variableDefinitions ?? [];
  const directives = [definition, ...variables].flatMap((node) => node.directives ?? []);
  let selections = 0;
  const open = [{ iterator: definition.selectionSet.selections.values(), level: 1 }];
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const { level, iterator } = top;
    const { value: node, done } = iterator.next() as IteratorResult<SelectionNode, undefined>;
    if (done) {
      open.pop();
      continue;
    }
    selections += 1;
    directives.push(...(node.directives ?? []));
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      spreads.push({ node, level });
      continue;
    }
    const isField = node.kind === Kind.FIELD;
    if (isField) fields.push({ node, level });
    if (isField && node.alias) aliases.push(node.alias);
    const below = node.selectionSet?.selections.values();
    if (below) open.push({ iterator: below, level: isField ? level + 1 : level });
  }
  return { definition, fields, spreads, aliases, directives, selections };
}
