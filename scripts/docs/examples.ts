/**
 * Runs the operations of `examples/types` on the simulated backends, for the pages that show them with their answers. What
 * changes with every run (ports, signatures) is left out; everything else comes from the seed and is the same each time.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { type DocumentNode, getOperationAST, OperationTypeNode, parse } from 'graphql';
import { makeZip } from '#test/simulators/sartiq/make-zip.ts';
import { defaultWorldSize } from '#test/simulators/simulator.ts';
import { type Simulators, startSimulators } from '#test/simulators/start.ts';
import { openEventStream } from '#test/support/event-stream.ts';
import { upstreamNames } from '#test/support/studio-query.ts';
import { postForm } from '#test/support/upload.ts';
import { type RunningGateway, serviceEnvironment, startGatewayWith } from '#test/support/world.ts';

/** An operation of `examples/types`. Its name is that of its page, or begins with it and a hyphen. */
export interface ExampleOperation {
  readonly name: string;
  /** From the project's root. */
  readonly path: string;
  readonly text: string;
  readonly document: DocumentNode;
}

export interface RunExample extends ExampleOperation {
  /** What a gateway that has just started asked for it, in the order of the backends; null where time decides. */
  readonly requests: readonly string[] | null;
  /** The whole answer. */
  readonly answer: { readonly data: unknown; readonly errors: readonly unknown[] };
  /** The answer's data as a page shows them. */
  readonly shown: string;
  /** Whether lists in it are cut. */
  readonly isCut: boolean;
}

const folder = 'examples/types/';
/** Rows of the demo, and a day on which none of them lies in the future. */
const world = { seed: 1, size: defaultWorldSize } as const;
const day = Date.parse('2026-04-01T09:00:00Z');
const shownEntries = 2;

export function readExamples(): readonly ExampleOperation[] {
  const url = new URL(`../../${folder}`, import.meta.url);
  return readdirSync(url)
    .sort()
    .map((file) => {
      const text = readFileSync(new URL(file, url), 'utf8');
      return { name: file.replace('.graphql', ''), path: folder + file, text, document: parse(text) };
    });
}

/**
 * Those that change something come last, so that the others see the rows of the demo.
 *
 * @throws Error for an example whose answer has errors
 */
export async function runExamples(): Promise<readonly RunExample[]> {
  const examples = readExamples();
  const isMutation = ({ document }: ExampleOperation): boolean =>
    getOperationAST(document)?.operation === OperationTypeNode.MUTATION;
  let nowMs = day;
  const now = (): number => nowMs;
  await using simulators = await startSimulators({ ...world, now });
  const run = async (example: ExampleOperation): Promise<RunExample> => {
    // Each has a gateway of its own, so that none profits from what another one asked for.
    await using gateway = await startGatewayWith(serviceEnvironment(simulators), { now });
    return await runExample(example, gateway, simulators);
  };
  // There is an upload to look at once there was one.
  const upload = examples.find(({ text }) => text.includes('$file: File!'));
  if (upload) await run(upload);
  nowMs += 60_000;
  const results: RunExample[] = [];
  for (const example of examples.filter((one) => !isMutation(one))) results.push(await run(example));
  for (const example of examples.filter(isMutation)) results.push(await run(example));
  return results.sort((left, right) => (left.name < right.name ? -1 : 1));
}

async function runExample(
  example: ExampleOperation,
  gateway: RunningGateway,
  simulators: Simulators,
): Promise<RunExample> {
  for (const name of upstreamNames) simulators[name].clearRequests();
  const answer = await ask(example, gateway);
  if (answer.errors.length > 0) throw new Error(`${example.path}: ${JSON.stringify(answer.errors)}`);
  const requests = upstreamNames.flatMap((name) =>
    simulators[name].requests
      .map(({ method, path, query }) => `${name} ${method} ${path}${query.size > 0 ? `?${query}` : ''}`)
      .sort(),
  );
  const cut = cutLists(answer.data);
  const whole = JSON.stringify(answer.data, null, 2);
  const shown = JSON.stringify(cut, null, 2);
  return {
    ...example,
    requests: isSubscription(example) ? null : requests,
    answer,
    shown: withoutRun(shown, simulators),
    isCut: shown !== whole,
  };
}

function isSubscription({ document }: ExampleOperation): boolean {
  return getOperationAST(document)?.operation === OperationTypeNode.SUBSCRIPTION;
}

async function ask(example: ExampleOperation, gateway: RunningGateway): Promise<RunExample['answer']> {
  const { text } = example;
  if (isSubscription(example)) return await firstEvent(gateway, text);
  if (!text.includes('$file: File!')) return await gateway.query(text);
  const operations = JSON.stringify({ query: text, variables: { file: null } });
  const zip = makeZip({ 'front_full_body.jpg': 'one', 'nothing_known.jpg': 'two' });
  return await postForm(gateway.url, [
    ['operations', operations],
    ['map', '{"0": ["variables.file"]}'],
    ['0', zip],
  ]);
}

async function firstEvent({ url }: RunningGateway, query: string): Promise<RunExample['answer']> {
  const accept = { accept: 'text/event-stream' };
  await using events = await openEventStream(`${url}/graphql?${new URLSearchParams({ query })}`, accept);
  for (let event = await events.next(); event !== null; event = await events.next()) {
    if (event.event !== 'next') continue;
    const { data, errors = [] } = event.data as Partial<RunExample['answer']>;
    return { data, errors };
  }
  throw new Error('The subscription ended without an event');
}

/** Lists of rows; what is one value in several numbers or words stays whole. */
function cutLists(value: unknown): unknown {
  if (Array.isArray(value)) {
    const isRows = value.some((entry) => typeof entry === 'object');
    return (isRows ? value.slice(0, shownEntries) : value).map(cutLists);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cutLists(inner)]));
}

/** Ports are taken as they are free, and each signature is another one. */
function withoutRun(text: string, simulators: Simulators): string {
  const named = upstreamNames.reduce(
    (rest, name) => rest.replaceAll(new URL(simulators[name].url).origin, `https://${name}.example`),
    text,
  );
  return named.replaceAll(/\?Expires=\d+&Signature=[\w-]+&Key-Pair-Id=\w+/g, '?Expires=…');
}
