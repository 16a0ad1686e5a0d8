/**
 * Carries out a Dockerfile without an engine: each stage in an empty folder, filled with what stands in for its base, with
 * what COPY takes of the build context (less what `.dockerignore` leaves out), and with what RUN really does. The last
 * folder holds what the image would hold, and nothing else.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, stat } from 'node:fs/promises';
import { basename, join, posix, relative } from 'node:path';
import dockerignore from '@balena/dockerignore';
import { baseImage } from './base-images.ts';
import { readDockerfile, type Step } from './dockerfile.ts';
import { bytesIn } from './tree.ts';

export interface Image {
  /** The folder that is the image's `/`. */
  readonly root: string;
  /** What the Dockerfile adds to its base. */
  readonly bytes: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly health: { readonly words: readonly string[]; readonly timeoutMs: number } | null;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Build {
  /** The folder that is built from, with a `.dockerignore`. */
  readonly context: string;
  /** Below the context. */
  readonly dockerfile: string;
  /** An empty folder for the stages. */
  readonly into: string;
  readonly buildArguments?: Readonly<Record<string, string>>;
}

/** A stage that is being built. */
interface Stage {
  readonly root: string;
  readonly name: string | null;
  readonly baseBytes: number;
  readonly buildArguments: Record<string, string>;
  readonly variables: Record<string, string>;
  readonly labels: Record<string, string>;
  folder: string;
  user: string;
  entrypoint: readonly string[];
  command: readonly string[];
  health: Image['health'];
}

export async function buildImage(build: Build): Promise<Image> {
  const steps = readDockerfile(await readFile(join(build.context, build.dockerfile), 'utf8'));
  const ignored = dockerignore.default().add(await readFile(join(build.context, '.dockerignore'), 'utf8'));
  const stages: Stage[] = [];
  const first: Record<string, string> = {};
  for (const step of steps) {
    const stage = stages.at(-1);
    if (step.kind === 'from') stages.push(await startStage(step, stages.length, build, first));
    else if (stage) await carryOut(step, stage, { build, stages, ignores: (path) => ignored.ignores(path) });
    else setArgument(step, first, build);
  }
  const last = stages.at(-1);
  if (!last) throw new Error(`${build.dockerfile} has no stage`);
  const [uid = Number.NaN, gid = Number.NaN] = last.user.split(':').map(Number);
  return { ...last, user: { uid, gid }, bytes: (await bytesIn(last.root)) - last.baseBytes };
}

async function startStage(
  { image, stage }: Extract<Step, { kind: 'from' }>,
  index: number,
  { into }: Build,
  first: Readonly<Record<string, string>>,
): Promise<Stage> {
  const base = baseImage(expand(image, first));
  const root = join(into, `stage-${index}`);
  await mkdir(root, { recursive: true });
  await base.fill(root);
  return {
    root,
    name: stage,
    baseBytes: await bytesIn(root),
    buildArguments: {},
    variables: { ...base.variables },
    labels: {},
    folder: '/',
    user: base.user,
    entrypoint: [],
    command: [],
    health: null,
  };
}

interface Surroundings {
  readonly build: Build;
  readonly stages: readonly Stage[];
  readonly ignores: (path: string) => boolean;
}

async function carryOut(step: Step, stage: Stage, around: Surroundings): Promise<void> {
  switch (step.kind) {
    case 'argument':
      return setArgument(step, stage.buildArguments, around.build);
    case 'variables':
      return void Object.assign(stage.variables, expandAll(step.values, stage));
    case 'labels':
      return void Object.assign(stage.labels, expandAll(step.values, stage));
    case 'folder':
      stage.folder = posix.resolve(stage.folder, step.value);
      return void (await mkdir(join(stage.root, stage.folder), { recursive: true }));
    case 'copy':
      return copy(step, stage, around);
    case 'run':
      return run(step.command, stage);
    case 'user':
      stage.user = step.value;
      return;
    case 'entrypoint':
    case 'command':
      stage[step.kind] = step.words;
      return;
    case 'health':
      stage.health = step;
      return;
    case 'ports':
    case 'stop signal':
      return;
    default:
      throw new Error(`A step comes where it cannot be: ${step.kind}`);
  }
}

function setArgument(step: Step, values: Record<string, string>, { buildArguments = {} }: Build): void {
  if (step.kind !== 'argument') throw new Error(`A step stands before the first FROM: ${step.kind}`);
  const value = buildArguments[step.name] ?? step.value;
  if (value !== null) values[step.name] = value;
}

function expandAll(values: Readonly<Record<string, string>>, stage: Stage): Record<string, string> {
  const known = { ...stage.buildArguments, ...stage.variables };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, expand(value, known)]));
}

function expand(text: string, values: Readonly<Record<string, string>>): string {
  const expanded = text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`Nothing sets ${name} in ${text}`);
    return value;
  });
  if (/\$[\w{]/.test(expanded)) throw new Error(`Only variables like \${NAME} are known here: ${text}`);
  return expanded;
}

async function copy(
  { sources, target, from }: Extract<Step, { kind: 'copy' }>,
  stage: Stage,
  { build, stages, ignores }: Surroundings,
): Promise<void> {
  const other = stages.find(({ name }) => name === from);
  if (from !== null && other === undefined)
    throw new Error(`COPY takes from a stage that is not there: ${from}`);
  const source = from === null ? build.context : (other?.root ?? '');
  const into = join(stage.root, posix.resolve(stage.folder, target));
  for (const name of sources) {
    const path = join(source, name);
    const wanted = (file: string): boolean => from !== null || !ignores(relative(source, file));
    if (!wanted(path)) throw new Error(`COPY takes what .dockerignore leaves out: ${name}`);
    const asChild = target.endsWith('/') && (await stat(path)).isFile();
    await cp(path, asChild ? join(into, basename(name)) : into, { recursive: true, filter: wanted });
  }
}

/** In the stage's folder, with the stage's own Node before this machine's npm and shell. */
async function run(command: string, { root, folder, variables }: Stage): Promise<void> {
  if (/(?:^|\s)\//.test(command))
    throw new Error(`RUN names a path of the image, which is elsewhere here: ${command}`);
  const { PATH: _, ...own } = variables;
  const assignments = Object.entries(own).map(([name, value]) => `${name}=${value}`);
  const script = 'PATH="$1:$PATH"; export PATH; shift; exec env npm_config_prefer_offline=true "$@"';
  const words = ['-c', script, 'sh', join(root, 'usr/local/bin'), ...assignments, '/bin/sh', '-c', command];
  const child = spawn('/bin/sh', words, { cwd: join(root, folder), stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`RUN ended with ${code}: ${command}\n${said}`);
}
