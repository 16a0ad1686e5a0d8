import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  buildSchema,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
  validate,
} from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { readExampleOperations } from '#src/server/example-operations.ts';
import codegen from '../../codegen.ts';
import { type RunExample, readExamples, runExamples } from '../../scripts/docs/examples.ts';
import { documentedTypes, schemaPages } from '../../scripts/docs/schema-pages.ts';
import { nullWords, splitCost } from '../../scripts/docs/type-words.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const schema = buildSchema(readFileSync(`${root}schema.graphql`, 'utf8'));
const examples = readExamples();

/** Paths of selected fields that are null, absent or an empty list wherever they were selected. */
function emptyFields({ document, answer }: RunExample): string[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const full = new Map<string, boolean>();
  const look = (set: SelectionSetNode, objects: readonly Record<string, unknown>[], path: string): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) lookAtField(selection, objects, path);
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        look(selection.selectionSet, ofType(objects, selection.typeCondition?.name.value), path);
      else {
        const fragment = fragments.get(selection.name.value);
        if (fragment) look(fragment.selectionSet, objects, path);
      }
    }
  };
  const lookAtField = (field: FieldNode, objects: readonly Record<string, unknown>[], path: string): void => {
    const name = field.alias?.value ?? field.name.value;
    const own = `${path}.${name}`;
    const values = objects.flatMap((object) => object[name] ?? []);
    full.set(own, full.get(own) === true || values.length > 0);
    if (field.selectionSet) look(field.selectionSet, values as Record<string, unknown>[], own);
  };
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (operation) look(operation.selectionSet, [answer.data as Record<string, unknown>], '');
  return [...full].flatMap(([path, isFull]) => (isFull ? [] : [path]));
}

/** Objects that tell their type are of that type or have none of its fields; others may be of any. */
function ofType(objects: readonly Record<string, unknown>[], name: string | undefined) {
  return objects.filter(({ __typename: told }) => told === undefined || told === name || isInterface(name));
}

function isInterface(name: string | undefined): boolean {
  return name !== undefined && schema.getType(name)?.astNode?.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

describe('the operations of examples/types', () => {
  let run: readonly RunExample[];
  beforeAll(async () => {
    run = await runExamples();
  }, 120_000);

  it.each(examples.map(({ name }) => name))(
    '%s is answered without errors, with something in every field',
    (name) => {
      const example = run.find((one) => one.name === name);
      expect(example?.answer.errors).toEqual([]);
      // A change that was made has no user errors.
      const empty = example ? emptyFields(example) : ['everything'];
      expect(empty.filter((path) => !/\.userErrors(?:\.\w+)?$/.test(path) || name === 'UserError')).toEqual(
        name === 'UserError' ? ['.createSetDesign.setDesign', '.createSetDesign.setDesign.id'] : [],
      );
    },
  );

  it('ask a backend, each of them', () => {
    expect(run.filter(({ requests }) => requests?.length === 0)).toEqual([]);
    expect(run.filter(({ requests }) => requests === null).map(({ name }) => name)).toEqual(['Subscription']);
  });

  it('show no port and no signature', () => {
    for (const { shown } of run) expect(shown).not.toMatch(/127\.0\.0\.1|Signature=/);
  });

  it('would be caught with a field that is nowhere', () => {
    const job = run.find(({ name }) => name === 'Job');
    if (!job) throw new Error('there is no example of Job');
    const data = structuredClone(job.answer.data) as {
      job: { projectName?: string; images: { nodes: unknown[] } };
    };
    delete data.job.projectName;
    data.job.images.nodes = [];
    expect(emptyFields({ ...job, answer: { ...job.answer, data } })).toEqual([
      '.job.projectName',
      '.job.images.nodes',
      '.job.images.nodes.originalFilename',
      '.job.images.nodes.qualityScore',
    ]);
  });

  it('have a page for every type, and every page an operation', () => {
    const pages = schemaPages(schema, run);
    const headings = pages.flatMap(({ content }) =>
      [...content.matchAll(/^##? (\w+)$/gm)].map(([, title = '']) => title),
    );
    for (const { name } of documentedTypes(schema)) expect(headings).toContain(name);
    expect(() => schemaPages(schema, run.slice(1))).toThrow(`${run[0]?.name} has no example`);
    const stray = { ...run[0], name: 'Jacket', path: 'examples/types/Jacket.graphql' } as RunExample;
    expect(() => schemaPages(schema, [...run, stray])).toThrow('examples/types/Jacket.graphql: no type');
  });
});

describe('the examples of types', () => {
  it('fit the schema', () => {
    expect(examples.length).toBeGreaterThan(30);
    for (const { document } of examples) expect(validate(schema, document)).toEqual([]);
  });

  it('are neither tabs of GraphiQL nor documents of codegen', () => {
    const operations = new Set(readExampleOperations());
    expect(examples.filter(({ text }) => operations.has(text))).toEqual([]);
    const patterns = Object.values(codegen.generates).flatMap((target) =>
      'documents' in target ? (target.documents as readonly string[]) : [],
    );
    const documents = globSync(
      patterns.filter((pattern) => !pattern.startsWith('!')),
      { cwd: root },
    );
    expect(documents.length).toBeGreaterThan(2);
    expect(documents.filter((path) => path.includes('examples/types/'))).toEqual([]);
    for (const { path } of examples) expect(existsSync(root + path)).toBe(true);
  });
});

describe('what the pages say of a field', () => {
  const small: GraphQLSchema = buildSchema(`
    directive @semanticNonNull(levels: [Int]! = [0]) on FIELD_DEFINITION
    type Query {
      never: Int!
      maybe: Int
      failing: Int @semanticNonNull
      list: [Int]! @semanticNonNull(levels: [1])
      both: [Int] @semanticNonNull(levels: [0, 1])
      plain: [Int]
      whole: [Int!]!
    }
  `);

  it('tells when it is null', () => {
    const fields = Object.values((small.getQueryType() as GraphQLObjectType).getFields());
    expect(Object.fromEntries(fields.map((field) => [field.name, nullWords(field)]))).toEqual({
      never: 'never',
      maybe: 'yes',
      failing: 'only with an error',
      list: 'never; entries only with an error',
      both: 'only with an error; entries only with an error',
      plain: 'yes; entries yes',
      whole: 'never',
    });
  });

  it('keeps what it costs apart from what it means', () => {
    const { job } = schema.getQueryType()?.getFields() ?? {};
    expect(splitCost(job?.description)).toEqual({
      meaning: 'One job by its PiktID id; null if there is none that the caller may see.',
      cost: 'One PiktID request.',
    });
    expect(splitCost('A | B\nand C.')).toEqual({ meaning: 'A \\| B and C.', cost: '' });
  });
});
