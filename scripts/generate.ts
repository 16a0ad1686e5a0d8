/**
 * `npm run generate`: writes the files that are made from the schema. With `--check` it writes nothing and fails if
 * one of them is not what it would write.
 */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { lexicographicSortSchema } from 'graphql';
import { buildSchema } from '#src/graph/schema.ts';
import { printSubgraph } from '#src/graph/subgraph-sdl.ts';
import codegen from '../codegen.ts';

interface GeneratedFile {
  /** From the project's root. */
  readonly path: string;
  readonly content: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const built = buildSchema();
const schema = `${printSchemaWithDirectives(lexicographicSortSchema(built))}\n`;
const files: GeneratedFile[] = [
  { path: 'schema.graphql', content: schema },
  { path: 'subgraph.graphql', content: printSubgraph(built) },
  ...(await generateDocuments(schema)),
];

if (process.argv.includes('--check')) await check();
else await write();

/** An operation that does not fit the schema is told by its file and line, without the generator's stack. */
async function generateDocuments(schemaText: string): Promise<GeneratedFile[]> {
  const config = { ...codegen, cwd: root, schema: schemaText, silent: true };
  const outputs: { filename: string; content: string }[] = await generate(config, false).catch(
    ({ errors: [first] = [], message }: AggregateError) => {
      process.stderr.write(`${(first?.message ?? message).replaceAll(root, '')}\n`);
      process.exit(1);
    },
  );
  return outputs.map(({ filename, content }) => ({ path: filename.replace(root, ''), content }));
}

async function check(): Promise<void> {
  for (const { path, content } of files) {
    const current = await readFile(root + path, 'utf8').catch(() => null);
    if (current === content) continue;
    process.stderr.write(`${path} is not what the schema makes: run \`npm run generate\` and commit it\n`);
    process.exitCode = 1;
  }
}

async function write(): Promise<void> {
  for (const { path, content } of files) {
    await mkdir(dirname(root + path), { recursive: true });
    await writeFile(root + path, content);
    process.stdout.write(`${path}\n`);
  }
}
