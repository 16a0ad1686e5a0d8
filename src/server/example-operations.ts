/** The operations of `examples/operations`: GraphiQL opens with them, the demo prints them, the tests run them. */

import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../examples/operations/', import.meta.url);

/** Their texts in order of file name, each with a comment that says what it shows. */
export function readExampleOperations(): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));
}
