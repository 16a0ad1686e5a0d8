/**
 * Custom scalars as values of the client: `DateTime` as a `Date`, say, where generated types promise one. Follows the
 * document and a table of the schema that the code generator writes (`scalars.ts`). Only answers need it: what is sent
 * becomes text by its own `toJSON`. Pure.
 */

import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/** The types that lead to such a scalar, written by the code generator. */
export interface ScalarTable {
  /** The root types by kind of operation. */
  readonly roots: Readonly<Partial<Record<'query' | 'mutation' | 'subscription', string>>>;
  /** By object type and field: the name of its type without lists and non-null. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Makes a value of the text that the gateway sends, by scalar. */
export type ScalarParsers = Readonly<Record<string, (text: string) => unknown>>;

/** The answer's data with the parsed values in it; the given one is not changed. */
export function parseScalars<Data>(
  data: Data,
  document: DocumentNode,
  table: ScalarTable,
  parsers: ScalarParsers,
): Data {
  const operation = document.definitions.find(
    (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
  );
  const root = operation && table.roots[operation.operation];
  if (!operation || !root) return data;
  return parseValue(data, root, operation.selectionSet) as Data;

  function parseValue(value: unknown, type: string, selections: SelectionSetNode | undefined): unknown {
    if (value === null || value === undefined) return value;
    if (Array.isArray(value)) return value.map((each) => parseValue(each, type, selections));
    if (!selections) return typeof value === 'string' ? (parsers[type]?.(value) ?? value) : value;
    const row = { ...(value as Record<string, unknown>) };
    parseFields(row, typeof row['__typename'] === 'string' ? row['__typename'] : type, selections);
    return row;
  }

  function parseFields(row: Record<string, unknown>, type: string, { selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const fieldType = table.fields[type]?.[selection.name.value];
        if (fieldType && key in row) row[key] = parseValue(row[key], fieldType, selection.selectionSet);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentNamed(selection.name.value);
      const condition = fragment?.typeCondition?.name.value ?? type;
      // What holds for an interface is looked up in the object's own type.
      const mayApply = condition === type || !(condition in table.fields);
      if (fragment && mayApply) parseFields(row, type, fragment.selectionSet);
    }
  }

  function fragmentNamed(name: string) {
    return document.definitions.find(
      (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name,
    ) as (OperationDefinitionNode & { typeCondition?: { name: { value: string } } }) | undefined;
  }
}
