/**
 * The way into every npm script: makes sure that the packages and the pinned Node are there, then hands over to
 * them. Plain JavaScript without packages, because it runs on whatever Node (20 or newer) the machine has.
 */

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** TypeScript runs natively from here on. */
const wantedMajor = 24;
const isNewEnough = Number(process.versions.node.split('.')[0]) >= wantedMajor;

const vitest = ['node_modules/vitest/vitest.mjs', 'run'];
const biome = 'node_modules/@biomejs/biome/bin/biome';

/** What `npm run bench` measures, one after the other; `npm run bench -- <name>` measures one. See `bench/README.md`. */
const benches = {
  operations: ['bench/operations.ts'],
  start: ['bench/start.ts'],
  'load-memory': ['bench/load-memory.ts'],
  'upload-memory': ['bench/upload-memory.ts'],
  'open-breaker': ['bench/open-breaker.ts'],
  'plan-cost': ['bench/plan-cost.ts'],
  refusals: ['bench/refusals.ts'],
  traffic: ['bench/traffic.ts'],
  observability: ['bench/observability.ts'],
  soak: ['bench/soak.ts'],
  workers: ['bench/workers.ts'],
  'rest-screen': ['bench/rest-screen.ts'],
};

/** Those that are measured only when they are named, because they need a word more; `--compare REV` is `compare REV`. */
const benchesByName = {
  ...benches,
  compare: ['bench/compare.ts'],
  guard: ['bench/compare.ts', '--guard', '--rounds=5', '--warm-up=200'],
  profile: ['bench/profile.ts'],
};

/** Where nobody else can write code that the gateway would run. */
const compiled = `${root}node_modules/.cache/compiled`;

/** What `npm run <name>` needs and runs. `null` installs nothing. */
const commands = {
  // What Node compiles is kept for the next start, which needs half the time then.
  start: { packages: null, steps: [['src/main.ts']], env: { NODE_COMPILE_CACHE: compiled } },
  demo: { packages: 'all', steps: [['scripts/demo.ts']] },
  test: { packages: 'all', steps: [vitest] },
  explain: { packages: 'runtime', steps: [['scripts/explain.ts']] },
  doctor: { packages: null, steps: [['scripts/doctor.ts']] },
  bench: { packages: 'all', steps: Object.values(benches) },
  build: { packages: 'all', steps: [['scripts/build.ts']] },
  image: { packages: 'all', steps: [['scripts/image.ts']] },
  generate: { packages: 'all', steps: [['scripts/generate.ts']] },
  package: { packages: 'all', steps: [['scripts/package.ts']] },
  format: { packages: 'all', steps: [[biome, 'check', '--write', '.']] },
  check: {
    packages: 'all',
    steps: [
      [biome, 'ci', '.'],
      ['node_modules/typescript/bin/tsc'],
      ['node_modules/typescript/bin/tsc', '--project', 'src/explorer'],
      ['node_modules/typescript/bin/tsc', '--project', 'examples/studio'],
      ['scripts/generate.ts', '--check'],
      ['scripts/schema-changes.ts'],
      ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', 'schema.graphql'],
      ['node_modules/knip/bin/knip.js'],
      vitest,
    ],
  },
};

const [name, ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
if (!command) fail(`there is no command ${name}; known: ${Object.keys(commands).join(', ')}`);
if (name === 'bench' && args.length > 0) {
  const [first = '', ...rest] = args.splice(0);
  args.push(...rest);
  const wanted = first.replace(/^--/, '');
  if (!Object.hasOwn(benchesByName, wanted))
    fail(`there is no bench ${first}; known: ${Object.keys(benchesByName).join(', ')}`);
  command.steps = [benchesByName[wanted]];
}
await main(command);

async function main({ packages, steps, env = {} }) {
  if (packages) await ensureInstalled(packages);
  else if (missingPackages('runtime') > 0) fail('packages are missing: run `npm ci --omit=dev` first');
  const node = pinnedNode();
  for (const [index, step] of steps.entries()) {
    const extra = index === steps.length - 1 ? args : [];
    if (steps.length > 1)
      process.stdout.write(`\n> ${step.join(' ').replace(/node_modules\/(\S+\/)?/, '')}\n`);
    const code = await run(node, [...step, ...extra], env);
    if (code !== 0) process.exit(code);
  }
}

/** Installs exactly what the lock file says, unless it is there already. */
async function ensureInstalled(packages) {
  const missing = missingPackages(packages);
  if (missing === 0) return;
  process.stderr.write(`atelier: installing ${missing} packages that are missing (once, up to a minute) …\n`);
  const npm = process.env.npm_execpath;
  const flags = ['ci', packages === 'all' ? '--include=dev' : '--omit=dev', '--include=optional'];
  flags.push('--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error');
  const code = npm?.endsWith('.js') ? await run(process.execPath, [npm, ...flags]) : await run('npm', flags);
  if (code !== 0) fail('the packages could not be installed; the lines above say why');
}

/** How many packages of the lock file are not installed in its version. npm notes what it installed. */
function missingPackages(packages) {
  const installedFile = `${root}node_modules/.package-lock.json`;
  const installed = existsSync(installedFile) ? readLock(installedFile) : {};
  const wanted = Object.entries(readLock(`${root}package-lock.json`)).filter(
    ([path, entry]) =>
      path !== '' &&
      (!entry.optional || (path === 'node_modules/node' && !isNewEnough)) &&
      (packages === 'all' || !(entry.dev || entry.devOptional)),
  );
  return wanted.filter(([path, entry]) => installed[path]?.version !== entry.version).length;
}

function readLock(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** The Node of the `node` package, or the running one if that is new enough. */
function pinnedNode() {
  const pinned = `${root}node_modules/node/bin/node`;
  if (existsSync(pinned)) return pinned;
  if (isNewEnough) return process.execPath;
  fail(
    `Node ${wantedMajor} is needed, this is ${process.version}, and the package \`node\` that brings it is not ` +
      'installed (were scripts or optional packages left out?): run `npm ci` without such flags, or install ' +
      `Node ${wantedMajor}`,
  );
}

/** Resolves to the exit code. Signals from a terminal reach the child by themselves; others are passed on. */
function run(executable, argv, env = {}) {
  const child = spawn(executable, argv, {
    cwd: root,
    stdio: 'inherit',
    env: { ...env, ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}` },
  });
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.once('error', (error) => fail(`${executable} could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

function fail(message) {
  process.stderr.write(`atelier: ${message}\n`);
  process.exit(1);
}
