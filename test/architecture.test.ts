import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');

type Files = Readonly<Record<string, string>>;

const rooms = ['client', 'src', 'test'];

/** A house in which every room imports what it may. */
const clean: Files = {
  'src/errors.ts': 'export const failure = 1;',
  'src/pagination/plan.ts': "import { failure } from '#src/errors.ts';\nexport const plan = failure;",
  'src/pagination/window.ts': "import { plan } from './plan.ts';\nexport const window = plan;",
  'src/http/json.ts': "import { window } from '#src/pagination/window.ts';\nexport const json = window;",
  'src/upstreams/row-page.ts': "import { json } from '#src/http/json.ts';\nexport const rowPage = json;",
  'src/upstreams/piktid/client.ts':
    "import { rowPage } from '../row-page.ts';\nexport const piktid = rowPage;",
  'src/upstreams/piktid/loaders.ts': "import { piktid } from './client.ts';\nexport const loaders = piktid;",
  'src/upstreams/sartiq/contract.ts':
    "import { json } from '#src/http/json.ts';\nexport const sartiq = json;",
  'src/upstreams/acusight/contract.ts': 'export const acusight = 1;',
  'src/graph/job.ts':
    "import { loaders } from '#src/upstreams/piktid/loaders.ts';\nexport const job = loaders;",
  'src/config/env.ts':
    "// biome-ignore lint/style/noProcessEnv: this is the one place that reads it\nexport const port = process.env['PORT'];",
  'src/config/config.ts': "import { port } from './env.ts';\nexport const config = port;",
  'src/server/gateway.ts':
    "import { config } from '#src/config/config.ts';\nimport { job } from '#src/graph/job.ts';\nimport { piktid } from '#src/upstreams/piktid/client.ts';\n" +
    'export async function start(): Promise<void> {\n  await Promise.resolve([config, job, piktid]);\n}',
  'src/explorer/words.ts': 'export const words = 1;',
  'src/explorer/main.ts': "import { words } from './words.ts';\nexport const panel = words;",
  'client/src/guard.ts': 'export const guard = 1;',
  'client/src/result.ts': "import { guard } from './guard.ts';\nexport const result = guard;",
  'src/main.ts': "import { start } from '#src/server/gateway.ts';\n\nawait start();\nexport const main = 1;",
  'test/support/world.ts': "import { start } from '#src/server/gateway.ts';\nexport const world = start;",
};

const layer = 'lint/style/noRestrictedImports';
const uses = (name: string, from: string): string =>
  `import { ${name} } from '${from}';\nexport const planted = ${name};`;

interface Violation {
  readonly what: string;
  readonly rule: string;
  readonly files: Files;
}

const violations: readonly Violation[] = [
  ...(
    [
      [
        'the failure taxonomy imports a module of Node',
        'src/errors.ts',
        "import { randomUUID } from 'node:crypto';\nexport const failure = randomUUID;",
      ],
      ['pagination imports http', 'src/pagination/v1.ts', uses('json', '#src/http/json.ts')],
      ['pagination imports http by a relative path', 'src/pagination/v2.ts', uses('json', '../http/json.ts')],
      ['pagination does I/O', 'src/pagination/v3.ts', uses('readFile', 'node:fs/promises')],
      ['http imports upstreams', 'src/http/v1.ts', uses('piktid', '#src/upstreams/piktid/client.ts')],
      [
        'http imports upstreams when it runs',
        'src/http/v2.ts',
        "export const planted = () => import('#src/upstreams/piktid/client.ts');",
      ],
      ['http imports server', 'src/http/v3.ts', uses('start', '../server/gateway.ts')],
      ['piktid imports sartiq', 'src/upstreams/piktid/v1.ts', uses('sartiq', '../sartiq/contract.ts')],
      [
        'piktid imports sartiq by its full name',
        'src/upstreams/piktid/v2.ts',
        uses('sartiq', '#src/upstreams/sartiq/contract.ts'),
      ],
      ['sartiq imports acusight', 'src/upstreams/sartiq/v1.ts', uses('acusight', '../acusight/contract.ts')],
      ['acusight imports piktid', 'src/upstreams/acusight/v1.ts', uses('piktid', '../piktid/client.ts')],
      ['upstreams import graph', 'src/upstreams/v1.ts', uses('job', '#src/graph/job.ts')],
      ['graph imports a client', 'src/graph/v1.ts', uses('piktid', '#src/upstreams/piktid/client.ts')],
      [
        'graph imports a type of a client',
        'src/graph/v2.ts',
        "import type { piktid } from '#src/upstreams/piktid/client.ts';\nexport type Planted = typeof piktid;",
      ],
      ['graph imports server', 'src/graph/v3.ts', uses('start', '#src/server/gateway.ts')],
      ['graph imports config', 'src/graph/v4.ts', uses('config', '#src/config/config.ts')],
      ['config imports server', 'src/config/v1.ts', uses('start', '#src/server/gateway.ts')],
      ['server imports explorer', 'src/server/v4.ts', uses('words', '#src/explorer/words.ts')],
      ['the client imports the gateway', 'client/src/v1.ts', uses('failure', '#src/errors.ts')],
      ['explorer imports another room', 'src/explorer/v1.ts', uses('failure', '#src/errors.ts')],
      [
        'explorer imports a module of Node',
        'src/explorer/v2.ts',
        "import { randomUUID } from 'node:crypto';\nexport const planted = randomUUID;",
      ],
      ['server imports the entry point', 'src/server/v1.ts', uses('main', '#src/main.ts')],
      ['server imports tests', 'src/server/v2.ts', uses('world', '#test/support/world.ts')],
      [
        'http imports tests by a relative path',
        'src/http/v4.ts',
        uses('world', '../../test/support/world.ts'),
      ],
      [
        'the entry point imports tests',
        'src/main.ts',
        "import { world } from '#test/support/world.ts';\nexport const main = world;",
      ],
      ['a room that is new imports tests', 'src/cache/v1.ts', uses('world', '#test/support/world.ts')],
    ] as const
  ).map(([what, file, text]) => ({ what, rule: layer, files: { [file]: text } })),
  {
    what: 'two modules import each other',
    rule: 'lint/suspicious/noImportCycles',
    files: {
      'src/http/left.ts': "import { right } from './right.ts';\nexport const left = (): unknown => right;",
      'src/http/right.ts': "import { left } from './left.ts';\nexport const right = (): unknown => left;",
    },
  },
  {
    what: 'a promise is left alone',
    rule: 'lint/nursery/noFloatingPromises',
    files: {
      'src/server/v3.ts':
        "import { start } from './gateway.ts';\nexport function planted(): void {\n  start();\n}",
    },
  },
  {
    what: 'process.env is read outside of config/env.ts',
    rule: 'lint/style/noProcessEnv',
    files: { 'src/config/v2.ts': "export const planted = process.env['PORT'];" },
  },
  {
    what: 'the environment is imported outside of config/env.ts',
    rule: 'lint/style/noProcessEnv',
    files: { 'src/http/v5.ts': "import { env } from 'node:process';\nexport const planted = env['PORT'];" },
  },
  {
    what: 'a file passes on what others export',
    rule: 'lint/performance/noBarrelFile',
    files: { 'src/http/index.ts': "export { json } from './json.ts';" },
  },
  {
    what: 'a type is given up',
    rule: 'lint/suspicious/noExplicitAny',
    files: { 'src/http/v6.ts': 'export const planted: any = 1;' },
  },
];

interface Report {
  readonly code: number | null;
  /** How many files were looked at. */
  readonly checked: number;
  /** `file rule`, sorted, each once. */
  readonly found: readonly string[];
}

let house: string;

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'atelier-architecture-'));
  for (const name of ['biome.json', 'package.json']) copyFileSync(join(root, name), join(house, name));
  // Biome wants an ignore file where its configuration says that git is used.
  writeFileSync(join(house, '.gitignore'), 'node_modules/\n');
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

/** Lints the clean house with these files added or replaced, by the rules of the real `biome.json`. */
function lint(files: Files): Report {
  for (const room of rooms) rmSync(join(house, room), { recursive: true, force: true });
  for (const [file, text] of Object.entries({ ...clean, ...files })) {
    mkdirSync(dirname(join(house, file)), { recursive: true });
    writeFileSync(join(house, file), `${text}\n`);
  }
  const argv = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', ...rooms];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: house, encoding: 'utf8' });
  if (!stdout.startsWith('{')) throw new Error(`biome did not report: ${stderr}`);
  const { summary, diagnostics } = JSON.parse(stdout) as {
    readonly summary: { readonly changed: number; readonly unchanged: number };
    readonly diagnostics: readonly {
      readonly category: string;
      readonly location: { readonly path: string };
    }[];
  };
  const found = new Set(diagnostics.map(({ category, location }) => `${location.path} ${category}`));
  return { code: status, checked: summary.changed + summary.unchanged, found: [...found].sort() };
}

describe('the rules of biome.json', () => {
  it('find nothing in a house where every room imports what it may', () => {
    expect(lint({})).toEqual({ code: 0, checked: Object.keys(clean).length, found: [] });
  });

  describe('in a house with one violation of each kind', () => {
    let report: Report;
    beforeAll(() => {
      report = lint(Object.assign({}, ...violations.map(({ files }) => files)));
    });

    it.each(violations)('see that $what', ({ rule, files }) => {
      for (const file of Object.keys(files)) {
        expect(report.found.filter((line) => line.startsWith(`${file} `))).toEqual([`${file} ${rule}`]);
      }
    });

    it('see nothing else', () => {
      const planted = violations.flatMap(({ rule, files }) =>
        Object.keys(files).map((file) => `${file} ${rule}`),
      );
      expect(report.found).toEqual(planted.sort());
      expect(report.code).toBe(1);
    });
  });
});
