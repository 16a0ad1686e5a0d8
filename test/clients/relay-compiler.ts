/**
 * Runs the real Relay compiler over a project in a temporary folder. Owns that folder; needs no watchman and no
 * network.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getOperationAST, parse } from 'graphql';

const compiler = fileURLToPath(import.meta.resolve('relay-compiler/cli.js'));

/** Relay demands that names of fragments and queries begin with the name of their file. */
export const moduleName = 'app';

export interface Compilation {
  readonly exitCode: number | null;
  /** What the compiler said, on both streams. */
  readonly output: string;
  /** Generated files by the name of their fragment or query. */
  readonly artifacts: ReadonlyMap<string, string>;
  /** What the client would send, by the name of the query. */
  readonly operations: ReadonlyMap<string, string>;
}

/** Compiles `documents`, the bodies of an app's `graphql` tags, against the SDL `schema`. */
export function compileRelay(schema: string, documents: readonly string[]): Compilation {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-relay-'));
  try {
    writeProject(folder, schema, documents);
    const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '--noWatchman'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return {
      exitCode: status,
      output: stdout + stderr,
      artifacts: readArtifacts(join(folder, 'artifacts')),
      operations: readOperations(join(folder, 'operations.json')),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeProject(folder: string, schema: string, documents: readonly string[]): void {
  for (const name of ['src', 'artifacts']) mkdirSync(join(folder, name));
  const config = {
    src: './src',
    schema: './schema.graphql',
    language: 'typescript',
    artifactDirectory: './artifacts',
    persistConfig: { file: './operations.json', algorithm: 'SHA256' },
  };
  const tags = documents.map((document, at) => `export const d${at} = graphql\`\n${document}\n\`;\n`);
  writeFileSync(join(folder, 'relay.config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'operations.json'), '{}');
  writeFileSync(join(folder, 'schema.graphql'), schema);
  writeFileSync(
    join(folder, 'src', `${moduleName}.ts`),
    `import { graphql } from 'react-relay';\n${tags.join('')}`,
  );
}

function readArtifacts(folder: string): Map<string, string> {
  return new Map(
    readdirSync(folder).map((file) => [
      basename(file, '.graphql.ts'),
      readFileSync(join(folder, file), 'utf8'),
    ]),
  );
}

function readOperations(file: string): Map<string, string> {
  const texts = Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>);
  return new Map(texts.map((text) => [getOperationAST(parse(text))?.name?.value ?? '', text]));
}
