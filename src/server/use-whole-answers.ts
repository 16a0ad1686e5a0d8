/**
 * The Yoga plugin that answers at once, and whole, where a client asked for parts (`@defer`, `@stream`) that it cannot read: the
 * directives are wishes, and the data is the same.
 */

import { type DocumentNode, type ExecutionArgs, visit } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { isIncrementalDirective } from '#src/graph/incremental.ts';
import { isIncremental } from './operation-shape.ts';

interface WithRequest {
  readonly request: Request;
}

export function useWholeAnswers(): Plugin<WithRequest> {
  /** Null for those that have nothing to come later. */
  const wholes = new WeakMap<DocumentNode, DocumentNode | null>();
  const wholeOf = (document: DocumentNode): DocumentNode | null => {
    const known = wholes.get(document);
    if (known !== undefined) return known;
    const whole = isIncremental(document) ? withoutParts(document) : null;
    wholes.set(document, whole);
    return whole;
  };
  return {
    onExecute: ({ args: { document, contextValue }, executeFn, setExecuteFn }) => {
      const whole = wholeOf(document);
      if (!whole || readsParts(contextValue.request.headers.get('accept'))) return;
      setExecuteFn((args: ExecutionArgs) => executeFn({ ...args, document: whole }));
    },
  };
}

/** Whoever takes anything may not know that there are parts. */
function readsParts(accept: string | null): boolean {
  return /\b(?:multipart\/mixed|text\/event-stream)\b/i.test(accept ?? '');
}

/** What is left keeps its places in the text. */
function withoutParts(document: DocumentNode): DocumentNode {
  return visit(document, {
    Directive: (directive) => (isIncrementalDirective(directive) ? null : undefined),
  });
}
