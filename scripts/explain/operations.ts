/** Operations of several files, each with the fragments that it uses, checked against the schema. Pure. */

import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  LoneAnonymousOperationRule,
  type OperationDefinitionNode,
  parse,
  Source,
  specifiedRules,
  UniqueFragmentNamesRule,
  UniqueOperationNamesRule,
  validate,
  visit,
} from 'graphql';
import { unconditionalRoot } from '#src/server/unconditional-root.ts';
import type { OperationFile } from './operation-files.ts';

export interface Operation {
  /** Null for one without a name. */
  readonly name: string | null;
  readonly file: OperationFile;
  /** Where it begins, from 1. */
  readonly line: number;
  readonly definition: OperationDefinitionNode;
  /** The operation and the fragments that it uses. */
  readonly document: DocumentNode;
}

/** Why an operation, or a whole file, has no plan. */
export interface Fault {
  readonly file: string;
  /** Null where it is the fault of the file. */
  readonly operation: Pick<Operation, 'name'> | null;
  readonly line: string;
}

export interface OperationSet {
  readonly operations: readonly Operation[];
  readonly faults: readonly Fault[];
}

interface ParsedFile {
  readonly file: OperationFile;
  readonly operations: readonly OperationDefinitionNode[];
  readonly fragments: readonly FragmentDefinitionNode[];
}

/** Fragments by their names: all that could be meant. */
type Fragments = ReadonlyMap<string, readonly FragmentDefinitionNode[]>;

/** Valid operations in the order of their files. */
export function readOperations(files: readonly OperationFile[], schema: GraphQLSchema): OperationSet {
  const faults: Fault[] = [];
  const parsedFiles = files.flatMap((file) => {
    try {
      return [parsedFile(file, schema, faults)];
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      faults.push({ file: file.name, operation: null, line: lineOf(error, file.name) });
      return [];
    }
  });
  // Whatever uses a fragment of a file that cannot be read would look wrong, too.
  if (faults.length > 0) return { operations: [], faults };
  const shared = parsedFiles.flatMap(({ fragments }) => fragments);
  const operations = parsedFiles.flatMap(({ file, operations: definitions, fragments }) => {
    // Those of the same file are meant before those of others.
    const known: Fragments = new Map([...byName(shared), ...byName(fragments)]);
    return definitions.map((definition) => operationOf(definition, file, known, faults));
  });
  const valid = operations.filter((operation) => {
    if (faults.some((fault) => fault.operation === operation)) return false;
    const errors = validate(schema, operation.document, [...specifiedRules, unconditionalRoot]);
    faults.push(...errors.map((error) => faultOf(operation, error)));
    return errors.length === 0;
  });
  return { operations: valid, faults };
}

/** The fault of an operation that GraphQL tells. */
export function faultOf(operation: Operation, error: GraphQLError): Fault {
  return { file: operation.file.name, operation, line: lineOf(error, operation.file.name) };
}

function parsedFile(file: OperationFile, schema: GraphQLSchema, faults: Fault[]): ParsedFile {
  const document = parse(new Source(file.text, file.name));
  const rules = [UniqueOperationNamesRule, LoneAnonymousOperationRule, UniqueFragmentNamesRule];
  for (const error of validate(schema, document, rules)) {
    faults.push({ file: file.name, operation: null, line: lineOf(error, file.name) });
  }
  const { definitions } = document;
  return {
    file,
    operations: definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION),
    fragments: definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION),
  };
}

function byName(fragments: readonly FragmentDefinitionNode[]): Fragments {
  return Map.groupBy(fragments, ({ name }) => name.value);
}

function operationOf(
  definition: OperationDefinitionNode,
  file: OperationFile,
  known: Fragments,
  faults: Fault[],
): Operation {
  const used = [...fragmentsUsedBy(definition, known).values()];
  const operation: Operation = {
    name: definition.name?.value ?? null,
    file,
    line: definition.loc?.startToken.line ?? 1,
    definition,
    document: {
      kind: Kind.DOCUMENT,
      definitions: [definition, ...used.flatMap((meant) => meant.slice(0, 1))],
    },
  };
  for (const [meant, other] of used) {
    if (meant && other) faults.push({ file: file.name, operation, line: twice(meant, other) });
  }
  return operation;
}

function fragmentsUsedBy(definition: OperationDefinitionNode, known: Fragments): Fragments {
  const used = new Map<string, readonly FragmentDefinitionNode[]>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread: ({ name: { value: name } }) => {
        const meant = known.get(name);
        if (!meant || used.has(name)) return;
        used.set(name, meant);
        for (const fragment of meant) collect(fragment);
      },
    });
  };
  collect(definition);
  return used;
}

function twice(meant: FragmentDefinitionNode, other: FragmentDefinitionNode): string {
  const message = `There are two fragments named "${meant.name.value}".`;
  return lineOf(new GraphQLError(message, { nodes: [other] }), '');
}

/** As compilers write it: the file, the line and the column, from 1, and what is wrong there. */
function lineOf({ message, source, locations }: GraphQLError, file: string): string {
  const [place] = locations ?? [];
  const where = place ? `${source?.name ?? file}:${place.line}:${place.column}` : file;
  return `${where}: ${message}`;
}
