/**
 * Checks values as FastAPI and pydantic do and describes what is wrong in their words: `type`, `loc`, `msg`,
 * `input`, `ctx`. Pure. Every check adds its problems to a list, so that all of them are answered at once.
 */

type Location = readonly (string | number)[];

export interface Problem {
  readonly type: string;
  readonly loc: Location;
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

/** Where a value came from and where problems go. */
export interface Check {
  readonly loc: Location;
  readonly problems: Problem[];
}

/** The same check, one step further inside. */
export function within(check: Check, ...steps: readonly (string | number)[]): Check {
  return { ...check, loc: [...check.loc, ...steps] };
}

export function report(
  check: Check,
  type: string,
  msg: string,
  input: unknown,
  ctx?: Readonly<Record<string, unknown>>,
): undefined {
  check.problems.push({ type, loc: check.loc, msg, input, ...(ctx === undefined ? {} : { ctx }) });
  return undefined;
}

export function reportMissing(check: Check, container: unknown): undefined {
  return report(check, 'missing', 'Field required', container);
}

/** A UUID in lower case with hyphens; undefined (and a problem) for anything else. */
export function checkUuid(check: Check, value: unknown): string | undefined {
  if (typeof value !== 'string') {
    return report(check, 'uuid_type', 'UUID input should be a string, bytes or UUID object', value);
  }
  const error = uuidError(value);
  if (error !== null) {
    return report(check, 'uuid_parsing', `Input should be a valid UUID, ${error}`, value, { error });
  }
  const hex = value.replaceAll('-', '').toLowerCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The words of the parser behind pydantic, or null for a good UUID (with or without hyphens). */
function uuidError(text: string): string | null {
  const position = [...text].findIndex((character) => !/^[0-9a-f-]$/i.test(character));
  if (position >= 0) return `invalid character: found \`${[...text][position]}\` at ${position + 1}`;
  const groups = text.split('-');
  if (groups.length === 1) {
    return text.length === 32
      ? null
      : `invalid length: expected length 32 for simple format, found ${text.length}`;
  }
  if (groups.length !== 5) return `invalid group count: expected 5, found ${groups.length}`;
  const wanted = [8, 4, 4, 4, 12];
  const wrong = groups.findIndex((group, index) => group.length !== wanted[index]);
  if (wrong < 0) return null;
  return `invalid group length in group ${wrong}: expected ${wanted[wrong]}, found ${groups[wrong]?.length}`;
}

/** A whole number of a query, at least zero. */
export function checkCount(check: Check, text: string): number | undefined {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) {
    const msg = 'Input should be a valid integer, unable to parse string as an integer';
    return report(check, 'int_parsing', msg, text);
  }
  const value = Number(text);
  if (value >= 0) return value;
  return report(check, 'greater_than_equal', 'Input should be greater than or equal to 0', text, { ge: 0 });
}

/** A text; lengths are counted in code points, as Python does. */
export function checkText(check: Check, value: unknown, maxLength?: number): string | undefined {
  if (typeof value !== 'string') return report(check, 'string_type', 'Input should be a valid string', value);
  if (maxLength === undefined || [...value].length <= maxLength) return value;
  const msg = `String should have at most ${maxLength} characters`;
  return report(check, 'string_too_long', msg, value, { max_length: maxLength });
}

export function checkInteger(check: Check, value: unknown): number | undefined {
  if (typeof value !== 'number') return report(check, 'int_type', 'Input should be a valid integer', value);
  if (Number.isInteger(value)) return value;
  const msg = 'Input should be a valid integer, got a number with a fractional part';
  return report(check, 'int_from_float', msg, value);
}

export function checkNumber(check: Check, value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return report(check, 'float_type', 'Input should be a valid number', value);
}

export function checkBoolean(check: Check, value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return report(check, 'bool_type', 'Input should be a valid boolean', value);
}

/** A list, each entry checked by `entry`; bad entries are left out. */
export function checkList<T>(
  check: Check,
  value: unknown,
  entry: (inner: Check, value: unknown) => T | undefined,
): T[] | undefined {
  if (!Array.isArray(value)) return report(check, 'list_type', 'Input should be a valid list', value);
  return value.flatMap((raw: unknown, index) => {
    const checked = entry(within(check, index), raw);
    return checked === undefined ? [] : [checked];
  });
}

export function checkObject(check: Check, value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (isObject(value)) return value;
  const msg = 'Input should be a valid dictionary or object to extract fields from';
  return report(check, 'model_attributes_type', msg, value);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
