/** A gateway of several workers, as one: what clients, Prometheus and whoever stops it see of it. Real processes. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { smallWorldSize } from '#test/simulators/simulator.ts';
import { startSimulators } from '#test/simulators/start.ts';
import { type Asked, ask } from '#test/support/ask.ts';
import { eventually } from '#test/support/eventually.ts';
import { scrape } from '#test/support/exposition.ts';
import { type GatewayProcess, startMain } from '#test/support/gateway-process.ts';
import { startHeldSartiq } from '#test/support/held-sartiq.ts';
import { type KnownOperation, startLoad } from '#test/support/load.ts';
import { serviceEnvironment } from '#test/support/world.ts';

const two = { PORT: '0', WORKERS: '2', SHUTDOWN_GRACE_MS: '0' };
const dead = 'http://127.0.0.1:1';
const deadBackends = { PIKTID_URL: dead, SARTIQ_URL: dead, ACUSIGHT_URL: dead };

/** Each over a connection of its own, which any worker may accept. */
function post(url: string, query: string): Promise<Asked> {
  return ask(`${url}/graphql`, { method: 'POST', json: { query }, headers: { connection: 'close' } });
}

interface Line {
  readonly msg: string;
  readonly pid: number;
  readonly worker?: number;
  readonly pauseMs?: number;
  readonly signal?: string | null;
}

function linesOf({ output }: GatewayProcess, message: RegExp): Line[] {
  return output.stdout
    .split('\n')
    .filter((text) => text.startsWith('{') && text.endsWith('}'))
    .map((text): Line => JSON.parse(text))
    .filter(({ msg }) => message.test(msg));
}

/** The address, and the workers that the gateway begins with. */
async function listening(
  gateway: GatewayProcess,
): Promise<{ readonly url: string; readonly pids: number[] }> {
  const { url, workers } = JSON.parse(await gateway.said(/listening on/));
  return { url, pids: workers };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Does something again and again, until each of these workers has answered an operation meanwhile. */
async function untilAllAnswered(
  gateway: GatewayProcess,
  pids: readonly number[],
  act: () => Promise<void>,
): Promise<void> {
  const before = linesOf(gateway, /^operation$/).length;
  await eventually(async () => {
    await act();
    const answering = linesOf(gateway, /^operation$/).slice(before);
    expect(new Set(answering.map(({ pid }) => pid))).toEqual(new Set(pids));
  });
}

/** Makes workers say when they accept a connection, throw where nobody catches it, at SIGUSR2; and those from this number on end while they start. */
function planted({ endFrom = Number.POSITIVE_INFINITY } = {}): string[] {
  const code = `
    import cluster from 'node:cluster';
    import { subscribe } from 'node:diagnostics_channel';
    subscribe('net.server.socket', ({ socket }) => {
      process.stdout.write('accepted by ' + process.pid + ' from ' + socket.remotePort + '\\n');
    });
    if (cluster.worker) process.on('SIGUSR2', () => { throw new Error('planted'); });
    if (cluster.worker?.id >= ${endFrom}) process.exit(7);
  `;
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
}

/** A gateway whose Sartiq answers nothing until it is released. */
async function startSlow(
  nodeOptions: readonly string[] = planted(),
  env: Readonly<Record<string, string>> = {},
) {
  await using stack = new AsyncDisposableStack();
  const sartiq = stack.use(await startHeldSartiq());
  const account = { SARTIQ_URL: sartiq.url.origin, SARTIQ_TOKEN: 't', GATEWAY_ANONYMOUS: 'allow' };
  const gateway = stack.use(startMain({ ...two, CACHE_MAX_BYTES: '0', ...account, ...env }, nodeOptions));
  const { url, pids } = await listening(gateway);
  const owned = stack.move();
  return {
    gateway,
    url,
    pids,
    /** Asks until both workers are asked for something that Sartiq keeps back, and Sartiq was. */
    askBothSlowly: async (): Promise<Promise<Asked>[]> => {
      const answers: Promise<Asked>[] = [];
      const accepting = (): Set<string> => new Set(gateway.output.stdout.match(/^accepted by \d+/gm));
      while (accepting().size < 2) {
        answers.push(post(url, slowQuery(answers.length + 1)));
        await eventually(() => expect(sartiq.requests).toHaveLength(answers.length));
      }
      return answers;
    },
    release: sartiq.release,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Each asks for another page: equal reads of one worker would share a request. */
const slowQuery = (first: number): string => `{ setDesigns(first: ${first}) { totalCount nodes { name } } }`;
const slowAnswer = { data: { setDesigns: { totalCount: 0, nodes: [] } } };

describe('two workers', () => {
  it('answer at one address, and count callers and what runs together', async () => {
    await using gateway = startMain({ ...two, ...deadBackends, RATE_LIMIT_PER_MINUTE: '5' });
    const { url, pids } = await listening(gateway);
    const statuses: number[] = [];
    const again = async () => void statuses.push((await post(url, '{ __typename }')).status);
    for (let count = 0; count < 5; count += 1) await again();
    await untilAllAnswered(gateway, pids, again);
    expect(statuses.slice(0, 5)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(statuses.slice(5))).toEqual(new Set([429]));
    expect(linesOf(gateway, /listening/)).toHaveLength(1);

    const metrics = await scrape({ url });
    expect(metrics.value('atelier_workers_running')).toBe(2);
    expect(metrics.value('atelier_operations_limit')).toBe(500);
    expect(metrics.value('atelier_refusals_total', { by: 'rate', code: 'RATE_LIMITED' })).toBe(
      statuses.length - 5,
    );
    const ok = { operation: '(unnamed)', kind: 'query', outcome: 'ok' };
    expect(metrics.value('atelier_operations_total', ok)).toBe(5);
    expect(
      metrics.value('atelier_operation_duration_seconds_count', { operation: '(unnamed)', kind: 'query' }),
    ).toBe(5);
  });

  it('serve the metrics that one process serves, by name and type', async () => {
    await using one = startMain({ ...two, ...deadBackends, WORKERS: '1' });
    await using both = startMain({ ...two, ...deadBackends });
    const [alone, together] = [
      await scrape({ url: await one.listening() }),
      await scrape(await listening(both)),
    ];
    expect([...together.types].sort()).toEqual([...alone.types].sort());
    expect(together.value('atelier_upstream_breaker_state', { upstream: 'piktid' })).toBe(0);
    expect(together.value('atelier_build_info', buildOf(alone))).toBe(1);
    // Memory is that of all processes, the primary among them.
    const memory = (seen: typeof alone): number => seen.value('process_resident_memory_bytes') ?? 0;
    expect(memory(together)).toBeGreaterThan(1.5 * memory(alone));
  });

  it('give out nothing of before a change, whichever of them made it', async () => {
    await using simulators = await startSimulators({ size: smallWorldSize });
    await using gateway = startMain({ ...two, ...serviceEnvironment(simulators) });
    const { url, pids } = await listening(gateway);
    const read = '{ setDesigns(first: 200) { nodes { name } } }';
    const namesAt = async (): Promise<string> => JSON.stringify((await post(url, read)).body);
    await untilAllAnswered(gateway, pids, async () => void (await namesAt()));
    for (const name of ['Loft 1', 'Loft 2']) {
      const change = `mutation { createSetDesign(input: { name: "${name}" }) { setDesign { name } userErrors { message } } }`;
      expect((await post(url, change)).body).toMatchObject({ data: { createSetDesign: { userErrors: [] } } });
      const seen: string[] = [];
      await untilAllAnswered(gateway, pids, async () => void seen.push(await namesAt()));
      expect(seen.filter((text) => !text.includes(name))).toEqual([]);
    }
  });
});

function buildOf(metrics: Awaited<ReturnType<typeof scrape>>): Readonly<Record<string, string>> {
  return metrics.samples.find(({ name }) => name === 'atelier_build_info')?.labels ?? {};
}

describe('what keeps workers from starting', () => {
  const refusalOf = async (env: Readonly<Record<string, string>>): Promise<string> => {
    await using gateway = startMain({ ...two, ...env });
    expect(await gateway.exited).toEqual([1, null]);
    expect(gateway.output.stdout).toBe('');
    expect(gateway.output.stderr).toMatch(/^atelier: [^\n]+\n$/);
    return gateway.output.stderr;
  };

  it('is said once: a configuration with faults, a port in use, a file that is not there', async () => {
    expect(await refusalOf({ REDIS_URL: 'x', MAX_OPERATIONS: '1' })).toMatch(/REDIS_URL.*MAX_OPERATIONS/);
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await refusalOf({ PORT: String(port) })).toContain(`port ${port} is in use`);
    other.close();
    expect(await refusalOf({ PERSISTED_OPERATIONS_FILE: '/nowhere' })).toContain('PERSISTED_OPERATIONS_FILE');
  });
});

describe('workers whose primary process is late', () => {
  it('are its workers all the same, and end with it', async () => {
    // It stands still for longer than questions wait, whenever a worker begins to listen.
    const code = `
      import cluster from 'node:cluster';
      const still = new Int32Array(new SharedArrayBuffer(4));
      cluster.on('listening', () => Atomics.wait(still, 0, 0, 1500));`;
    const options = ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
    await using gateway = startMain({ ...two, ...deadBackends }, options);
    const { url, pids } = await listening(gateway);
    expect((await post(url, '{ __typename }')).status).toBe(200);
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toEqual([0, null]);
    expect(pids.map(isAlive)).toEqual([false, false]);
    expect(gateway.output.stderr).toBe('');
  });
});

describe('stopping', () => {
  it('finishes what runs in each worker, also where a terminal sends its signal to all of them', async () => {
    await using stage = await startSlow();
    const { gateway, pids } = stage;
    const answers = await stage.askBothSlowly();
    for (const pid of pids) process.kill(pid, 'SIGINT');
    gateway.kill('SIGINT');
    await eventually(() => expect(linesOf(gateway, /taking no new connections/)).toHaveLength(2));
    for (const pid of pids) process.kill(pid, 'SIGINT');
    stage.release();
    for (const { body } of await Promise.all(answers)) expect(body).toEqual(slowAnswer);
    expect(await gateway.exited).toEqual([0, null]);
    expect(pids.map(isAlive)).toEqual([false, false]);
  });

  it('cuts at a second signal, and fails', async () => {
    await using stage = await startSlow();
    const answers = await stage.askBothSlowly();
    const lost = Promise.all(answers.map((answer) => expect(answer).rejects.toThrow()));
    stage.gateway.kill('SIGTERM');
    await eventually(() => expect(linesOf(stage.gateway, /taking no new connections/)).toHaveLength(2));
    stage.gateway.kill('SIGTERM');
    expect(await stage.gateway.exited).toEqual([1, null]);
    await lost;
    expect(linesOf(stage.gateway, /a second signal, SIGTERM/)).toHaveLength(2);
  });

  it('makes /ready of all fail while everything is answered, for the grace period', async () => {
    await using stage = await startSlow(planted(), { SHUTDOWN_GRACE_MS: '20000' });
    stage.gateway.kill('SIGTERM');
    await eventually(() => expect(linesOf(stage.gateway, /finishing what runs/)).toHaveLength(2));
    for (let count = 0; count < 4; count += 1) {
      const close = { headers: { connection: 'close' } };
      expect((await ask(`${stage.url}/ready`, close)).status).toBe(503);
      expect((await post(stage.url, '{ __typename }')).status).toBe(200);
    }
    stage.gateway.kill('SIGTERM');
    expect(await stage.gateway.exited).toEqual([1, null]);
  });

  it('loses no operation that was accepted when SIGTERM comes under load', async () => {
    await using simulators = await startSimulators({ size: smallWorldSize });
    const env = { ...serviceEnvironment(simulators), ...unlimited, SHUTDOWN_GRACE_MS: '1000' };
    await using gateway = startMain({ ...two, ...env, SHUTDOWN_TIMEOUT_MS: '60000' }, planted());
    const { url } = await listening(gateway);
    const known = await knownAt(url);
    simulators.piktid.inject({ kind: 'delay', ms: 50, path: '/assets' });
    const load = startLoad({ url, perSecond: 100, operations: known });
    await eventually(() => expect(load.answered).toBeGreaterThan(100), 50_000);
    gateway.kill('SIGTERM');
    await eventually(() => expect(load.refused).toBeGreaterThan(20), 50_000);
    await load.stop();
    expect(await gateway.exited).toEqual([0, null]);
    // The system accepts connections for the gateway, and resets those that no worker took before the end.
    const accepted = new Set(gateway.output.stdout.match(/(?<=^accepted by \d+ from )\d+$/gm)?.map(Number));
    expect(accepted.size).toBeGreaterThan(20);
    expect(load.failures.filter(({ port }) => port === null || accepted.has(port))).toEqual([]);
  }, 150_000);

  it('is done by workers themselves where their primary process is killed, in order', async () => {
    await using stage = await startSlow();
    const answers = await stage.askBothSlowly();
    stage.gateway.kill('SIGKILL');
    await eventually(() => expect(linesOf(stage.gateway, /finishing what runs/)).toHaveLength(2));
    expect(stage.pids.map(isAlive)).toEqual([true, true]);
    stage.release();
    for (const { body } of await Promise.all(answers)) expect(body).toEqual(slowAnswer);
    await eventually(() => expect(stage.pids.map(isAlive)).toEqual([false, false]));
  });
});

const unlimited = { CACHE_MAX_BYTES: '0', RATE_LIMIT_PER_MINUTE: '0', MAX_REQUESTS_PER_MINUTE: '0' };

async function knownAt(url: string): Promise<KnownOperation[]> {
  const queries = ['{ assets(first: 3) { totalCount } }', '{ setDesigns(first: 3) { totalCount } }'];
  return Promise.all(
    queries.map(async (query) => {
      const { body } = await post(url, query);
      return { query, data: (body as { readonly data: unknown }).data };
    }),
  );
}

describe('a worker that ends', () => {
  it('by kill -9 under load loses what it was answering, is replaced, and takes no counter back', async () => {
    await using simulators = await startSimulators({ size: smallWorldSize });
    await using gateway = startMain({ ...two, ...serviceEnvironment(simulators), ...unlimited });
    const { url, pids } = await listening(gateway);
    const load = startLoad({ url, perSecond: 60, operations: await knownAt(url) });
    await eventually(() => expect(load.answered).toBeGreaterThan(100), 50_000);
    const before = totalsOf(await scrape({ url }));
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await gateway.said(/"signal":"SIGKILL"/);
    const during = totalsOf(await scrape({ url }));
    await gateway.said(/the new worker listens/);
    const answered = load.answered;
    await eventually(() => expect(load.answered).toBeGreaterThan(answered + 60), 50_000);
    const after = await scrape({ url });
    await load.stop();

    for (const { why } of load.failures) expect(why).toMatch(/ECONNRESET|UND_ERR_SOCKET|EPIPE/);
    expect(load.failures.length).toBeLessThan(60);
    expect(load.refused).toBe(0);
    expect([...before].filter(([name, value]) => (during.get(name) ?? 0) < value)).toEqual([]);
    expect([...during].filter(([name, value]) => (totalsOf(after).get(name) ?? 0) < value)).toEqual([]);
    expect(after.value('atelier_workers_running')).toBe(2);
    expect(after.value('atelier_workers_replaced_total')).toBe(1);
    expect(linesOf(gateway, /takes its place/)).toMatchObject([{ worker: pids[0], pauseMs: 0 }]);
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toEqual([0, null]);
  }, 150_000);

  it('by a fault that nobody caught finishes what it runs, and another one is there already', async () => {
    await using stage = await startSlow(planted());
    const answers = await stage.askBothSlowly();
    process.kill(stage.pids[0] ?? 0, 'SIGUSR2');
    await stage.gateway.said(/the new worker listens/);
    expect(isAlive(stage.pids[0] ?? 0)).toBe(true);
    stage.release();
    for (const { body } of await Promise.all(answers)) expect(body).toEqual(slowAnswer);
    await eventually(() => expect(isAlive(stage.pids[0] ?? 0)).toBe(false));
    expect(linesOf(stage.gateway, /a fault that nobody caught/)).toMatchObject([{ pid: stage.pids[0] }]);
    expect((await scrape(stage)).value('atelier_workers_running')).toBe(2);
    stage.gateway.kill('SIGTERM');
    expect(await stage.gateway.exited).toEqual([0, null]);
  });

  it('while it starts is tried again after pauses that grow, while the others answer', async () => {
    await using stage = await startSlow(planted({ endFrom: 3 }));
    process.kill(stage.pids[1] ?? 0, 'SIGKILL');
    await eventually(() => {
      const pauses = linesOf(stage.gateway, /takes its place/).map(({ pauseMs }) => pauseMs);
      expect(pauses).toEqual([0, 500, 1000, 2000]);
    });
    expect((await scrape(stage)).value('atelier_workers_running')).toBe(1);
    for (let count = 0; count < 4; count += 1) {
      expect((await post(stage.url, '{ __typename }')).status).toBe(200);
    }
    stage.gateway.kill('SIGTERM');
    expect(await stage.gateway.exited).toEqual([0, null]);
  });
});

describe('a worker that the system gives no process', () => {
  it('is tried again after pauses that grow, and keeps nobody from ending', async () => {
    const code = `
      import cluster from 'node:cluster';
      if (cluster.isPrimary) cluster.on('fork', ({ id }) => id === 2 && cluster.setupPrimary({ cwd: '/nowhere' }));`;
    const options = ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
    await using gateway = startMain({ ...two, ...deadBackends }, options);
    const { url, pids } = await listening(gateway);
    process.kill(pids[1] ?? 0, 'SIGKILL');
    await eventually(() => {
      const pauses = linesOf(gateway, /takes its place/).map(({ pauseMs }) => pauseMs);
      expect(pauses).toEqual([0, 500, 1000]);
    });
    await gateway.said(/was given no process/);
    expect((await post(url, '{ __typename }')).status).toBe(200);
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toEqual([0, null]);
  });
});

/** Every series that must never decrease. */
function totalsOf({ samples }: Awaited<ReturnType<typeof scrape>>): ReadonlyMap<string, number> {
  const counted = samples.filter(
    ({ name }) => /_(total|count|sum|bucket)$/.test(name) && !/^nodejs_active/.test(name),
  );
  return new Map(counted.map(({ name, labels, value }) => [`${name} ${JSON.stringify(labels)}`, value]));
}
