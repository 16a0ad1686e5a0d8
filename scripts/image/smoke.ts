/**
 * One life of the gateway's image on the simulators' image: start, health, a query over three backends, GraphiQL, stop.
 * `liveOnce` notes what happens, `faultsOf` judges it.
 */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Environment } from '#src/config/env.ts';
import { tokenOf } from '#test/simulators/simulator.ts';
import { freePort } from '#test/support/free-port.ts';
import { type GatewayProcess, watchProcess } from '#test/support/gateway-process.ts';
import type { Image } from './build-image.ts';
import { type Confinement, programOf, startInImage } from './run-image.ts';
import { snapshotOf } from './tree.ts';

export interface Life {
  /** User and group that the gateway's process has; null where the system does not tell. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
  /** The codes with which the health check ends while it runs, and after it has stopped. */
  readonly healthCheck: { readonly running: number | null; readonly stopped: number | null };
  readonly statuses: { readonly health: number; readonly ready: number };
  /** The answer to a query over all three backends. */
  readonly answer: unknown;
  /** Of GraphiQL's page and of every script and style that it names. */
  readonly page: readonly { readonly path: string; readonly status: number }[];
  /** What Prometheus gets. */
  readonly metrics: string;
  /** Why a program in the image cannot write beside the gateway; null if it can. */
  readonly writing: string | null;
  /** Code and signal with which the gateway ends after SIGTERM. */
  readonly end: [code: number | null, signal: string | null];
  /** What it said on standard error. */
  readonly complaints: string;
  /** What has changed in the folders of both images. */
  readonly changes: readonly string[];
}

export interface Images {
  readonly gateway: Image;
  readonly simulators: Image;
}

/** What is wrong with it, in words; empty if nothing is. */
export function faultsOf(life: Life, { gateway }: Images): readonly string[] {
  const { user, healthCheck, statuses, answer, page, metrics, writing, end, complaints, changes } = life;
  const rules: readonly (readonly [boolean, string])[] = [
    [statuses.health === 200 && statuses.ready === 200, `health and readiness: ${JSON.stringify(statuses)}`],
    [healthCheck.running === 0, `its health check ends with ${healthCheck.running} while it runs`],
    [healthCheck.stopped === 1, `its health check ends with ${healthCheck.stopped} once it has stopped`],
    [isWhole(answer), `the answer lacks something: ${JSON.stringify(answer)}`],
    [page.length > 1 && page.every(({ status }) => status === 200), `GraphiQL: ${JSON.stringify(page)}`],
    [/^atelier_operations_total\{.* 1$/m.test(metrics), 'the metrics have no operation'],
    [writing !== null, 'programs can write beside the gateway'],
    [end[0] === 0, `SIGTERM ended it with ${end.join(', ')}`],
    [complaints === '', `it complained: ${complaints}`],
    [changes.length === 0, `it changed ${changes.join(', ')}`],
    [user === null || user.uid === expectedUid(gateway), `it ran as user ${user?.uid}`],
    [gateway.user.uid > 0, `its user is ${gateway.user.uid}`],
  ];
  return rules.flatMap(([kept, fault]) => (kept ? [] : [fault]));
}

/** Only root can start it as the image's user; anybody else starts it as themselves. */
function expectedUid({ user }: Image): number | undefined {
  return process.getuid?.() === 0 ? user.uid : process.getuid?.();
}

const lists = ['jobs', 'assets', 'setDesigns', 'datasetImages'];

function isWhole(answer: unknown): boolean {
  const { data, errors } = answer as {
    readonly data?: Record<string, { nodes: unknown[] }>;
    errors?: unknown;
  };
  return errors === undefined && lists.every((name) => data?.[name]?.nodes.length === 1);
}

const query = `{ jobs(first: 1) { nodes { jobId } } assets(first: 1) { nodes { filename } }
  setDesigns(first: 1) { nodes { name } } datasetImages(first: 1) { nodes { filename } } }`;

export async function liveOnce({ gateway, simulators }: Images, confinement: Confinement): Promise<Life> {
  const before = [...(await snapshotOf(gateway.root)), ...(await snapshotOf(simulators.root))];
  await using backends = await startBackends(simulators, confinement);
  const variables = { ...backends.environment, PORT: String(await freePort()) };
  const words = programOf(gateway);
  await using running = watchProcess(startInImage(gateway, { words, variables }, confinement));
  await running.listening();
  const url = `http://127.0.0.1:${variables.PORT}`;
  const check = () => healthCheck(gateway, variables, confinement);
  const life = {
    user: await userOf(running),
    statuses: { health: await statusOf(`${url}/health`), ready: await statusOf(`${url}/ready`) },
    answer: await ask(url),
    page: await openPage(url),
    metrics: await textOf(`${url}/metrics`),
    writing: await tryToWrite(gateway, confinement),
  };
  const whileRunning = await check();
  running.kill('SIGTERM');
  const end = await running.exited;
  const after = new Set([...(await snapshotOf(gateway.root)), ...(await snapshotOf(simulators.root))]);
  return {
    ...life,
    healthCheck: { running: whileRunning, stopped: await check() },
    end,
    complaints: running.output.stderr,
    changes: [...after.symmetricDifference(new Set(before))],
  };
}

async function startBackends(image: Image, confinement: Confinement) {
  const names = ['piktid', 'sartiq', 'acusight'] as const;
  const words = programOf(image, ['--host', '127.0.0.1', ...names.flatMap((name) => [`--${name}`, '0'])]);
  const process_ = watchProcess(startInImage(image, { words }, confinement));
  const addresses = [];
  for (const title of [/^PiktID /, /^Sartiq /, /^Acusight /])
    addresses.push((await process_.said(title)).replace(title, ''));
  const [PIKTID_URL = '', SARTIQ_URL = '', ACUSIGHT_URL = ''] = addresses;
  const environment = {
    PIKTID_URL,
    SARTIQ_URL,
    ACUSIGHT_URL,
    PIKTID_TOKEN: tokenOf('piktid', 'giulia'),
    SARTIQ_TOKEN: tokenOf('sartiq', 'giulia'),
    ACUSIGHT_TOKEN: tokenOf('acusight', 'giulia'),
    GATEWAY_ANONYMOUS: 'allow',
    // For the page.
    GATEWAY_INTROSPECTION: 'allow',
    // Nobody else has to learn that it stops.
    SHUTDOWN_GRACE_MS: '0',
  } satisfies Environment;
  return { environment, [Symbol.asyncDispose]: () => process_[Symbol.asyncDispose]() };
}

/** Runs the image's own health check as an engine does. */
async function healthCheck(
  image: Image,
  variables: Readonly<Record<string, string>>,
  confinement: Confinement,
): Promise<number | null> {
  if (image.health === null) return null;
  const [code] = await outcomeOf(startInImage(image, { words: image.health.words, variables }, confinement));
  return code;
}

async function tryToWrite(image: Image, confinement: Confinement): Promise<string | null> {
  const words = ['node', '-e', "fs.writeFileSync('dist/written', '')"];
  const [code, complaint] = await outcomeOf(startInImage(image, { words }, confinement));
  return code === 0 ? null : (/\b(?:EROFS|EACCES)\b/.exec(complaint)?.[0] ?? complaint);
}

async function outcomeOf(child: ReturnType<typeof startInImage>): Promise<[number | null, string]> {
  let complaint = '';
  child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const [code] = await once(child, 'close');
  return [typeof code === 'number' ? code : null, complaint];
}

async function userOf({ pid }: GatewayProcess): Promise<Life['user']> {
  if (process.platform !== 'linux') return null;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const idOf = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  return { uid: idOf('Uid'), gid: idOf('Gid') };
}

async function statusOf(url: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const response = await fetch(url, { headers });
  await response.body?.cancel();
  return response.status;
}

async function textOf(url: string): Promise<string> {
  return (await fetch(url)).text();
}

async function ask(url: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

async function openPage(url: string): Promise<Life['page']> {
  const response = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });
  const html = await response.text();
  const named = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
  const page = [{ path: '/graphql', status: response.status }];
  for (const path of named) page.push({ path, status: await statusOf(`${url}${path}`) });
  return page;
}
