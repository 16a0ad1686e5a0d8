/**
 * The Yoga plugin that executes queries by their shapes, see `execute-shape.ts`. The one place that chooses between that way
 * and the ordinary one, which all else takes: mutations, subscriptions, introspection, answers in parts.
 */

import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { coercedVariables } from './coerced-variables.ts';
import { createReaders, executeShape, type ReaderOf } from './execute-shape.ts';
import {
  decidingVariables,
  fragmentsOf,
  isIncremental,
  type OperationShape,
  shapeOfOperation,
} from './operation-shape.ts';

/** What is kept for one operation of a document. */
interface KnownOperation {
  readonly deciding: readonly string[];
  readonly isIncremental: boolean;
  readonly readerOf: ReaderOf;
  /** By the values of the deciding variables; null for what takes the ordinary way. */
  readonly shapes: Map<string, OperationShape | null>;
}

/** So many choices of `@skip` and `@include` are kept for one operation; others are made anew. */
const mostChoices = 16;

export function useShapeExecution(execute: ShapeExecution): Plugin {
  return {
    onExecute: ({ executeFn, setExecuteFn }) => {
      setExecuteFn((args: ExecutionArgs) => execute(args) ?? executeFn(args));
    },
  };
}

/** Null for what takes the ordinary way. */
export type ShapeExecution = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult> | null;

/** Keeps what it knows of a document for as long as the document itself is kept. */
export function createShapeExecution(): ShapeExecution {
  const documents = new WeakMap<DocumentNode, Map<string, KnownOperation>>();
  return (args) => {
    const { schema, document, contextValue, operationName } = args;
    const operation = getOperationAST(document, operationName);
    const type = schema.getQueryType();
    if (operation?.operation !== OperationTypeNode.QUERY || !type) return null;
    const values = coercedVariables(schema, operation, args.variableValues);
    if (!values.coerced) return null;
    const known = knownIn(documents, document, operation.name?.value ?? '');
    if (known.isIncremental) return null;
    const deciding = Object.fromEntries(known.deciding.map((name) => [name, values.coerced[name]]));
    const choice = JSON.stringify(deciding);
    let shape = known.shapes.get(choice);
    if (shape === undefined) {
      const parts = { schema, operation, fragments: fragmentsOf(document) };
      shape = shapeOfOperation(parts, type, deciding);
      if (known.shapes.size < mostChoices) known.shapes.set(choice, shape);
    }
    return shape && executeShape(shape, known.readerOf, { variables: values.coerced, context: contextValue });
  };
}

function knownIn(
  documents: WeakMap<DocumentNode, Map<string, KnownOperation>>,
  document: DocumentNode,
  name: string,
): KnownOperation {
  const operations = documents.get(document) ?? new Map<string, KnownOperation>();
  documents.set(document, operations);
  const known = operations.get(name);
  if (known) return known;
  const made = {
    deciding: decidingVariables(document),
    isIncremental: isIncremental(document),
    readerOf: createReaders(),
    shapes: new Map(),
  };
  operations.set(name, made);
  return made;
}
