/** What the recipes tell normalised caches about the schema, compared with the schema. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { connectionFields } from '../relay-documents.ts';
import { filesOf, type PageName } from './recipe.ts';

const sdl = readFileSync(fileURLToPath(new URL('../../../schema.graphql', import.meta.url)), 'utf8');
const connections = connectionFields(buildSchema(sdl));
const windowArguments = ['first', 'after', 'last', 'before'];

function clientFile(name: PageName): string {
  const file = filesOf(name).find(({ path }) => path === 'src/client.ts');
  if (file === undefined) throw new Error(`${name} has no src/client.ts`);
  return file.text;
}

describe('the cache of a recipe', () => {
  it('knows every connection of the schema', () => {
    expect(connections.length).toBeGreaterThan(5);
    const [apollo, urql] = [clientFile('apollo'), clientFile('urql')];
    for (const { name, field } of connections) {
      const others = field.args
        .map((argument) => argument.name)
        .filter((arg) => !windowArguments.includes(arg));
      const keys = others.toSorted().map((arg) => `'${arg}'`);
      expect(apollo, name).toContain(`${field.name}: pages([${keys.join(', ')}])`);
      expect(urql, name).toContain(`${field.name}: relayPagination()`);
    }
  });
});
