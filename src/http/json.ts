/**
 * Reads JSON without losing digits. A number that a double cannot hold exactly stays as its source text (a raw
 * JSON value, which `JSON.stringify` prints back digit for digit). Knows nothing of contracts.
 */

declare global {
  interface JSON {
    /** A frozen object that `JSON.stringify` prints as this JSON text. */
    rawJSON(text: string): { readonly rawJSON: string };
    isRawJSON(value: unknown): value is { readonly rawJSON: string };
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
  }
}

/**
 * A double holds 15 decimal digits and two-digit exponents for certain; only more needs the careful way, which takes ten
 * times as long. Only where a number can begin: signed addresses and hashes are full of digits.
 */
const longNumber = /[:[,]\s*-?(?:[\d.]{16}|[\d.]+[eE][+-]?\d{3})/;
/** A text that is nothing but a number. */
const bareNumber = /^\s*-?\d/;

/** Parses JSON text; throws a `SyntaxError` where it is none. */
export function parseJson(text: string): unknown {
  return mayLoseDigits(text) ? parseExactly(text) : JSON.parse(text);
}

/** JSON that is read twice only where somebody needs digits that doubles have not. */
export interface JsonBody {
  /** Its numbers are doubles. */
  readonly value: unknown;
  /** Read without losing digits; null where `value` has them all. */
  exactly(): unknown;
}

/** As `parseJson`, which takes half as long again because it searches for long numbers: only for whoever asks. */
export function parseJsonBody(text: string): JsonBody {
  return { value: JSON.parse(text), exactly: () => (mayLoseDigits(text) ? parseExactly(text) : null) };
}

function mayLoseDigits(text: string): boolean {
  return longNumber.test(text) || bareNumber.test(text);
}

function parseExactly(text: string): unknown {
  return JSON.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && !isExact(value, source)
      ? JSON.rawJSON(source)
      : value,
  );
}

/** As `parseJson`, with null for text that is no JSON. */
export function parseJsonOrNull(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

/** The number of a JSON value, rounded to a double where it has more digits; null where it is no number. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return JSON.isRawJSON(value) ? Number(value.rawJSON) : null;
}

/** Whether the double prints the same digits as its source, written in whatever way. */
function isExact(value: number, source: string): boolean {
  return significantDigits(String(value)) === significantDigits(source);
}

function significantDigits(text: string): string {
  const mantissa = text.replace(/e.*$/i, '').replace(/[-.]/g, '');
  return mantissa.replace(/^0+/, '').replace(/0+$/, '');
}
