import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readExplorerFiles } from '#src/server/explorer-files.ts';

describe('the files of the panel', () => {
  it('import nothing that browsers do not get', async () => {
    const files = await readExplorerFiles();
    const names = files.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['main.ts', 'explorer.css']));
    const imported = files.flatMap(({ text }) =>
      [...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name),
    );
    expect(imported.length).toBeGreaterThan(10);
    expect(imported.filter((name) => !names.includes(name?.replace('./', '') ?? ''))).toEqual([]);
  });

  it('come without their types, and without a warning of Node in the log', async () => {
    const script = `
      const { readExplorerFiles } = await import('#src/server/explorer-files.ts');
      const [words] = (await readExplorerFiles()).filter(({ name }) => name === 'words.ts');
      const { timeText } = await import('data:text/javascript,' + encodeURIComponent(words.text));
      console.log(timeText(1240));`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      script,
    ]);
    expect([stdout, stderr]).toEqual(['1.24 s\n', '']);
  });
});
