/** The pages of `docs/clients` themselves: every block of code is a file, and written as all code here is. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { filesOf, pageNames } from './recipe.ts';
import { recipeFiles } from './recipe-files.ts';

const biome = fileURLToPath(new URL('../../../node_modules/@biomejs/biome/bin/biome', import.meta.url));

/** What Biome would make of a file; where it finds a fault it says so instead. */
function tidied(path: string, text: string): string {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [biome, 'check', '--write', `--stdin-file-path=docs/clients/${path}`],
    { input: text, encoding: 'utf8' },
  );
  return status === 0 ? stdout : stderr;
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

  it('may not have code that is no file, since nobody would try it', () => {
    const page = 'Text.\n\n```ts\n// src/one.ts\nlet one;\n```\n\n```ts\nlet two;\n```\n';
    expect(() => recipeFiles('page.md', page)).toThrow('page.md:8');
    expect(recipeFiles('page.md', page.slice(0, page.indexOf('\n```ts\nlet two')))).toEqual([
      { path: 'src/one.ts', variant: null, text: '\n\n\n// src/one.ts\nlet one;\n' },
    ]);
  });
});
