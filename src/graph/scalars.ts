/**
 * The scalars of the graph: those of graphql-scalars, except that values keep the text that they came as. A `Date`
 * would lose microseconds, and a `URL` object would rewrite what it parses.
 */

import { GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTime, GraphQLJSON, GraphQLSafeInt, GraphQLURL } from 'graphql-scalars';
import { uuidPattern } from '#src/http/decode.ts';

/** An instant in RFC 3339, all its digits kept in both directions. */
export const DateTimeScalar = keepingText(
  GraphQLDateTime,
  'An instant as RFC 3339 text with an offset, for example `2026-03-14T09:26:53.589793+00:00`. It is passed on as ' +
    'the backend wrote it: PiktID and Sartiq send microseconds, Acusight whole seconds.',
);

/** An absolute URL, exactly as the backend sent it. */
export const UrlScalar = keepingText(
  GraphQLURL,
  'An absolute URL, passed on as the backend wrote it. URLs of PiktID and Acusight are ' +
    'signed and short-lived (1 hour and 15 minutes): show them, never store or compare them.',
);

/** Free JSON. */
export const JsonScalar = new GraphQLScalarType({
  ...GraphQLJSON.toConfig(),
  description: 'Any JSON value whose shape the backend does not document. Numbers keep all their digits.',
});

/** A UUID, in lower case whichever way it was given, so that one object has one name. */
export const UuidScalar = new GraphQLScalarType<string, string>({
  name: 'UUID',
  description: 'A UUID, for example `5d1f7c1e-6c0e-4b5f-8f0a-6a1d1f0f9b21`. Upper case is accepted.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc9562',
  serialize: (value) => readUuid(value),
  parseValue: (value) => readUuid(value),
  parseLiteral: (node) => readUuid(node.kind === Kind.STRING ? node.value : null),
});

function readUuid(value: unknown): string {
  if (typeof value === 'string' && uuidPattern.test(value)) return value.toLowerCase();
  throw new TypeError('UUID must be given as text of 32 hexadecimal digits in groups of 8-4-4-4-12.');
}

export const SafeIntScalar = new GraphQLScalarType({
  ...GraphQLSafeInt.toConfig(),
  description: 'A whole number of at most 2^53 - 1, for values that outgrow the 32 bits of `Int`.',
});

function keepingText(scalar: GraphQLScalarType, description: string): GraphQLScalarType<string, string> {
  const config = scalar.toConfig();
  const parse = (value: unknown): string => {
    if (typeof value !== 'string') throw new TypeError(`${config.name} must be given as a string.`);
    try {
      scalar.parseValue(value);
    } catch (cause) {
      // A plain error is given its place in the document by GraphQL; the library's own has none.
      throw new TypeError(cause instanceof Error ? cause.message : `${config.name} is not valid.`, { cause });
    }
    return value;
  };
  return new GraphQLScalarType<string, string>({
    name: config.name,
    description,
    ...(config.specifiedByURL ? { specifiedByURL: config.specifiedByURL } : {}),
    extensions: { codegenScalarType: 'string' },
    serialize: (value) => {
      if (typeof value === 'string') return value;
      throw new TypeError(`${config.name} cannot represent a value that is not text.`);
    },
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : null),
  });
}
