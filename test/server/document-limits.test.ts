import fc from 'fast-check';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  getIntrospectionQuery,
  Kind,
  parse,
  type SelectionSetNode,
  specifiedRules,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSchema } from '#src/graph/schema.ts';
import { documentLimits, findLimitFaults } from '#src/server/document-limits.ts';
import { readDocument } from '#src/server/document-reader.ts';
import { type SelectionCounts, surveyOf } from '#src/server/document-survey.ts';
import { readExampleOperations } from '#src/server/example-operations.ts';
import { findRepeats } from '#src/server/field-repeats.ts';
import { fragmentBomb, nested, times } from '#test/support/hostile.ts';

const unlimited = {
  depth: Number.POSITIVE_INFINITY,
  rootFields: Number.POSITIVE_INFINITY,
  aliases: Number.POSITIVE_INFINITY,
  directives: Number.POSITIVE_INFINITY,
  selections: Number.POSITIVE_INFINITY,
  repeats: Number.POSITIVE_INFINITY,
};

/** What is wrong with a text, as a client would read it; nothing for one that may be validated. */
function refusals(text: string): string[] {
  try {
    readDocument(text);
    return [];
  } catch (error) {
    if (error instanceof AggregateError) return error.errors.map(({ message }) => message);
    return [(error as Error).message];
  }
}

describe('limits on a document', () => {
  it.each([
    [
      '1,000 aliases',
      `{ jobs { nodes { ${times(1000, (n) => `a${n}: jobId`)} } } }`,
      'The operation has 1,000 aliases; at most 100 are allowed',
    ],
    [
      '101 directives',
      `{ jobs { nodes { jobId ${times(101, () => '@include(if: true)')} } } }`,
      'The operation has 101 directives; at most 100 are allowed',
    ],
    [
      'directives on variables',
      `query (${times(101, (n) => `$v${n}: Int @a`)}) { __typename }`,
      'The operation has 101 directives; at most 100 are allowed',
    ],
    ['21 levels', nested(20), 'The operation has 21 levels of fields; at most 20 are allowed'],
    [
      '21 levels through fragments',
      `{ job { ...A } } fragment A on Job ${nested(9)} fragment B on Job ${nested(9)}`.replace(
        'jobId',
        'job { ...B }',
      ),
      'The operation has 21 levels of fields; at most 20 are allowed',
    ],
    [
      '51 root fields',
      `{ ${times(51, () => '__typename')} }`,
      'The operation has 51 fields at its root; at most 50 are allowed',
    ],
    [
      '51 root fields in fragments',
      `{ ...F ...F } fragment F on Query { ${times(26, () => '__typename')} }`,
      'The operation has 52 fields at its root; at most 50 are allowed',
    ],
    [
      '101 repetitions of a field',
      `{ jobs { nodes { ${times(101, () => 'jobId')} } } }`,
      '`jobId` has 101 repetitions in one place; at most 100 are allowed',
    ],
    [
      'repetitions that only meet when fields are merged',
      `{ jobs { nodes { ${times(11, (n) => `...F${n}`)} } } } ${times(11, (n) => `fragment F${n} on Job { images { ${times(10, () => 'totalCount')} } }`)}`,
      '`totalCount` has 110 repetitions in one place; at most 100 are allowed',
    ],
    [
      'a fragment bomb',
      fragmentBomb(60),
      'The document has over 1,000,000,000 fields and fragments in all places where they are spread; at most 10,000 are allowed',
    ],
    [
      'many operations over one large fragment',
      `${times(100, (n) => `query Q${n} { jobs { nodes { ...F0 } } }`)} ${fragmentBomb(6)}`,
      'The document has 19,493 fields and fragments in all places where they are spread; at most 10,000 are allowed',
    ],
    [
      'an unused fragment',
      `{ __typename } fragment F on Job { ${times(101, (n) => `a${n}: jobId`)} }`,
      'The fragment has 101 aliases; at most 100 are allowed',
    ],
    [
      'more than 4,000 tokens',
      `{ ${times(4000, () => 'a')} }`,
      'The document has more than 4,000 tokens; no more are allowed',
    ],
    [
      'more than 4,000 lines',
      `${'\n'.repeat(4000)}{ __typename }`,
      'The document has more than 4,000 lines; no more are allowed',
    ],
    [
      '100,001 characters',
      '{ __typename }'.padEnd(100_001),
      'The document has 100,001 characters; at most 100,000 are allowed',
    ],
  ])('refuse %s', (_what, text, message) => {
    expect(refusals(text)).toEqual([message]);
  });

  it.each([
    ['20 levels', nested(19)],
    ['100 aliases', `{ jobs { nodes { ${times(100, (n) => `a${n}: jobId`)} } } }`],
    ['100 directives', `{ jobs { nodes { jobId ${times(100, () => '@include(if: true)')} } } }`],
    ['50 root fields', `{ ${times(50, () => '__typename')} }`],
    ['100 repetitions', `{ jobs { nodes { ${times(100, () => 'jobId')} } } }`],
    ['100,000 characters', '{ __typename }'.padEnd(100_000)],
    [
      'introspection with all its options',
      getIntrospectionQuery({
        descriptions: true,
        specifiedByUrl: true,
        directiveIsRepeatable: true,
        schemaDescription: true,
        inputValueDeprecation: true,
        oneOf: true,
      }),
    ],
    ...readExampleOperations().map((text) => [text.split('\n', 1)[0] ?? '', text] as [string, string]),
  ] satisfies [string, string][])('allow %s', (_what, text) => {
    expect(refusals(text)).toEqual([]);
  });

  it.each([
    ['aliases', `{ jobs { nodes {\n${times(100, (n) => `a${n}: jobId`)}\nb: jobId } } }`, [3, 1]],
    ['levels', nested(20).replace('{ jobId }', '{\njobId }'), [2, 1]],
    ['root fields', `{ ${times(50, () => '__typename')}\njobs }`, [2, 1]],
    ['repetitions', `{ jobs { nodes { ${times(100, () => 'jobId')}\njobId } } }`, [2, 1]],
    ['tokens', `{ ${times(3999, () => 'a')}\nb }`, [2, 1]],
    ['brackets', `{ jobs(filter: ${'['.repeat(98)}\n[`, [2, 1]],
  ])('say where the first one too many of the %s is', (_what, text, [line, column]) => {
    const locate = (): unknown => {
      try {
        return readDocument(text);
      } catch (error) {
        return (error instanceof AggregateError ? error.errors[0] : error).locations;
      }
    };
    expect(locate()).toEqual([{ line, column }]);
  });

  it('tell all that is exceeded at once', () => {
    expect(refusals(`{ ${times(200, (n) => `a${n}: __typename`)} }`)).toEqual([
      'The operation has 200 fields at its root; at most 50 are allowed',
      'The operation has 200 aliases; at most 100 are allowed',
    ]);
  });
});

/** Texts that make a parser, or whoever walks what it parsed, call itself for every bracket. */
const deep: readonly (readonly [what: string, make: (levels: number) => string])[] = [
  ['fields', (levels) => `${'{a'.repeat(levels)}${'}'.repeat(levels)}`],
  ['fields without an end', (levels) => '{a'.repeat(levels)],
  ['inline fragments', (levels) => `{${'...{'.repeat(levels)}a${'}'.repeat(levels)}}`],
  ['lists', (levels) => `{a(b:${'['.repeat(levels)}${']'.repeat(levels)})}`],
  ['objects', (levels) => `{a(b:${'{c:'.repeat(levels)}1${'}'.repeat(levels)})}`],
  ['types', (levels) => `query($a:${'['.repeat(levels)}Int${']'.repeat(levels)}){a}`],
];

describe('documents that are nested deep', () => {
  it.each(
    deep.flatMap(([what, make]) =>
      [101, 1_300, 3_000, 30_000, 100_000].map((levels) => [levels, what, make] as const),
    ),
  )('%i %s are refused without a stack for them', (levels, _what, make) => {
    const [message, ...rest] = refusals(make(levels));
    expect(rest).toEqual([]);
    expect(message).toMatch(
      /^The document has (more than 100 brackets inside each other|\d+,000 characters|\d{3},\d{3} characters);/,
    );
  });

  it.each(deep)('%s can be validated as deep as they may be nested', (_what, make) => {
    const levels = 97;
    const document = parse(make(levels).replace(/^((?:\{a)+)$/, (text) => text + '}'.repeat(levels)));
    expect(validate(buildSchema(), document, specifiedRules).length).toBeGreaterThan(0);
  });

  it('as a chain of fragments can be counted and validated', () => {
    const chain = `{ jobs { nodes { ...F0 } } } ${times(350, (n) => `fragment F${n} on Job { ...F${n + 1} }`)} fragment F350 on Job { jobId }`;
    const document = readDocument(chain);
    expect(validate(buildSchema(), document)).toEqual([]);
  });
});

describe('fragments that spread themselves', () => {
  const cyclic: readonly (readonly [what: string, text: string])[] = [
    ['directly', '{ jobs { nodes { ...F } } } fragment F on Job { jobId ...F }'],
    [
      'through a field',
      '{ jobs { nodes { ...F } } } fragment F on Job { images { nodes { job { ...F } } } }',
    ],
    [
      'in turns',
      '{ jobs { nodes { ...A } } } fragment A on Job { ...B ...B } fragment B on Job { ...A ...A jobId }',
    ],
    ['in the dark', '{ __typename } fragment A on Job { ...B } fragment B on Job { ...A }'],
    [
      'all among each other',
      `{ jobs { nodes { ...F0 } } } ${times(6, (n) => `fragment F${n} on Job { jobId ${times(6, (m) => `...F${m}`)} }`)}`,
    ],
  ];

  it.each(cyclic)('%s are left to validation', (_what, text) => {
    const errors = validate(buildSchema(), readDocument(text));
    expect(errors.map(({ message }) => message).join()).toMatch(/Cannot spread fragment/);
  });

  it('are still counted', () => {
    const text = `{ jobs { nodes { ...F } } } fragment F on Job { ...F ${times(101, () => 'jobId')} }`;
    expect(refusals(text)).toEqual(['`jobId` has 101 repetitions in one place; at most 100 are allowed']);
  });
});

describe('counting', () => {
  it('agrees with a count that follows every fragment wherever it is spread', () => {
    fc.assert(
      fc.property(documentArbitrary, (text) => {
        const document = parse(text);
        const fragments = fragmentsOf(text);
        const [operation] = document.definitions;
        if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('The operation comes first');
        expect(surveyOf(document).roots[0]?.counts).toEqual(countNaively(operation.selectionSet, fragments));
      }),
      { numRuns: 300 },
    );
  });

  it('of repetitions agrees with a merge in full', () => {
    fc.assert(
      fc.property(documentArbitrary, fc.integer({ min: 1, max: 6 }), (text, allowed) => {
        const survey = surveyOf(parse(text));
        const fragments = fragmentsOf(text);
        const most = Math.max(
          ...survey.roots.map(({ own }) => mostRepeats([own.definition.selectionSet], fragments)),
        );
        expect(findRepeats(survey, allowed)).toHaveLength(most > allowed ? 1 : 0);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses exactly what exceeds a limit', () => {
    fc.assert(
      fc.property(
        documentArbitrary,
        fc.constantFrom('depth', 'rootFields', 'aliases', 'directives'),
        fc.integer({ min: 0, max: 8 }),
        (text, name, allowed) => {
          const document = parse(text);
          const exceeding = surveyOf(document).roots.filter(
            ({ own, counts }) =>
              counts[name] > allowed &&
              (name !== 'rootFields' || own.definition.kind === Kind.OPERATION_DEFINITION),
          );
          expect(findLimitFaults(document, { ...unlimited, [name]: allowed })).toHaveLength(exceeding.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('has a limit for everything', () => {
    expect(Object.values(documentLimits).every((limit) => limit > 0)).toBe(true);
  });
});

/** Documents of one operation and three fragments, each of which spreads only later ones. */
const documentArbitrary: fc.Arbitrary<string> = fc
  .tuple(...[0, 1, 2, 3].map((from) => selectionSetArbitrary(from)))
  .map(([operation, ...fragments]) =>
    [`query ${operation}`, ...fragments.map((set, index) => `fragment F${index} on T ${set}`)].join('\n'),
  );

function selectionSetArbitrary(from: number): fc.Arbitrary<string> {
  const spreads = [0, 1, 2].filter((index) => index >= from).map((index) => `...F${index}`);
  const directive = fc.constantFrom('', '', ' @d', ' @d @e');
  return fc.letrec<{ set: string; selection: string }>((tie) => ({
    set: fc.array(tie('selection'), { minLength: 1, maxLength: 4 }).map((list) => `{ ${list.join(' ')} }`),
    selection: fc.oneof(
      { maxDepth: 3, depthIdentifier: `set${from}` },
      fc
        .tuple(fc.constantFrom('', '', 'b: ', 'c: '), fc.constantFrom('a', 'b'), directive)
        .map((parts) => parts.join('')),
      ...(spreads.length > 0
        ? [fc.tuple(fc.constantFrom(...spreads), directive).map((parts) => parts.join(''))]
        : []),
      fc
        .tuple(fc.constantFrom('', 'c: '), fc.constant('a'), directive, tie('set'))
        .map((parts) => parts.join('')),
      fc.tuple(fc.constantFrom('...', '... on T'), directive, tie('set')).map((parts) => parts.join('')),
    ),
  })).set;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function fragmentsOf(text: string): Fragments {
  return new Map(
    parse(text)
      .definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  );
}

function countNaively(set: SelectionSetNode, fragments: Fragments): SelectionCounts {
  const sum = { depth: 0, rootFields: 0, aliases: 0, directives: 0, selections: 0 };
  for (const node of set.selections) {
    const spread = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : undefined;
    const below = node.kind === Kind.FRAGMENT_SPREAD ? spread?.selectionSet : node.selectionSet;
    const inside = below ? countNaively(below, fragments) : null;
    const isField = node.kind === Kind.FIELD;
    sum.depth = Math.max(sum.depth, (inside?.depth ?? 0) + (isField ? 1 : 0));
    sum.rootFields += isField ? 1 : (inside?.rootFields ?? 0);
    sum.aliases += (isField && node.alias ? 1 : 0) + (inside?.aliases ?? 0);
    sum.directives += (node.directives?.length ?? 0) + (inside?.directives ?? 0);
    sum.selections += 1 + (inside?.selections ?? 0);
  }
  return sum;
}

/** The most fields of one response name that come together in one place. */
function mostRepeats(sets: readonly SelectionSetNode[], fragments: Fragments): number {
  const spread = new Set<string>();
  const fieldsOf = (set: SelectionSetNode): FieldNode[] =>
    set.selections.flatMap((node) => {
      if (node.kind === Kind.FIELD) return [node];
      if (node.kind === Kind.INLINE_FRAGMENT) return fieldsOf(node.selectionSet);
      const fragment = fragments.get(node.name.value);
      if (!fragment || spread.has(node.name.value)) return [];
      spread.add(node.name.value);
      return fieldsOf(fragment.selectionSet);
    });
  const groups = Object.values(
    Object.groupBy(sets.flatMap(fieldsOf), ({ alias, name }) => (alias ?? name).value),
  );
  return Math.max(
    0,
    ...groups.map((fields = []) => {
      const below = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
      return Math.max(fields.length, mostRepeats(below, fragments));
    }),
  );
}
