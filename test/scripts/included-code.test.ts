import { describe, expect, it } from 'vitest';
import { includeCode } from '../../scripts/docs/included-code.ts';

const page = `# Title

<!-- from a.ts -->
\`\`\`ts
old
\`\`\`

\`\`\`ts
stays
\`\`\`

<!-- from b.graphql -->
\`\`\`graphql
\`\`\`
`;

describe('includeCode', () => {
  it('replaces the blocks that name a file, and no other', () => {
    const files: Readonly<Record<string, string>> = { 'a.ts': "new '$&';\n\n", 'b.graphql': '{ jobs }\n' };
    const current = includeCode(page, (path) => files[path] ?? '');
    expect(current).toBe(
      page.replace('old', () => "new '$&';").replace('```graphql\n', '```graphql\n{ jobs }\n'),
    );
    expect(includeCode(current, (path) => files[path] ?? '')).toBe(current);
  });

  it('refuses a page that includes nothing', () => {
    expect(() => includeCode('# Title\n', () => '')).toThrow('includes no file');
  });
});
