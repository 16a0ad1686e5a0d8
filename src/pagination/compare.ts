/**
 * Owns how sort values are compared that travel as text. Every function is negative, zero or positive as a
 * comparator is, and NaN where a text is no such value. Pure.
 */

/** Compares two values of one kind in their written form. */
export type CompareTexts = (left: string, right: string) => number;

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/i;
/** The calendar repeats after 400 years; `Date.UTC` takes the years before 100 for those after 1900. */
const CALENDAR_CYCLE_YEARS = 400;

/** As UTF-8 and Python order text; `<` on strings orders UTF-16 units, which differs above U+FFFF. */
export function compareCodePoints(left: string, right: string): number {
  if (left === right) return 0;
  const [leftPoints, rightPoints] = [left[Symbol.iterator](), right[Symbol.iterator]()];
  for (;;) {
    const [a, b] = [leftPoints.next(), rightPoints.next()];
    if (a.done || b.done) return Number(b.done ?? false) - Number(a.done ?? false);
    const difference = (a.value.codePointAt(0) ?? 0) - (b.value.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
}

/** RFC 3339 texts in time, exact to their last digit, whatever offset and however many digits each has. */
export function compareInstants(left: string, right: string): number {
  const [a, b] = [parseInstant(left), parseInstant(right)];
  if (a === null || b === null) return Number.NaN;
  const digits = Math.max(a.fraction.length, b.fraction.length);
  return (
    a.seconds - b.seconds || compareCodePoints(a.fraction.padEnd(digits, '0'), b.fraction.padEnd(digits, '0'))
  );
}

/** Decimal numbers, as doubles. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0;
  return parseNumber(left) - parseNumber(right);
}

function parseNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** Whole seconds, and the digits behind their point. */
function parseInstant(text: string): { readonly seconds: number; readonly fraction: string } | null {
  const match = INSTANT.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour, minute, second] = match.slice(1, 7).map(Number);
  const ms = Date.UTC(year + CALENDAR_CYCLE_YEARS, month - 1, day, hour, minute, second);
  const offsetMinutes = Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0);
  const sign = match[8] === '-' ? -1 : 1;
  return { seconds: ms / 1000 - sign * offsetMinutes * 60, fraction: match[7] ?? '' };
}
