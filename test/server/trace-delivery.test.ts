import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '#src/config/config.ts';
import { secretsOf } from '#src/config/secrets.ts';
import { createLog } from '#src/server/log.ts';
import { smallWorldSize } from '#test/simulators/simulator.ts';
import { startSimulators } from '#test/simulators/start.ts';
import { eventually } from '#test/support/eventually.ts';
import { freePort } from '#test/support/free-port.ts';
import { startMain } from '#test/support/gateway-process.ts';
import { startOtlpReceiver } from '#test/support/otlp-receiver.ts';
import { serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

function startTraced(endpoint: string, lines: string[]): Promise<World> {
  return startWorld({
    log: createLog({}, { write: (line) => void lines.push(line) }),
    env: (simulators) => ({ ...serviceEnvironment(simulators), OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }),
  });
}

const somePlace = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };

/** Has a process write down at its end which scripts V8 has run in it. */
async function watchScripts() {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-scripts-'));
  return {
    folder,
    loaded: async (): Promise<string[]> => {
      const files = await readdir(folder);
      const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
      return texts.flatMap((text) =>
        (JSON.parse(text) as { readonly result: readonly { readonly url: string }[] }).result.map(
          ({ url }) => url,
        ),
      );
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

function said(lines: readonly string[], what: string): string[] {
  return lines.filter((line) => line.includes(what));
}

const query = '{ assets(first: 1) { totalCount } }';

describe('traces', () => {
  it('arrive while the gateway runs, with its name, the configured headers and resource', async () => {
    await using receiver = await startOtlpReceiver();
    await using world = await startWorld({
      env: (simulators) => ({
        ...serviceEnvironment(simulators),
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/own/path`,
        OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collector-secret, x-tenant = studio',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test%20bed,service.name=other',
        OTEL_SERVICE_NAME: 'atelier-eu',
      }),
    });
    await world.query(query);
    await eventually(() => expect(receiver.spans().length).toBeGreaterThan(3));
    expect(receiver.exports[0]).toMatchObject({
      path: '/own/path',
      headers: {
        'content-type': 'application/x-protobuf',
        authorization: 'Bearer collector-secret',
        'x-tenant': 'studio',
      },
    });
    expect(receiver.spans()[0]?.resource).toEqual({
      'service.name': 'atelier-eu',
      'deployment.environment.name': 'test bed',
    });
  });

  it('are lost where their place is away: operations are answered, and the log says it once', async () => {
    const lines: string[] = [];
    await using world = await startTraced(`http://127.0.0.1:${await freePort()}`, lines);
    expect((await world.query(query)).errors).toEqual([]);
    await eventually(() => expect(said(lines, 'traces are lost')).toHaveLength(1));
    expect((await world.query(query)).errors).toEqual([]);
    await world.stopGateway();
    expect(said(lines, 'traces are lost')).toHaveLength(1);
    expect(said(lines, 'traces are lost')[0]).toContain('ECONNREFUSED');
    expect(said(lines, 'operation')).toHaveLength(2);
  });

  it('are taken again when their place is back, which the log says', async () => {
    const lines: string[] = [];
    await using receiver = await startOtlpReceiver();
    receiver.behave(503);
    await using world = await startTraced(receiver.url, lines);
    await world.query(query);
    await eventually(() => expect(said(lines, 'traces are lost')).toHaveLength(1));
    expect(said(lines, 'traces are lost')[0]).toContain('status 503');
    receiver.behave(200);
    await world.query(query);
    await eventually(() => expect(said(lines, 'traces are taken again')).toHaveLength(1));
    expect(receiver.spans().filter(({ kind }) => kind === 'SERVER')).toHaveLength(1);
  });
});

describe('node src/main.ts', () => {
  it('ends in time and well where the place of traces takes everything and answers nothing', async () => {
    await using simulators = await startSimulators({ size: smallWorldSize });
    await using receiver = await startOtlpReceiver();
    receiver.behave('hang');
    await using gateway = startMain({
      ...serviceEnvironment(simulators),
      PORT: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      SHUTDOWN_GRACE_MS: '0',
      SHUTDOWN_TIMEOUT_MS: '12000',
    });
    const url = await gateway.listening();
    await (await fetch(`${url}/graphql?query={__typename}`)).text();
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toEqual([0, null]);
    expect(receiver.exports).toHaveLength(1);
    expect(gateway.output.stdout).toContain('traces are lost');
    expect(gateway.output.stdout).not.toContain('cutting');
  });

  it.each<[string, boolean, Readonly<Record<string, string>>]>([
    ['nothing of OpenTelemetry without a place for traces', false, {}],
    ['nothing of it where it is disabled', false, { ...somePlace, OTEL_SDK_DISABLED: 'true' }],
    ['all of it where traces are wanted', true, somePlace],
  ])('loads %s', async (_what, isLoaded, tracing) => {
    await using scripts = await watchScripts();
    await using gateway = startMain({ PORT: '0', NODE_V8_COVERAGE: scripts.folder, ...tracing });
    const url = await gateway.listening();
    await (await fetch(`${url}/graphql?query={__typename}`)).text();
    gateway.kill('SIGINT');
    expect(await gateway.exited).toEqual([0, null]);
    const loaded = await scripts.loaded();
    expect(loaded.some((script) => script.includes('node_modules/graphql-yoga'))).toBe(true);
    // The metrics have the API of OpenTelemetry, which is a few types and numbers.
    expect(loaded.some((script) => /@opentelemetry\/(?!api\/)/.test(script))).toBe(isLoaded);
  });
});

describe('the headers for the place of traces', () => {
  it('are secrets of the configuration', () => {
    const config = parseConfig({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collector-secret,x-key=key-1234',
    });
    const lines: string[] = [];
    const log = createLog({ secrets: secretsOf(config) }, { write: (line) => void lines.push(line) });
    log.info({ sent: 'collector-secret', key: 'key-1234' }, 'Bearer collector-secret');
    expect(lines.join()).not.toMatch(/collector-secret|key-1234/);
  });
});
