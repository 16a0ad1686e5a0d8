/**
 * How much a document may select: counted in one pass after it is parsed and before it is validated, because the
 * time of validation grows with the square of some of it. Pure, linear in the document, and without recursion; fragments
 * that spread themselves are followed once and left to validation.
 */

import { type ASTNode, type DocumentNode, type GraphQLError, Kind } from 'graphql';
import { refuse } from './document-refusal.ts';
import { type Own, type SelectionCounts, surveyOf } from './document-survey.ts';
import type { TextLimits } from './document-text.ts';
import { findRepeats } from './field-repeats.ts';

/** The most that an operation, or the whole document, may have of each. */
export interface SelectionLimits extends SelectionCounts {
  /** Fields of one response name that are merged into one. */
  readonly repeats: number;
}

/**
 * Room for what people and compilers write, several times over: the largest operation of the examples and tests has
 * some 400 tokens, 9 levels and 12 aliases; GraphiQL's introspection query has 15 levels.
 */
export const documentLimits: TextLimits & SelectionLimits = {
  // Errors say the line they are in, and each one counts lines from the start of the text.
  characters: 100_000,
  lines: 4_000,
  tokens: 4_000,
  // The parser has stack for about a thousand.
  nesting: 100,
  // Connections take three levels each, so this is six lists inside each other.
  depth: 20,
  rootFields: 50,
  aliases: 100,
  directives: 100,
  selections: 10_000,
  // Every component of a screen may ask for `id` in its own fragment.
  repeats: 100,
};

/** One error for each limit that the document exceeds. */
export function findLimitFaults(document: DocumentNode, limits: SelectionLimits): GraphQLError[] {
  const survey = surveyOf(document);
  const faults = survey.roots.flatMap(({ own, counts }) => excessesOf(own, counts, limits));
  const selections = survey.roots.reduce((sum, { counts }) => sum + counts.selections, 0);
  if (selections > limits.selections) {
    faults.push(
      refuse({
        what: 'The document',
        unit: 'fields and fragments in all places where they are spread',
        found: selections,
        allowed: limits.selections,
      }),
    );
  }
  // What is merged is walked in full, so only a document that is small enough is.
  return faults.length > 0 ? faults : findRepeats(survey, limits.repeats);
}

function excessesOf(own: Own, counts: SelectionCounts, limits: SelectionLimits): GraphQLError[] {
  const { definition, fields, aliases, directives } = own;
  const isOperation = definition.kind === Kind.OPERATION_DEFINITION;
  const what = isOperation ? 'The operation' : 'The fragment';
  const excess = (
    name: keyof SelectionCounts,
    unit: string,
    offender: ASTNode | undefined,
  ): GraphQLError[] => {
    const [found, allowed] = [counts[name], limits[name]];
    return found > allowed ? [refuse({ what, unit, found, allowed, at: offender ?? definition })] : [];
  };
  const tooDeep = fields.find(({ level }) => level > limits.depth)?.node;
  const rootFields = fields.filter(({ level }) => level === 1);
  return [
    ...excess('depth', 'levels of fields', tooDeep),
    ...(isOperation ? excess('rootFields', 'fields at its root', rootFields[limits.rootFields]?.node) : []),
    ...excess('aliases', 'aliases', aliases[limits.aliases]),
    ...excess('directives', 'directives', directives[limits.directives]),
  ];
}
