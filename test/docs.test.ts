/** The pages: their links lead to files and headings that are there, and the commands of npm that they show exist. */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { variableNames } from '#src/config/env.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** All but those of packages. */
const pages = globSync('**/*.md', { cwd: root, exclude: (name) => name === 'node_modules' });

interface Link {
  readonly page: string;
  readonly target: string;
}

const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');
const withoutFences = (text: string): string => text.replace(/^ *```[^\n]*\n[\s\S]*?^ *```$/gm, '');

const links: Link[] = pages.flatMap((page) =>
  [
    ...withoutFences(textOf(page))
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^()\s]+)\)/g),
  ].map(([, target = '']) => ({ page, target })),
);
const ownLinks = links.filter(({ target }) => !/^[a-z]+:/.test(target));

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  const headings = [...withoutFences(textOf(page)).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) =>
    title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return headings.map((name, index) => {
    const before = headings.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name}-${before}`;
  });
}

/** Null where it is there. */
function missing({ page, target }: Link): string | null {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : relative(root, join(root, dirname(page), path));
  if (!existsSync(join(root, file))) return `${page}: there is no ${file}`;
  if (anchor === undefined || anchorsOf(file).includes(anchor)) return null;
  return `${page}: ${file} has no heading #${anchor}`;
}

describe('the pages', () => {
  it('link to files and headings that are there', () => {
    expect(pages.length).toBeGreaterThan(20);
    expect(ownLinks.length).toBeGreaterThan(50);
    expect(ownLinks.flatMap((link) => missing(link) ?? [])).toEqual([]);
  });

  it('would say so of one that leads nowhere', () => {
    const page = 'docs/running.md';
    expect(missing({ page, target: 'operations.md#alerts' })).toBeNull();
    expect(missing({ page, target: 'operations.md#dreams' })).toContain('no heading #dreams');
    expect(missing({ page, target: '../docs/dreams.md' })).toContain('no docs/dreams.md');
  });

  it('show only scripts of npm that there are', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: object };
    const shown = pages.flatMap((page) =>
      [...textOf(page).matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name = '']) => name),
    );
    expect(shown.length).toBeGreaterThan(10);
    expect([...new Set(shown)].filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('have each variable of the gateway once in the table of README.md, and no other', () => {
    const [, table = ''] = /^\| variable \| default \|.*\n((?:\|.*\n)+)/m.exec(textOf('README.md')) ?? [];
    const firstCells = table.split('\n').map((row) => row.split('|')[1] ?? '');
    const names = [...firstCells.join().matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name = '']) => name);
    // What everybody's Node programs read has no row of its own.
    expect(names.sort()).toEqual(variableNames.filter((name) => name !== 'NODE_ENV').sort());
  });

  it('show only compose files, Dockerfiles and charts that there are', () => {
    const shown = pages.flatMap((page) =>
      [...textOf(page).matchAll(/(?<![\w/.-])(docker\/[\w./-]*\w)/g)].map(([, path = '']) => ({
        page,
        path,
      })),
    );
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.filter(({ path }) => !existsSync(join(root, path)))).toEqual([]);
  });
});
