/** The package as a frontend gets it: packed, and installed without a network into an empty folder. */

import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchProcess } from '#test/support/gateway-process.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const runFile = promisify(execFile);
/** The Node of the tests comes first; npm stays the machine's own, which has no way to a registry. */
const env = {
  // biome-ignore lint/style/noProcessEnv: npm lies somewhere on the path
  PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
  npm_config_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
};

let folder: string;

/** In the folder of the frontend. */
async function run(file: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await runFile(file, args, { cwd: folder, env: { ...env, HOME: folder } });
  return stdout;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-frontend-'));
  const made = join(folder, 'made');
  await run(process.execPath, join(root, 'scripts/package.ts'), made);
  const packed = await run('npm', 'pack', '--silent', made);
  rmSync(made, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}');
  await run('npm', 'install', '--silent', join(folder, packed.trim()));
}, 400_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the installed package atelier-simulators', () => {
  it('runs as a command that is told to end', async () => {
    const bin = join(folder, 'node_modules/.bin/atelier-simulators');
    const args = ['--json', '--port=0', '--piktid=0', '--sartiq=0', '--acusight=0'];
    const child = spawn(bin, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    await using command = watchProcess(child);
    const { graphqlUrl } = JSON.parse(await command.said(/^{/)) as { readonly graphqlUrl: string };
    // What the gateway reads of its own files while it runs has come along.
    for (const [file, content] of [
      ['start.js', 'query Studio'],
      ['explorer/main.ts', 'import '],
    ] as const) {
      const asset = await fetch(`${graphqlUrl}/assets/${file}`);
      expect([asset.status, await asset.text()]).toEqual([200, expect.stringContaining(content)]);
    }
    command.kill('SIGTERM');
    expect(await command.exited).toEqual([0, null]);
    expect(command.output.stderr).toBe('');
  });

  it('gives plain JavaScript a gateway whose faults change while it runs', async () => {
    writeFileSync(
      join(folder, 'use.mjs'),
      `import { startAtelier } from 'atelier-simulators';
const atelier = await startAtelier({ seed: 3, faults: ['sartiq status=403'] });
const ask = async () => {
  const query = '{ jobs(first: 1) { nodes { jobId } } setDesigns(first: 1) { nodes { name } } }';
  const answer = await fetch(atelier.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = await answer.json();
  return [data.jobs !== null, data.setDesigns !== null];
};
const before = await ask();
atelier.clearFaults();
const after = await ask();
await atelier.stop();
console.log(JSON.stringify({ before, after, asked: atelier.simulators.piktid.requests.length }));
`,
    );
    expect(JSON.parse(await run('node', 'use.mjs'))).toEqual({
      before: [true, false],
      after: [true, true],
      asked: 2,
    });
  });

  it('does what docs/simulators.md shows', async () => {
    const page = readFileSync(join(root, 'docs/simulators.md'), 'utf8');
    const [, code = ''] = /^```js\n(import [\s\S]*?)^```$/m.exec(page) ?? [];
    expect(code).toContain('startAtelier');
    writeFileSync(
      join(folder, 'page.mjs'),
      code.replace(/console\.log\((.*)\);/, 'console.log(JSON.stringify($1));'),
    );
    expect(JSON.parse(await run('node', 'page.mjs'))).toMatchObject({
      data: { jobs: { totalCount: expect.any(Number) }, datasetImages: null },
      errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'acusight' } }],
    });
  });

  it('has types that hold without a look away, and that refuse what is wrong', async () => {
    const start = "import { startAtelier, startSimulators, type Atelier } from 'atelier-simulators';\n";
    const right = `${start}
const atelier: Atelier = await startAtelier({ seed: 1, size: 'demo', faults: ['all hang', { upstream: 'piktid', kind: 'delay', ms: 5 }] });
const undo: () => void = atelier.fault({ upstream: 'all', kind: 'status', status: 503, times: 2, path: /^\\/assets/ });
undo();
const url: string = atelier.graphqlUrl;
const { piktid } = await startSimulators({ user: null });
const id: string | undefined = piktid.data.jobs[0]?.job_id;
export { id, url };
`;
    const wrong = [
      'await startAtelier({ sed: 1 });',
      "await startAtelier({ faults: [{ upstream: 'piktid', kind: 'dely', ms: 1 }] });",
      "await startAtelier({ faults: [{ upstream: 'pikt', kind: 'hang' }] });",
      "(await startSimulators()).fault({ upstream: 'piktid', kind: 'delay' });",
    ];
    writeFileSync(join(folder, 'right.ts'), right);
    writeFileSync(join(folder, 'wrong.ts'), `${start}${wrong.join('\n')}\nexport type A = Atelier;\n`);
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024'];
    const libraries = ['--lib', 'es2024,esnext.disposable,dom', '--types', ''];
    const check = (file: string): Promise<string> =>
      run('node', join(root, 'node_modules/typescript/bin/tsc'), ...flags, ...libraries, file);
    expect(await check('right.ts')).toBe('');
    const found: unknown = await check('wrong.ts').catch(
      (error: { readonly stdout: string }) => error.stdout,
    );
    const lines = [...String(found).matchAll(/^wrong\.ts\((\d+),\d+\): error TS/gm)].map(([, line]) =>
      Number(line),
    );
    expect(lines).toEqual(wrong.map((_, index) => index + 2));
  });
});
