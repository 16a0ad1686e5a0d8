/** The operations of `examples/operations`: GraphiQL opens with them, the demo prints them, the tests run them. */

import { readdirSync, readFileSync } from 'node:fs';
import { projectFile } from './project-files.ts';

/** Their texts in order of file name, each with a comment that says what it shows. */
export function readExampleOperations(): readonly string[] {
  const folder = projectFile('examples/operations/');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));
}
