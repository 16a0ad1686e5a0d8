import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

let clone: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'atelier-run-'));
  mkdirSync(join(clone, 'scripts'));
  for (const file of ['package.json', 'package-lock.json', 'scripts/run.mjs']) {
    copyFileSync(join(root, file), join(clone, file));
  }
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

/** `node scripts/run.mjs <args>` in a fresh clone. */
function run(args: readonly string[], nodeFlags: readonly string[] = []) {
  const argv = [...nodeFlags, 'scripts/run.mjs', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: clone,
    encoding: 'utf8',
    // No registry and no npm: whatever is missing cannot be installed here.
    env: { PATH: '/nonexistent' },
  });
  return { status, stdout, stderr };
}

/** Notes every package of the lock file as installed, as npm does; none of them is there. */
function pretendInstalled(): void {
  mkdirSync(join(clone, 'node_modules'));
  copyFileSync(join(clone, 'package-lock.json'), join(clone, 'node_modules/.package-lock.json'));
}

/** Flags for a Node that takes itself for another version. */
function nodeOfVersion(version: string): string[] {
  const versions = `{ ...process.versions, node: '${version}' }`;
  const script = `for (const [name, value] of [['versions', ${versions}], ['version', 'v${version}']]) Object.defineProperty(process, name, { value });`;
  return ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
}

describe('scripts/run.mjs', () => {
  it('says in one line that packages are missing, and installs nothing for `start`', () => {
    const { status, stdout, stderr } = run(['start']);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe('atelier: packages are missing: run `npm ci --omit=dev` first\n');
  });

  it.each([['deploy'], []])('names the commands that there are for an unknown one', (...args) => {
    const { status, stdout, stderr } = run(args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^atelier: there is no command [^\n]*start, demo, test[^\n]*\n$/);
  });

  it('names the benches that there are for an unknown one', () => {
    const { status, stderr } = run(['bench', 'nothing']);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^atelier: there is no bench nothing; known: [^\n]*upload-memory, open-breaker[^\n]*\n$/,
    );
  });

  it('ends with 1 and says why where packages can neither be found nor installed', () => {
    const { status, stderr } = run(['test']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^atelier: installing \d+ packages/);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^atelier: npm could not be started/);
  });

  it.each(['20.20.2', '22.14.0'])(
    'says in one line that Node %s is too old without the pinned one',
    (version) => {
      pretendInstalled();
      const { status, stdout, stderr } = run(['start'], nodeOfVersion(version));
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(new RegExp(`^atelier: Node 24 is needed, this is v${version}, [^\\n]*\\n$`));
    },
  );

  it('takes the running Node where it is new enough', () => {
    pretendInstalled();
    const { status, stderr } = run(['start'], nodeOfVersion('24.0.0'));
    // It went on to run the entry point, which this clone does not have.
    expect(stderr).toContain(join('src', 'main.ts'));
    expect(stderr).not.toContain('atelier:');
    expect(status).toBe(1);
  });

  it('needs no bundler to start, and takes it for missing where it builds', () => {
    pretendInstalled();
    const note = join(clone, 'node_modules/.package-lock.json');
    const { packages } = JSON.parse(readFileSync(note, 'utf8')) as { packages: Record<string, unknown> };
    const others = Object.entries(packages).filter(([path]) => !path.includes('rolldown'));
    writeFileSync(note, JSON.stringify({ packages: Object.fromEntries(others) }));
    expect(run(['start'], nodeOfVersion('24.0.0')).stderr).not.toContain('atelier:');
    expect(run(['build'], nodeOfVersion('24.0.0')).stderr).toMatch(/^atelier: installing \d+ packages/);
  });
});
