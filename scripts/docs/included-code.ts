/** Puts the text of files into the pages that show them, so that what is shown is what runs. */

import { readFileSync } from 'node:fs';
import type { GeneratedFile } from './generated-file.ts';

/** Pages with `<!-- from PATH -->` in front of a block of code. */
const pages = ['docs/from-rest.md'];

/** @param root of the project, with a final slash */
export function pagesWithCode(root: string): GeneratedFile[] {
  const read = (path: string): string => readFileSync(root + path, 'utf8');
  return pages.map((path) => ({ path, content: includeCode(read(path), read) }));
}

/**
 * The page with each block as its file is now.
 *
 * @throws Error for a page that includes nothing
 */
export function includeCode(page: string, read: (path: string) => string): string {
  let included = 0;
  const content = page.replaceAll(
    /(^<!-- from (\S+) -->\n```\w*\n)[\s\S]*?(^```$)/gm,
    (_, head: string, path: string, tail: string) => {
      included += 1;
      return `${head}${read(path).trimEnd()}\n${tail}`;
    },
  );
  if (included === 0) throw new Error('The page includes no file');
  return content;
}
