/**
 * What clients do to a gateway: good operations over all backends, changes, uploads, subscriptions, hostile documents,
 * and leaving in the middle. Each action is one client from its beginning to its end. Chooses nothing.
 */

import type { Random } from '#test/simulators/random.ts';
import { makeZip } from '#test/simulators/sartiq/make-zip.ts';
import type { Simulators } from '#test/simulators/start.ts';
import { startJob } from '../start-work.ts';
import { oneFile, operations, uploadInput } from '../upload.ts';
import { type CheckedAnswer, checkAnswer } from './check-answer.ts';

export interface Scene {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly simulators: Simulators;
  readonly random: Random;
  /** Global ids of all kinds. */
  readonly ids: readonly string[];
  /** Is told of every answer. */
  readonly onAnswer: (answer: CheckedAnswer) => void;
  /** Aborted when clients are to leave. */
  readonly over: AbortSignal;
}

export type Action = (scene: Scene) => Promise<void>;

/** The actions, and how often each is taken compared to the others. */
export const actions: Readonly<Record<string, { readonly weight: number; readonly act: Action }>> = {
  gallery: { weight: 8, act: ask(gallery) },
  dashboard: { weight: 8, act: ask(dashboard) },
  joins: { weight: 4, act: ask(joins) },
  nodes: { weight: 5, act: askNodes },
  search: { weight: 3, act: ask(search) },
  change: { weight: 4, act: changeSetDesign },
  upload: { weight: 2, act: uploadZip },
  subscription: { weight: 3, act: subscribeToJob },
  'leaves early': { weight: 5, act: leaveEarly },
  hostile: { weight: 4, act: sendHostile },
};

type Operation = { readonly query: string; readonly variables?: object };

function gallery(random: Random): Operation {
  const first = random.int(1, 60);
  return {
    query: `{ jobs(first: ${first}) { totalCount pageInfo { hasNextPage endCursor }
      nodes { jobId jobStatus images(first: ${random.int(1, 4)}) { nodes { id originalFilename url } } } } }`,
  };
}

function dashboard(random: Random): Operation {
  const direction = random.pick(['first', 'last'] as const);
  return {
    query: `{ assets(${direction}: ${random.int(1, 30)}) { totalCount nodes { id filename url } }
      setDesigns(first: ${random.int(1, 30)}) { totalCount nodes { id name baseImages { id } } }
      datasetImages(first: ${random.int(1, 30)}) { totalCount nodes { id filename annotations { classValue } } } }`,
  };
}

function joins(random: Random): Operation {
  return {
    query: random.pick([
      '{ assets(first: 4) { nodes { filename datasetImages { filename } } } }',
      '{ datasetImages(first: 3) { nodes { filename assets { filename } } } }',
      '{ jobs(first: 2) { nodes { images(first: 2) { nodes { originalFilename assets { filename } } } } } }',
    ]),
  };
}

function search(random: Random): Operation {
  return {
    query: 'query ($text: String!) { search(text: $text, first: 6) { nodes { __typename } } }',
    variables: { text: random.pick(['jpg', 'look', 'a', '0', 'ö"\\']) },
  };
}

function ask(choose: (random: Random) => Operation): Action {
  return async (scene) => void (await post(scene, choose(scene.random)));
}

async function askNodes(scene: Scene): Promise<void> {
  const { ids, random } = scene;
  const some = Array.from({ length: 6 }, () => ids[random.int(0, ids.length - 1)] ?? '');
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';
  await post(scene, { query, variables: { ids: some } });
}

async function changeSetDesign(scene: Scene): Promise<void> {
  const name = `Soak ${scene.random.uuid()}`;
  const created = await post(scene, {
    query:
      'mutation ($name: String!) { payload: createSetDesign(input: { name: $name }) { setDesign { setDesignId } userErrors { message } } }',
    variables: { name },
  });
  const payload = created.data?.['payload'] as {
    readonly setDesign?: { readonly setDesignId: string };
  } | null;
  const id = payload?.setDesign?.setDesignId;
  if (id === undefined) return;
  for (const change of [
    'payload: updateSetDesign(input: { setDesignId: $id, description: "x" }) { setDesign { id } userErrors { message } }',
    'payload: deleteSetDesign(input: { setDesignId: $id }) { userErrors { message } }',
  ]) {
    await post(scene, { query: `mutation ($id: UUID!) { ${change} }`, variables: { id } });
  }
}

async function uploadZip(scene: Scene): Promise<void> {
  const archive = makeZip({ 'front_full_body.jpg': 'x'.repeat(scene.random.int(1, 200_000)) });
  const form = new FormData();
  form.append('operations', operations(uploadInput(scene.simulators)));
  form.append('map', oneFile);
  form.append('0', new Blob([new Uint8Array(archive)]), 'looks.zip');
  await send(scene, form, {}, scene.over);
}

/** Watches a job for a while, or until it is over. */
async function subscribeToJob(scene: Scene): Promise<void> {
  const { simulators, random, url, headers, over, onAnswer } = scene;
  const known = simulators.piktid.data.jobs;
  const patience = AbortSignal.any([over, AbortSignal.timeout(2_000)]);
  const jobId = random.chance(0.2)
    ? await startJob(simulators, undefined, 'giulia', patience).catch(() => 'none')
    : (known[random.int(0, known.length - 1)]?.job_id ?? 'none');
  const variables = JSON.stringify({ jobId });
  const query = 'subscription ($jobId: String!) { job(jobId: $jobId) { jobStatus completedImages } }';
  const parameters = new URLSearchParams({ query, variables });
  const signal = AbortSignal.any([over, AbortSignal.timeout(random.int(50, 6_000))]);
  await unlessLeft(signal, async () => {
    const response = await fetch(`${url}/graphql?${parameters}`, {
      headers: { ...headers, accept: 'text/event-stream' },
      signal,
    });
    const text = await response.text();
    for (const [, data = ''] of text.matchAll(/^event: next\ndata: (.*)$/gm)) {
      onAnswer(checkAnswer(response.status, data));
    }
  });
}

async function leaveEarly(scene: Scene): Promise<void> {
  const { random, over } = scene;
  const signal = AbortSignal.any([over, AbortSignal.timeout(random.int(1, 60))]);
  await send(scene, JSON.stringify(dashboard(random)), json, signal);
}

async function sendHostile(scene: Scene): Promise<void> {
  const { random } = scene;
  const body = random.pick<() => string>([
    () => document(`{ ${'a { '.repeat(20_000)}`),
    () => document(`{ ${'jobs { nodes { images { nodes { assets { nodes '.repeat(30)}`),
    () =>
      document(
        `{ ${Array.from({ length: 500 }, (_, at) => `a${at}: assets(first: 200) { totalCount }`).join(' ')} }`,
      ),
    () => document(`{ ${'__typename '.repeat(20_000)} }`),
    () => document('query A { ...F } fragment F on Query { ...G } fragment G on Query { ...F }'),
    () => document(`{ assets(first: 1) ${'@skip(if: false) '.repeat(500)} { totalCount } }`),
    () => JSON.stringify({ query: '{ assets(first: 999999999999) { totalCount } }' }),
    () =>
      JSON.stringify({
        query: 'query ($id: UUID!) { setDesign(setDesignId: $id) { id } }',
        variables: { id: {} },
      }),
    () => JSON.stringify({ query: '{ assets(after: "zzz") { totalCount } }' }),
    () => JSON.stringify({ query: 42, variables: [], operationName: {} }),
    () => JSON.stringify([{ query: '{ __typename }' }]),
    () => '{"query": ',
  ])();
  await send(scene, body, json, scene.over);
}

const json = { 'content-type': 'application/json' };

function document(query: string): string {
  return JSON.stringify({ query });
}

function post(scene: Scene, operation: Operation): Promise<CheckedAnswer> {
  return send(scene, JSON.stringify(operation), json, scene.over);
}

const noAnswer: CheckedAnswer = { codes: [], faults: [], data: null };

/** Who has left gets no answer. */
async function send(
  { url, headers, onAnswer }: Scene,
  body: string | FormData,
  ownHeaders: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<CheckedAnswer> {
  const answer = await unlessLeft(signal, async () => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { accept: 'application/json', ...headers, ...ownHeaders },
      body,
      signal,
    });
    return checkAnswer(response.status, await response.text());
  });
  if (answer) onAnswer(answer);
  return answer ?? noAnswer;
}

async function unlessLeft<Value>(signal: AbortSignal, act: () => Promise<Value>): Promise<Value | null> {
  try {
    return await act();
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}
