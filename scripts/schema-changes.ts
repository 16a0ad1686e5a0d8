/**
 * `npm run check` runs it: compares `schema.graphql` with the one before, and fails on a change that breaks clients
 * unless `docs/schema-breaking-changes.md` declares it in the words that are printed here. What is dangerous but not
 * breaking is printed only.
 */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, findBreakingChanges, findDangerousChanges } from 'graphql';

const root = fileURLToPath(new URL('..', import.meta.url));
const base = process.argv[2] ?? baseRevision();

if (base === null) {
  process.stdout.write('There is no revision before this one to compare the schema with\n');
} else {
  compare(base);
}

/** The branch's start; on the main branch itself the last commit, or the one before where nothing is uncommitted. */
function baseRevision(): string | null {
  const head = git('rev-parse', 'HEAD');
  const main =
    git('rev-parse', '--verify', '--quiet', 'origin/main') ?? git('rev-parse', '--verify', '--quiet', 'main');
  const start = main === null ? null : git('merge-base', 'HEAD', main);
  if (start !== null && start !== head) return start;
  const isChanged = git('status', '--porcelain', 'schema.graphql') !== '';
  return isChanged ? head : git('rev-parse', '--verify', '--quiet', 'HEAD~1');
}

function compare(revision: string): void {
  const before = git('show', `${revision}:schema.graphql`);
  if (before === null) {
    process.stdout.write(`${revision} has no schema.graphql to compare with\n`);
    return;
  }
  const [old, current] = [buildSchema(before), buildSchema(read('schema.graphql'))];
  const declared = currentSection(read('docs/schema-breaking-changes.md'));
  for (const { description } of findDangerousChanges(old, current)) {
    process.stdout.write(`may surprise clients: ${description}\n`);
  }
  for (const { description } of findBreakingChanges(old, current)) {
    if (declared.includes(description)) continue;
    process.stderr.write(
      `breaks clients, and docs/schema-breaking-changes.md does not declare it: ${description}\n`,
    );
    process.exitCode = 1;
  }
}

/** What is declared below the newest version: declarations of older ones excuse nothing new. */
function currentSection(page: string): string {
  return page.split(/^## /m)[1] ?? page;
}

function read(path: string): string {
  return readFileSync(root + path, 'utf8');
}

/** A command's output; null where git refuses. */
function git(...args: string[]): string | null {
  try {
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}
