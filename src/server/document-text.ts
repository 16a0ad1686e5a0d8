/**
 * What a document may be as text, read before it is parsed: graphql-js' parser calls itself for every bracket and runs
 * out of stack at a thousand of them. Pure; reads each token once and stops at the first one too many.
 */

import { GraphQLError, Lexer, type Source, TokenKind } from 'graphql';
import { refuse } from './document-refusal.ts';

/** The most that a text may have of each. */
export interface TextLimits {
  readonly characters: number;
  readonly lines: number;
  readonly tokens: number;
  /** Brackets that are open at the same time, of all kinds. */
  readonly nesting: number;
}

/** The refusal of a text that is too long even to be looked at; null for others. */
export function findLengthFault({ length }: string, { characters }: TextLimits): GraphQLError | null {
  if (length <= characters) return null;
  return refuse({ what: 'The document', unit: 'characters', found: length, allowed: characters });
}

/** What the text has too much of; null where it has nothing, or is no GraphQL, which the parser then says better. */
export function findTextFault(source: Source, limits: TextLimits): GraphQLError | null {
  const lengthFault = findLengthFault(source.body, limits);
  if (lengthFault) return lengthFault;
  try {
    return findTokenFault(source, limits);
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

function findTokenFault(source: Source, limits: TextLimits): GraphQLError | null {
  const lexer = new Lexer(source);
  let open = 0;
  for (let count = 1; ; count += 1) {
    const { kind, start } = lexer.advance();
    if (isOpening(kind)) open += 1;
    else if (isClosing(kind)) open -= 1;
    const refuseMore = (unit: string, allowed: number): GraphQLError =>
      refuse({ what: 'The document', unit, found: 'more', allowed, at: { source, position: start } });
    if (lexer.line > limits.lines) return refuseMore('lines', limits.lines);
    if (kind === TokenKind.EOF) return null;
    if (count > limits.tokens) return refuseMore('tokens', limits.tokens);
    if (open > limits.nesting) return refuseMore('brackets inside each other', limits.nesting);
  }
}

function isOpening(kind: TokenKind): boolean {
  return kind === TokenKind.BRACE_L || kind === TokenKind.BRACKET_L || kind === TokenKind.PAREN_L;
}

function isClosing(kind: TokenKind): boolean {
  return kind === TokenKind.BRACE_R || kind === TokenKind.BRACKET_R || kind === TokenKind.PAREN_R;
}
