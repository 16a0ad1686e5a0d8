/** How a document that is too much is refused: with the limit, what was found, and where it is crossed. Pure. */

import { type ASTNode, GraphQLError, type Source } from 'graphql';

/** Clients that can read it get the status 400, as for every operation that cannot run. */
const badRequest = { code: 'BAD_USER_INPUT', http: { spec: true, status: 400 } };

/** Fragments multiply what they select; beyond this the exact number says nothing. */
const largestNumber = 1_000_000_000;

/**
 * The refusal: "The operation has 1,000 aliases; at most 100 are allowed".
 *
 * @param excess.found `more` where nobody counted on
 */
export function refuse(excess: {
  readonly what: string;
  readonly unit: string;
  readonly found: number | 'more';
  readonly allowed: number;
  readonly at?: ASTNode | { readonly source: Source; readonly position: number };
}): GraphQLError {
  const { what, unit, found, allowed, at } = excess;
  const limit = numberText(allowed);
  const message =
    found === 'more'
      ? `${what} has more than ${limit} ${unit}; no more are allowed`
      : `${what} has ${amountText(found)} ${unit}; at most ${limit} are allowed`;
  return refuseDocument(message, at);
}

/** A refusal in any words. Holds the text, not the document, so that remembering it costs little. */
export function refuseDocument(
  message: string,
  at?: ASTNode | { readonly source: Source; readonly position: number },
): GraphQLError {
  return new GraphQLError(message, { ...placeOf(at), extensions: badRequest });
}

function placeOf(
  at: ASTNode | { readonly source: Source; readonly position: number } | undefined,
): { source: Source; positions: number[] } | null {
  if (!at) return null;
  if ('position' in at) return { source: at.source, positions: [at.position] };
  return at.loc ? { source: at.loc.source, positions: [at.loc.start] } : null;
}

/** Formats are loaded with the first refusal: that takes longer than most of a start. */
function numberText(number: number): string {
  return number.toLocaleString('en');
}

function amountText(count: number): string {
  return count > largestNumber ? `over ${numberText(largestNumber)}` : numberText(count);
}
