/** Says whether an answer of `/graphql` is one that clients are promised. Pure. */

/** Every `extensions.code` of the public interface, except the one that admits a bug. */
const knownCodes: ReadonlySet<string> = new Set([
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_REJECTED',
  'UPSTREAM_CONTRACT',
  'QUERY_TOO_EXPENSIVE',
  'RATE_LIMITED',
  'OVERLOADED',
]);

export interface CheckedAnswer {
  /** The codes of its errors, one for each. */
  readonly codes: readonly string[];
  /** What is wrong with it, in sentences; empty for a good one. */
  readonly faults: readonly string[];
  /** Its data; null where there is none. */
  readonly data: Readonly<Record<string, unknown>> | null;
}

/** @param text the body, or the data of one event of a subscription */
export function checkAnswer(status: number, text: string): CheckedAnswer {
  const answer = parseObject(text);
  if (answer === null) return broken(`status ${status} came with a body that is no JSON object`, text);
  const { data, errors, extensions, ...others } = answer;
  if (Object.keys(others).length > 0) return broken('an answer has entries that GraphQL does not know', text);
  if (data === undefined && errors === undefined)
    return broken('an answer has neither data nor errors', text);
  if (extensions !== undefined && !isObject(extensions)) return broken('extensions are no object', text);
  if (errors !== undefined && !(Array.isArray(errors) && errors.length > 0)) {
    return broken('errors are no list with entries', text);
  }
  const list = (errors ?? []) as unknown[];
  return {
    codes: list.map(codeOf),
    faults: list.flatMap(faultsOf),
    data: isObject(data) ? data : null,
  };
}

function faultsOf(error: unknown): string[] {
  const message = isObject(error) ? error['message'] : undefined;
  if (typeof message !== 'string' || message === '') return ['an error has no message'];
  const code = codeOf(error);
  return [
    ...(knownCodes.has(code) ? [] : [`an error has the code ${code}: ${message}`]),
    ...(/\w+:\/\/|-token|bearer|\n\s+at /i.test(message) ? [`a message says too much: ${message}`] : []),
  ];
}

function codeOf(error: unknown): string {
  const extensions = isObject(error) ? error['extensions'] : undefined;
  const code = isObject(extensions) ? extensions['code'] : undefined;
  return typeof code === 'string' ? code : 'none';
}

function broken(what: string, text: string): CheckedAnswer {
  return { codes: [], faults: [`${what}: ${text.slice(0, 200)}`], data: null };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
