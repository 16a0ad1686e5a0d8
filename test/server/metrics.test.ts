import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { eventually } from '#test/support/eventually.ts';
import { type Exposition, scrape } from '#test/support/exposition.ts';
import { readPromql } from '#test/support/promql.ts';
import { type RedisServer, startRedis } from '#test/support/redis.ts';
import { startUpload } from '#test/support/start-work.ts';
import { everything } from '#test/support/studio-query.ts';
import { subscribe } from '#test/support/subscribe.ts';
import { serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

const read = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr?: string }[] };
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition: string }[] };
}

/** An expression that somebody shows or alerts on, and the labels that the words beside it show. */
interface Used {
  readonly where: string;
  readonly expression: string;
  readonly shown: readonly string[];
}

const rules: Rule[] = (
  parse(await read('docker/prometheus/alerts.yaml')) as { groups: { rules: Rule[] }[] }
).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(await read('docker/grafana/dashboards/atelier.json')) as Dashboard;
const page = await read('docs/operations.md');

const namesIn = (pattern: RegExp, text: string): string[] =>
  [...text.matchAll(pattern)].flatMap(([, name]) => name ?? []);

const alerts: Used[] = rules.map(({ alert, expr, annotations }) => ({
  where: alert,
  expression: expr,
  shown: namesIn(/\$labels\.(\w+)/g, Object.values(annotations).join(' ')),
}));
const panels: Used[] = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => ({
    where: title,
    // Grafana puts a duration and the chosen upstreams there before Prometheus sees it.
    expression: expr.replaceAll('$__rate_interval', '5m').replaceAll('$upstream', 'piktid|sartiq|acusight'),
    shown: namesIn(/\{\{(\w+)\}\}/g, legendFormat),
  })),
);
const marks: Used[] = dashboard.annotations.list.flatMap(({ name, expr }) =>
  expr === undefined ? [] : [{ where: name, expression: expr, shown: [] }],
);

/** Prometheus makes it of every scrape, and gives every series the other two. */
const ofPrometheus = { metric: 'up', labels: ['job', 'instance'] };

/** A table row of the page: name, type, labels. */
/** Node may be doing nothing of the kind while it is looked at. */
const seldom: Readonly<Record<string, readonly string[]>> = { nodejs_active_requests: ['type'] };

const documented = new Map(
  [...page.matchAll(/^\| `(\w+)` \| (counter|gauge|histogram|summary) \|([^|]*)\|/gm)].map(
    ([, name = '', type, labels = '']) => [name, { type, labels: namesIn(/`(\w+)`/g, labels).sort() }],
  ),
);

/** Everything that is counted happens once: work of all kinds, failures, refusals, and a Redis. */
async function exercise(world: World): Promise<void> {
  const { piktid, sartiq, acusight } = world.simulators;
  await world.query(`query Screen ${everything}`);
  await world.query(`query Screen ${everything}`);
  await world.query('mutation { __typename }');
  const stop = piktid.inject({ kind: 'delay', ms: 1_500 });
  const stampede = Array.from({ length: 5 }, () => world.query('{ assets(first: 7) { totalCount } }'));
  await Promise.all(stampede);
  stop();
  piktid.inject({ kind: 'reset', times: 1 });
  await world.query('{ assets(first: 8) { nodes { filename } } }');
  acusight.inject({ kind: 'rewrite', times: 1, body: (body) => ({ ...(body as object), data: [7] }) });
  await world.query('{ datasetImages(first: 9) { nodes { imageId } } }');
  const taskId = await startUpload(world.simulators);
  {
    await using watching = await subscribe(
      world.url,
      'subscription ($taskId: UUID!) { uploadTask(taskId: $taskId) { status } }',
      { taskId },
    );
    expect(await watching.next()).toMatchObject({ errors: [] });
  }
  sartiq.inject({ kind: 'status', status: 503 });
  for (let first = 1; first < 12; first += 1) {
    await world.query(`{ setDesigns(first: ${first}) { totalCount } }`);
  }
  await redis.kill();
  await world.query('{ assets(first: 2) { nodes { filename } } }');
  // From here on collections of garbage are counted.
  await scrape(world);
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

let redis: RedisServer;
let world: World;
let served: Exposition;

beforeAll(async () => {
  redis = await startRedis();
  world = await startWorld({
    env: (simulators) => ({
      ...serviceEnvironment(simulators),
      CACHE_MAX_BYTES: '1000000',
      REDIS_URL: redis.url,
    }),
  });
  await exercise(world);
  served = await eventually(async () => {
    const seen = await scrape(world);
    expect(
      seen.value('atelier_operations_total', {
        operation: '(unnamed)',
        kind: 'subscription',
        outcome: 'left',
      }),
    ).toBe(1);
    expect(seen.value('nodejs_gc_duration_seconds_count', { kind: 'major' })).toBeGreaterThan(0);
    return seen;
  });
}, 120_000);
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await redis?.[Symbol.asyncDispose]();
});

const labelsOf = (name: string): string[] | null => {
  if (name === ofPrometheus.metric) return ofPrometheus.labels;
  const found = served.samples.filter((sample) => sample.name === name);
  if (found.length === 0) return null;
  return [...new Set(found.flatMap(({ labels }) => Object.keys(labels))), ...ofPrometheus.labels];
};

/** Words that labels are compared with, and that none of them has: a comparison that is never true. */
function missingValues(name: string, values: Readonly<Record<string, RegExp>>): string[] {
  return Object.entries(values).flatMap(([label, pattern]) => {
    const isOfPrometheus = ofPrometheus.labels.includes(label);
    const isThere = served.samples.some((one) => one.name === name && pattern.test(one.labels[label] ?? ''));
    return isOfPrometheus || isThere ? [] : [`${name}{${label} is ${pattern}}`];
  });
}

/** Names in an expression, or in the words beside it, that a running gateway does not have. */
function missingFrom({ expression, shown }: Used): string[] {
  const { metrics, resultLabels } = readPromql(expression);
  const missing = metrics.flatMap(({ name, labels, values }) => {
    const has = labelsOf(name);
    if (has === null) return [name];
    const absent = labels.filter((label) => !has.includes(label)).map((label) => `${name}{${label}}`);
    return [...absent, ...missingValues(name, values)];
  });
  const result = resultLabels ?? metrics.flatMap(({ name }) => labelsOf(name) ?? []);
  return [...missing, ...shown.filter((label) => !result.includes(label)).map((label) => `{{${label}}}`)];
}

describe('what a running gateway serves', () => {
  it.each(alerts)('has all that the alert $where asks for', (used) => {
    expect(missingFrom(used)).toEqual([]);
  });

  it.each([...panels, ...marks])('has all that the dashboard shows in "$where": $expression', (used) => {
    expect(missingFrom(used)).toEqual([]);
  });

  it('has the labels that the dashboard lets people choose by', () => {
    const choices = dashboard.templating.list.map(({ definition }) =>
      /^label_values\((\w+), (\w+)\)$/.exec(definition)?.slice(1),
    );
    expect(choices).toHaveLength(2);
    for (const [metric = '', label] of choices as string[][]) expect(labelsOf(metric)).toContain(label);
  });

  it('is what docs/operations.md lists, by name, type and labels', () => {
    const inFact = [...served.types].map(([name, type]) => {
      const samples = served.samples.filter(
        (sample) => sample.name === name || sample.name === `${name}_count`,
      );
      const labels = new Set([...samples.flatMap((one) => Object.keys(one.labels)), ...(seldom[name] ?? [])]);
      // A metric that was never counted has no labels to compare: the exercise must count it.
      if (!(name in seldom)) expect(samples, name).not.toEqual([]);
      return [name, { type, labels: [...labels].sort() }];
    });
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(inFact));
  });

  it('is all that the words of docs/operations.md name', () => {
    const named = namesIn(/\b((?:atelier|process|nodejs)_\w+)/g, page);
    expect(named.length).toBeGreaterThan(documented.size);
    const known = new Set([...served.types.keys(), ...served.samples.map(({ name }) => name)]);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('docs/operations.md', () => {
  it('has a section for every alert, which the alert names, and no other', () => {
    const sections = namesIn(/^### (Atelier\w+)$/gm, page);
    expect(sections.sort()).toEqual(rules.map(({ alert }) => alert).sort());
    for (const { alert, annotations } of rules) {
      expect(annotations['runbook_url']).toBe(`docs/operations.md#${alert.toLowerCase()}`);
    }
  });

  it('names every field of a log line, and no other', () => {
    const fields = namesIn(/^\| `(\w+)` \| [^|]* \|$/gm, page);
    const written = Object.keys(world.operations[0] ?? {});
    // Those that every line of the log has, and the one that only tracing adds.
    expect(fields.sort()).toEqual(
      [...written, 'level', 'time', 'pid', 'hostname', 'name', 'msg', 'traceId'].sort(),
    );
  });
});
