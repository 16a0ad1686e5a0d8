/** The compose file: what the real schema, the gateway's configuration and the files beside it say of it. */

import { readFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DCLinter } from 'dclint';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '#src/config/config.ts';
import { readEnv, variableNames } from '#src/config/env.ts';
import { simulatorNames } from '#test/simulators/start.ts';
import { readDockerfile } from '../../scripts/image/dockerfile.ts';

const folder = fileURLToPath(new URL('../../docker', import.meta.url));
const file = join(folder, 'compose.yaml');

interface Service {
  readonly image: string;
  readonly build?: { readonly dockerfile: string };
  readonly profiles: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly networks?: Readonly<Record<string, { readonly aliases: readonly string[] }>>;
  readonly ports?: readonly string[];
  readonly command?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly stop_grace_period: string;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly pids_limit: number;
  readonly deploy: {
    readonly replicas?: number;
    readonly resources: { readonly limits: { readonly cpus: string; readonly memory: string } };
  };
}

const { services, volumes } = parse(readFileSync(file, 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const all = Object.entries(services);

/** One that has to be there. */
function service(name: string): Service {
  const found = services[name];
  if (!found) throw new Error(`There is no service ${name}`);
  return found;
}

/** What a container is given: the image's variables, then the compose file's with their defaults. */
function variablesOf({ environment = {}, build }: Service): Readonly<Record<string, string>> {
  const text = readFileSync(join(folder, '..', build?.dockerfile ?? ''), 'utf8');
  const ofImage = readDockerfile(text).flatMap((step) => (step.kind === 'variables' ? [step.values] : []));
  const given = Object.entries(environment).map(([name, value]) => [
    name,
    value.replace(/^\$\{\w+:-(.*)\}$/, '$1'),
  ]);
  return Object.assign({}, ...ofImage, Object.fromEntries(given));
}

/** What the gateway reads of it: one that is empty is as good as absent. */
function setFor(one: Service): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(variablesOf(one)).filter(([, value]) => value !== ''));
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('docker/compose.yaml', () => {
  it('keeps the schema of the Compose specification, and the rules that guard against accidents', () => {
    const taste = ['service-keys-order', 'services-alphabetical-order', 'top-level-properties-order'];
    const rules = Object.fromEntries([...taste, 'no-quotes-in-volumes'].map((rule) => [rule, 0 as const]));
    const linter = new DCLinter({ rules, quiet: true, debug: false, exclude: [] });
    // Its types lead nowhere for TypeScript's `nodenext`.
    const results: readonly { readonly messages: readonly unknown[] }[] = linter.lintFiles([file], false);
    expect(results).toHaveLength(1);
    expect(results.flatMap(({ messages }) => messages)).toEqual([]);
  });

  it('has the three profiles', () => {
    const inProfile = (profile: string) =>
      all.flatMap(([name, { profiles }]) => (profiles.includes(profile) ? [name] : [])).sort();
    const simulators = [...simulatorNames];
    expect(inProfile('demo')).toEqual([...simulators, 'gateway', 'redis'].sort());
    expect(inProfile('scale')).toEqual([...simulators, 'balancer', 'redis', 'replica'].sort());
    expect(inProfile('observability')).toEqual(['grafana', 'jaeger', 'prometheus']);
    expect(service('replica').deploy.replicas).toBe(3);
  });

  it('starts nothing that waits for what its profile does not start', () => {
    for (const [name, { depends_on = {}, profiles }] of all)
      for (const other of Object.keys(depends_on))
        expect(service(other).profiles, `${name} needs ${other}`).toEqual(
          expect.arrayContaining([...profiles]),
        );
  });

  it('mounts only files and volumes that are there, and files only to be read', async () => {
    const mounted = all.flatMap(([, { volumes: mounts = [] }]) => mounts.map((mount) => mount.split(':')));
    expect(mounted.length).toBeGreaterThan(4);
    for (const [source = '', , mode] of mounted) {
      if (!source.startsWith('.')) expect(volumes).toHaveProperty(source);
      else {
        await access(join(folder, source));
        expect(mode).toBe('ro');
      }
    }
  });

  it('pins every image that it does not build', () => {
    for (const [, { image, build }] of all)
      expect(image).toMatch(build ? /^atelier(-simulators)?:local$/ : /^[\w./-]+:v?\d+\.\d+[\w.-]*$/);
  });

  it('opens each port once, and to this machine only', () => {
    const ports = all.flatMap(([, one]) => one.ports ?? []).map((port) => port.split(':'));
    for (const [address] of ports) expect(address).toBe('127.0.0.1');
    const outside = ports.map(([, port]) => port);
    expect(new Set(outside).size).toBe(outside.length);
  });

  it.each(all)('confines %s, and knows whether it is well', (_, one) => {
    expect(one.read_only).toBe(true);
    expect(one.cap_drop).toEqual(['ALL']);
    expect(one.security_opt).toEqual(['no-new-privileges:true']);
    expect(one.pids_limit).toBeGreaterThan(0);
    expect(one.deploy.resources.limits).toEqual({
      cpus: expect.stringMatching(/^\d$/),
      memory: expect.stringMatching(/^\d+M$/),
    });
    expect(one.stop_grace_period).toMatch(/^\d+s$/);
    const own = one.build
      ? readDockerfile(readFileSync(join(folder, '..', one.build.dockerfile), 'utf8'))
      : [];
    expect(one.healthcheck?.test[0] === 'CMD' || own.some(({ kind }) => kind === 'health')).toBe(true);
  });
});

describe.each(['gateway', 'replica'])('the service %s', (name) => {
  it('gives the gateway only variables that it knows, and that it starts with', () => {
    const given = variablesOf(service(name));
    for (const [variable, value] of Object.entries(given)) vi.stubEnv(variable, value);
    const known = readEnv();
    expect(Object.keys(given).length).toBeGreaterThan(9);
    expect(variableNames).toEqual(expect.arrayContaining(Object.keys(given)));
    expect(known).toEqual(setFor(service(name)));
    expect(() => parseConfig(known)).not.toThrow();
  });

  it('sends traces where the page says that they are shown', () => {
    const page = readFileSync(join(folder, '../docs/deployment.md'), 'utf8');
    const place = /^OTEL_EXPORTER_OTLP_ENDPOINT=(\S+) docker compose/m.exec(page)?.[1] ?? '';
    expect(new URL(place).hostname).toBe('jaeger');
    expect(service('jaeger').profiles).toEqual(['observability']);
    const given = { ...setFor(service(name)), OTEL_EXPORTER_OTLP_ENDPOINT: place };
    expect(parseConfig(given).tracing?.endpoint.href).toBe(`${place}/v1/traces`);
  });

  it('leaves the gateway the time that it takes to stop', () => {
    const { timeoutMs } = parseConfig(setFor(service(name))).shutdown;
    expect(Number.parseInt(service(name).stop_grace_period, 10) * 1_000).toBeGreaterThan(timeoutMs);
  });

  it('leads it to each backend where that listens', () => {
    const given = variablesOf(service(name));
    for (const backend of simulatorNames) {
      const { hostname, port } = new URL(given[`${backend.toUpperCase()}_URL`] ?? '');
      const { command = [], ports } = service(hostname);
      expect(command.slice(-2)).toEqual(['--only', backend]);
      expect(ports).toEqual([`127.0.0.1:${port}:${port}`]);
    }
    expect(new URL(given['REDIS_URL'] ?? '').hostname).toBe('redis');
  });
});

describe('the balancer', () => {
  const nginx = readFileSync(join(folder, 'nginx/nginx.conf'), 'utf8');

  it('stands between its own port and the name of all replicas', () => {
    const { networks, environment } = service('replica');
    const { PORT } = variablesOf(service('replica'));
    expect(networks?.['default']?.aliases).toEqual(['gateway']);
    expect(nginx).toContain(`http://gateway:${PORT};`);
    expect(service('balancer').ports).toEqual([`127.0.0.1:4080:${/listen (\d+);/.exec(nginx)?.[1]}`]);
    expect(environment).toMatchObject({ TRUSTED_PROXIES: '1' });
  });
});
