/** What stands in GraphiQL's editors, as the request that it would become. Pure. */

/** The texts of the editors. */
export interface Written {
  readonly query: string;
  readonly variables: string;
  readonly headers: string;
  /** The operation that GraphiQL would run, as far as it said. */
  readonly operationName: string | null;
}

export interface WrittenRequest {
  readonly body: {
    readonly query: string;
    readonly variables: unknown;
    readonly operationName: string | undefined;
  };
  readonly headers: Readonly<Record<string, string>>;
}

/** @throws SyntaxError, with a message for people, where variables or headers are no JSON object */
export function requestOf(written: Written): WrittenRequest {
  const headers = Object.entries(objectOf(written.headers, 'headers'));
  return {
    body: {
      query: written.query,
      variables: objectOf(written.variables, 'variables'),
      operationName: operationNameOf(written) ?? undefined,
    },
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
  };
}

/** As GraphiQL chooses: the operation that was run or typed last, or the first. */
export function operationNameOf({ query, operationName }: Written): string | null {
  const names = operationNames(query);
  return names.find((name) => name === operationName) ?? names[0] ?? null;
}

const token = /#[^\n\r]*|"""(?:\\"""|[\s\S])*?"""|"(?:\\.|[^"\\\n])*"?|[$@]?[_A-Za-z]\w*|[{}()[\]]/g;

/** The names of the operations in a document, which may be unfinished. */
export function operationNames(document: string): readonly string[] {
  const outermost: string[] = [];
  let depth = 0;
  for (const [text] of document.matchAll(token)) {
    if (/^[{([]/.test(text)) depth += 1;
    else if (/^[})\]]/.test(text)) depth -= 1;
    if (depth === 0 && !/^[#"]/.test(text)) outermost.push(text);
  }
  return outermost.filter(
    (text, index) =>
      /^[_A-Za-z]/.test(text) &&
      /^(query|mutation|subscription)$/.test(outermost[index - 1] ?? '') &&
      outermost[index - 2] !== 'fragment',
  );
}

/** The editors allow comments. */
const commentOrText = /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

function objectOf(text: string, name: 'variables' | 'headers'): Record<string, unknown> {
  const json = text.replace(commentOrText, '$1').trim();
  if (json === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(json.replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, '$1'));
  } catch {
    throw new SyntaxError(`The ${name} are not JSON yet.`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new SyntaxError(`The ${name} are not a JSON object.`);
}
