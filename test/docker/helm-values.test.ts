/** The values of the Helm chart: what they become for the gateway, and what is refused. */

import { readFile } from 'node:fs/promises';
import { Ajv, type ValidateFunction } from 'ajv';
import type { IContainer } from 'kubernetes-models/v1';
import { beforeAll, describe, expect, it } from 'vitest';
import { isMap, isScalar, LineCounter, parse, parseDocument, type YAMLMap } from 'yaml';
import { parseConfig } from '#src/config/config.ts';
import { type Environment, variableNames } from '#src/config/env.ts';
import { findHelm, type Helm } from '#test/support/helm.ts';
import { checkedObjects, theOnly } from '#test/support/kubernetes.ts';
import { everything, type Values } from './chart-values.ts';

const chartFile = (name: string): Promise<string> =>
  readFile(new URL(`../../docker/helm/atelier/${name}`, import.meta.url), 'utf8');

interface ValuesSchema {
  readonly properties: Readonly<
    Record<'config' | 'secrets', { readonly properties: Readonly<Record<string, unknown>> }>
  >;
}

let helm: Helm;
let schema: ValuesSchema;
let accepts: ValidateFunction;
let defaults: string;
beforeAll(async () => {
  helm = await findHelm('looks');
  schema = JSON.parse(await chartFile('values.schema.json'));
  accepts = new Ajv({ allowUnionTypes: true }).compile(schema);
  defaults = await chartFile('values.yaml');
});

async function gatewayContainer(values: Values): Promise<IContainer | undefined> {
  const deployment = theOnly('Deployment', checkedObjects(await helm.template(values)));
  return deployment.spec?.template.spec?.containers[0];
}

const secretTexts: Readonly<Record<string, string>> = {
  GATEWAY_API_KEYS: 'a-key-of-the-studio',
  REDIS_URL: 'rediss://:a-password@redis.example:6380',
};

/** The environment that the container would have, each secret filled in. */
async function environmentOf(values: Values): Promise<Environment> {
  const env = (await gatewayContainer(values))?.env ?? [];
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }) => [
      name,
      valueFrom?.secretKeyRef ? (secretTexts[name] ?? 'a-secret') : value,
    ]),
  );
}

describe('what the gateway gets', () => {
  it('is a configuration that it accepts, by default and with every part on', async () => {
    const plain = parseConfig(await environmentOf({}));
    expect(plain.listen).toEqual({ host: '0.0.0.0', port: 4000 });
    expect(plain.operations.allowIntrospection).toBe(false);
    const full = parseConfig(await environmentOf(everything));
    expect(full.uploads.maxBytes).toBe(4_294_967_296);
    expect(full.edge).toMatchObject({
      trustedProxies: 1,
      corsOrigins: ['https://studio.example', 'https://admin.studio.example'],
    });
    expect(full.operations).toMatchObject({
      persistedOnly: true,
      persistedFile: '/etc/atelier/persisted-operations.json',
    });
    expect(full.upstreams.sartiq.account?.kind).toBe('password');
    expect(full.upstreams.piktid.baseUrl.href).toBe('https://piktid.example/v2');
    expect(full.gate.kind).toBe('api-keys');
    expect(full.redisUrl?.protocol).toBe('rediss:');
  });

  it('is any variable of the gateway, and no other', () => {
    const { config, secrets } = schema.properties;
    const reachable = [...Object.keys(config.properties), ...Object.keys(secrets.properties)];
    expect(reachable.sort()).toEqual([...variableNames].sort());
  });

  it('has each secret by reference only', async () => {
    const env = (await gatewayContainer(everything))?.env ?? [];
    const byReference = env.flatMap(({ name, value, valueFrom }) =>
      valueFrom ? [[name, value, valueFrom.secretKeyRef]] : [],
    );
    expect(byReference.sort()).toEqual([
      ['ACUSIGHT_TOKEN', undefined, { name: 'atelier', key: 'ACUSIGHT_TOKEN' }],
      ['GATEWAY_API_KEYS', undefined, { name: 'atelier', key: 'GATEWAY_API_KEYS' }],
      ['PIKTID_TOKEN', undefined, { name: 'atelier', key: 'PIKTID_TOKEN' }],
      ['REDIS_URL', undefined, { name: 'redis-connection', key: 'url' }],
      ['SARTIQ_PASSWORD', undefined, { name: 'atelier', key: 'password' }],
      ['SARTIQ_USERNAME', undefined, { name: 'atelier', key: 'user' }],
    ]);
  });

  it('finds the registered operations where the ConfigMap is mounted', async () => {
    const { env = [], volumeMounts = [] } = (await gatewayContainer(everything)) ?? {};
    const file = env.find(({ name }) => name === 'PERSISTED_OPERATIONS_FILE')?.value;
    const mount = volumeMounts.find(({ name }) => name === 'persisted-operations');
    expect(file).toBe(`${mount?.mountPath}/persisted-operations.json`);
  });
});

describe('values that are refused', () => {
  it.each<readonly [what: string, values: Values]>([
    ['a misspelt part', { autoscalling: { enabled: true } }],
    ['a misspelt value of a part', { autoscaling: { enable: true } }],
    ['a misspelt variable', { config: { PIKTID_ULR: 'https://piktid.example' } }],
    ['a secret among the plain variables', { config: { PIKTID_TOKEN: 'a-token' } }],
    ['a secret itself instead of its reference', { secrets: { PIKTID_TOKEN: 'a-token' } }],
    ['a secret’s text beside its key', { secrets: { PIKTID_TOKEN: { key: 'a', value: 'a-token' } } }],
    ['a number that is a word', { config: { MAX_OPERATIONS: 'many' } }],
    ['a URL that is none', { config: { SARTIQ_URL: 'sartiq.example' } }],
    ['another word than allow', { config: { GATEWAY_INTROSPECTION: 'yes' } }],
    ['a third of what a JWT needs', { config: { GATEWAY_JWKS_URL: 'https://id.example/keys' } }],
    ['a port that is none', { service: { port: 70_000 } }],
    ['a host with a path', { ingress: { hosts: ['studio.example/graphql'] } }],
    ['no time beyond the gateway’s own to end', { terminationMarginSeconds: 0 }],
    ['a peer in other words', { networkPolicy: { ingress: { from: [{ namespace: 'x' }] } } }],
  ])('%s, by the schema', async (_, values) => {
    expect(accepts(merged(parse(defaults), values))).toBe(false);
    await expect(helm.template(values)).rejects.toThrow("values don't meet the specifications of the schema");
  });

  const lent = { existingSecret: 'atelier', secrets: { PIKTID_TOKEN: {} } };
  it.each<readonly [why: string, values: Values]>([
    ['who may use them must be too', lent],
    ['only one of', { ...lent, secrets: { GATEWAY_API_KEYS: {} }, config: { GATEWAY_ANONYMOUS: 'allow' } }],
    ['name the Secret', { secrets: { GATEWAY_API_KEYS: {} } }],
    ['must be set together', { existingSecret: 'a', secrets: { SARTIQ_USERNAME: {} } }],
    [
      'exclude each other',
      { existingSecret: 'a', secrets: { SARTIQ_TOKEN: {}, SARTIQ_USERNAME: {}, SARTIQ_PASSWORD: {} } },
    ],
    ['must be less than', { config: { SHUTDOWN_GRACE_MS: 30_000 } }],
    [
      'persistedOperations.configMap and config.PERSISTED_OPERATIONS_FILE',
      { persistedOperations: { configMap: 'a' }, config: { PERSISTED_OPERATIONS_FILE: '/a.json' } },
    ],
    [
      'PERSISTED_OPERATIONS=only needs persistedOperations.configMap',
      { config: { PERSISTED_OPERATIONS: 'only' } },
    ],
    [
      'GATEWAY_FEDERATION and PERSISTED_OPERATIONS=only cannot both be set',
      {
        persistedOperations: { configMap: 'a' },
        config: { PERSISTED_OPERATIONS: 'only', GATEWAY_FEDERATION: 'subgraph' },
      },
    ],
    ['at least one host', { ingress: { enabled: true } }],
    ['at least one Gateway', { httpRoute: { enabled: true } }],
    [
      'operationsPerReplica, cpuUtilization or both',
      { autoscaling: { enabled: true, operationsPerReplica: null } },
    ],
    ['at least minReplicas', { autoscaling: { enabled: true, maxReplicas: 1 } }],
  ])('with “%s”, by the chart', async (why, values) => {
    expect(accepts(merged(parse(defaults), values))).toBe(true);
    await expect(helm.template(values)).rejects.toThrow(why);
  });
});

describe('what is written beside the values', () => {
  it('explains each of them', () => {
    expect(accepts(parse(defaults))).toBe(true);
    expect(withoutComment(defaults)).toEqual([]);
    expect(variableNames.filter((name) => !new RegExp(`\\b${name}\\b`).test(defaults))).toEqual([]);
  });

  it('has the versions of the gateway', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(parse(await chartFile('Chart.yaml'))).toMatchObject({ version, appVersion: version });
  });

  it.each(['docs/kubernetes.md', 'docker/helm/atelier/README.md'])(
    'holds for the examples in %s',
    async (page) => {
      const file = await readFile(new URL(`../../${page}`, import.meta.url), 'utf8');
      const blocks = [...file.matchAll(/^( *)```yaml\n([\s\S]+?)^\1```$/gm)].map(([, , block = '']) =>
        parse(block),
      );
      const examples = blocks.filter((block) => !('rules' in block));
      expect(examples.length).toBeGreaterThan(0);
      const together = examples.reduce(merged);
      for (const example of examples)
        expect([example, accepts(merged(parse(defaults), example))]).toEqual([example, true]);
      expect(checkedObjects(await helm.template(together))).not.toEqual([]);
    },
  );

  it('offers the autoscaler the metric that it asks for', async () => {
    const page = await readFile(new URL('../../docs/kubernetes.md', import.meta.url), 'utf8');
    const rule = parse(page.match(/^ +rules:\n[\s\S]+?(?=^ +```$)/m)?.[0] ?? '').rules.custom[0];
    const objects = checkedObjects(await helm.template(everything));
    const [metric] = theOnly('HorizontalPodAutoscaler', objects).spec?.metrics ?? [];
    expect(rule.name.as).toBe(metric?.pods?.metric.name);
    expect(rule.seriesQuery).toBe(`${rule.name.as}{namespace!="",pod!=""}`);
  });

  it('tells who installs it what is missing', async () => {
    const ingress = { enabled: true, hosts: ['api.studio.example'] };
    expect(await helm.notes({ ingress })).toContain('config.TRUSTED_PROXIES is not set');
    expect(await helm.notes({})).toContain('callers bring their tokens');
    const told = await helm.notes({ ...everything, ingress });
    expect(told).not.toContain('callers bring their tokens');
    expect(told).not.toContain('TRUSTED_PROXIES');
    expect(told).toContain('pods/*/atelier_operations_running');
    expect(told).toContain('http://api.studio.example/graphql');
  });
});

/** What Helm makes of the chart's values and the user's. */
function merged(below: Values, above: Values): Values {
  const isGroup = (value: unknown): value is Values =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = Object.entries(above).map(([name, value]) => {
    const under = below[name];
    return [name, isGroup(under) && isGroup(value) ? merged(under, value) : value];
  });
  return { ...below, ...Object.fromEntries(entries) };
}

/** Paths of values without a comment on the line before; what is written in one line is one value. */
function withoutComment(yaml: string): string[] {
  const lineCounter = new LineCounter();
  const { contents } = parseDocument<YAMLMap>(yaml, { lineCounter });
  const lines = yaml.split('\n');
  const look = (map: YAMLMap, path: string): string[] =>
    map.items.flatMap(({ key, value }) => {
      if (!isScalar(key) || !key.range) throw new Error(`${path} has a key that is no word`);
      const before = lines[lineCounter.linePos(key.range[0]).line - 2] ?? '';
      if (before.trim().startsWith('#')) return [];
      const here = `${path}${key.value}`;
      return isMap(value) && !value.flow ? look(value as YAMLMap, `${here}.`) : [here];
    });
  return contents ? look(contents, '') : [];
}
