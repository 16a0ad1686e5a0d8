/** The pages of `docs/clients` themselves: every block of code is a file, and written as all code here is. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { filesOf, pageNames } from './recipe.ts';
import { recipeFiles } from './recipe-files.ts';

const biome = fileURLToPath(new URL('../../../node_modules/@biomejs/biome/bin/biome', import.meta.url));

/** How Biome would format a file, with its imports in order. */
function tidied(path: string, text: string): string {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [biome, 'check', '--write', `--stdin-file-path=docs/clients/${path}`],
    { input: text, encoding: 'utf8' },
  );
  return status === 0 ? stdout : stderr;
}

function writeIn(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe('the pages of clients', () => {
  it.each(pageNames)('%s: has tidy code only', (name) => {
    const files = filesOf(name);
    expect(files.length).toBeGreaterThan(2);
    for (const { path, text } of files) {
      const code = text.trimStart();
      expect(tidied(path, code), `${name}: ${path}`).toBe(code);
    }
  });

  it('have no fault that the linter knows', () => {
    // In the tree, where the linter's rules for these pages hold; what compilers generate is not there.
    const folder = mkdtempSync(fileURLToPath(new URL('../../../docs/clients/lint-', import.meta.url)));
    try {
      for (const name of pageNames) {
        for (const { path, text } of filesOf(name)) writeIn(join(folder, name), path, text.trimStart());
      }
      const rules = ['correctness/noUnresolvedImports', 'style/noDefaultExport'];
      const skips = rules.map((rule) => `--skip=${rule}`);
      const { status, stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', ...skips, folder], {
        encoding: 'utf8',
      });
      expect(status, stdout + stderr).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('may not have code that is no file, since nobody would try it', () => {
    const page = 'Text.\n\n```ts\n// src/one.ts\nlet one;\n```\n\n```ts\nlet two;\n```\n';
    expect(() => recipeFiles('page.md', page)).toThrow('page.md:8');
    expect(recipeFiles('page.md', page.slice(0, page.indexOf('\n```ts\nlet two')))).toEqual([
      { path: 'src/one.ts', variant: null, text: '\n\n\n// src/one.ts\nlet one;\n' },
    ]);
  });
});
