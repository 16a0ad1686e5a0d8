import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const before = 'type Query { jobs: [String], assets: [String] }';
const declarations = 'docs/schema-breaking-changes.md';

describe('the comparison of the schema with the one before', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'atelier-schema-'));
    for (const name of ['scripts', 'docs']) mkdirSync(join(folder, name));
    cpSync(join(root, 'scripts/schema-changes.ts'), join(folder, 'scripts/schema-changes.ts'));
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
    change(before, '');
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '--quiet', '-m', 'first');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function git(...args: string[]): void {
    execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  }

  function change(schema: string, declared: string): void {
    writeFileSync(join(folder, 'schema.graphql'), schema);
    writeFileSync(join(folder, declarations), declared);
  }

  function compare(): { status: number | null; output: string } {
    const run = spawnSync(process.execPath, ['scripts/schema-changes.ts'], { cwd: folder, encoding: 'utf8' });
    return { status: run.status, output: run.stdout + run.stderr };
  }

  it('passes where fields are added', () => {
    change('type Query { jobs: [String], assets: [String], more: Int }', '');
    expect(compare()).toMatchObject({ status: 0 });
  });

  it('fails where a field is gone, and says which', () => {
    change('type Query { jobs: [String] }', '');
    const { status, output } = compare();
    expect(status).toBe(1);
    expect(output).toContain('Query.assets was removed');
  });

  it('passes where the break is declared in the words that were printed', () => {
    change('type Query { jobs: [String] }', '- Query.assets was removed. Use `search`.');
    expect(compare()).toMatchObject({ status: 0 });
  });

  it('compares with the last commit once the change is committed', () => {
    change('type Query { jobs: Int }', '');
    git('add', '.');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '--quiet', '-m', 'second');
    expect(compare().output).toContain('Query.jobs changed type');
  });
});
