import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = 'test/client/types';

/** The compiler's errors as `file:line code`, in order. */
function compile(): Promise<string[]> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { promise, resolve, reject } = Promise.withResolvers<string[]>();
  const options = { cwd: root, maxBuffer: 1 << 24 };
  execFile(
    process.execPath,
    [compiler, '--pretty', 'false', '--project', folder],
    options,
    (error, stdout) => {
      if (error && typeof error.code !== 'number') reject(error);
      const errors = stdout.matchAll(/^(\S+)\((\d+),\d+\): error (TS\d+)/gm);
      resolve([...errors].map(([, file, line, code]) => `${file}:${line} ${code}`));
    },
  );
  return promise;
}

/** What `//!` announces for the line after it. */
function announced(): string[] {
  const lines = readFileSync(join(root, folder, 'wrong.tsx'), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    const [, code] = /^\s*\/\/! (TS\d+)$/.exec(line) ?? [];
    return code ? [`${folder}/wrong.tsx:${index + 2} ${code}`] : [];
  });
}

describe('the types of the generated hooks', () => {
  it('refuse what is announced, line by line, and accept everything else', async () => {
    const expected = announced();
    expect(expected.length).toBeGreaterThan(12);
    expect(await compile()).toEqual(expected);
  });
});
