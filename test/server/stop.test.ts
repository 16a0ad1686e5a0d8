/** How the process ends: in which order, whom it waits for, for how long, and with which code. */

import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { makeZip } from '#test/simulators/sartiq/make-zip.ts';
import { smallWorldSize } from '#test/simulators/simulator.ts';
import { startSimulators } from '#test/simulators/start.ts';
import { type Asked, ask } from '#test/support/ask.ts';
import { eventually } from '#test/support/eventually.ts';
import { type GatewayProcess, startMain } from '#test/support/gateway-process.ts';
import { startHeldSartiq } from '#test/support/held-sartiq.ts';
import { startJob } from '#test/support/start-work.ts';
import { subscribe } from '#test/support/subscribe.ts';
import { openUpload, operations, uploadHead, uploadInput, uploadTail } from '#test/support/upload.ts';
import { serviceEnvironment } from '#test/support/world.ts';

interface Stage extends AsyncDisposable {
  readonly gateway: GatewayProcess;
  readonly url: string;
  /** Asks for something that Sartiq keeps back, and resolves when Sartiq was asked. */
  askSlowly(): Promise<{ readonly answer: Promise<Asked> }>;
  /** Lets Sartiq answer. */
  release(): void;
}

/** A gateway whose Sartiq answers nothing until it is released. */
async function startStage(
  env: Readonly<Record<string, string>> = {},
  nodeOptions: readonly string[] = [],
): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const sartiq = stack.use(await startHeldSartiq());
  const variables = { PORT: '0', SHUTDOWN_GRACE_MS: '0', SARTIQ_URL: sartiq.url.origin, SARTIQ_TOKEN: 't' };
  const gateway = stack.use(startMain({ ...variables, GATEWAY_ANONYMOUS: 'allow', ...env }, nodeOptions));
  const url = await gateway.listening();
  const owned = stack.move();
  return {
    gateway,
    url,
    askSlowly: async () => {
      const before = sartiq.requests.length;
      const answer = postQuery(url, slowQuery);
      await eventually(() => expect(sartiq.requests.length).toBe(before + 1));
      return { answer };
    },
    release: sartiq.release,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const slowQuery = '{ setDesigns { totalCount } }';
const slowAnswer = { data: { setDesigns: { totalCount: 0 } } };

function postQuery(url: string, query: string): Promise<Asked> {
  // Equal queries would share their requests.
  const headers = { 'cache-control': 'no-cache' };
  return ask(`${url}/graphql`, { method: 'POST', json: { query }, headers });
}

describe('a signal', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s ends the process with code 0', async (signal) => {
    await using stage = await startStage();
    expect((await ask(`${stage.url}/health`)).body).toEqual({ status: 'ok' });
    stage.gateway.kill(signal);
    expect(await stage.gateway.exited).toEqual([0, null]);
    expect(stage.gateway.output.stderr).toBe('');
  });

  it('leaves time to finish what runs, and takes no new connection meanwhile', async () => {
    await using stage = await startStage();
    const { answer } = await stage.askSlowly();
    stage.gateway.kill('SIGTERM');
    await stage.gateway.said(/taking no new connections/);
    await eventually(() =>
      expect(ask(`${stage.url}/health`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } }),
    );
    stage.release();
    expect((await answer).body).toEqual(slowAnswer);
    expect(await stage.gateway.exited).toEqual([0, null]);
  });

  it('SIGTERM makes /ready fail while everything is answered, for the grace period', async () => {
    await using stage = await startStage({ SHUTDOWN_GRACE_MS: '20000' });
    expect((await ask(`${stage.url}/ready`)).body).toEqual({ status: 'ready' });
    stage.gateway.kill('SIGTERM');
    await stage.gateway.said(/finishing what runs/);
    const ready = await ask(`${stage.url}/ready`);
    expect([ready.status, ready.body]).toEqual([503, { status: 'stopping' }]);
    const answer = await postQuery(stage.url, '{ __typename }');
    expect(answer.body).toEqual({ data: { __typename: 'Query' } });
    expect(answer.headers.get('connection')).toBe('close');
    expect((await ask(`${stage.url}/health`)).status).toBe(200);
  });

  it('SIGINT knows no grace period', async () => {
    await using stage = await startStage({ SHUTDOWN_GRACE_MS: '20000' });
    stage.gateway.kill('SIGINT');
    expect(await stage.gateway.exited).toEqual([0, null]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'a second one, %s, cuts what runs, says how much, and fails',
    async (signal) => {
      await using stage = await startStage();
      const answers = [await stage.askSlowly(), await stage.askSlowly()].map(({ answer }) => answer);
      const lost = Promise.all(answers.map((answer) => expect(answer).rejects.toThrow()));
      stage.gateway.kill('SIGTERM');
      await stage.gateway.said(/taking no new connections/);
      stage.gateway.kill(signal);
      expect(await stage.gateway.exited).toEqual([1, null]);
      await lost;
      expect(stage.gateway.output.stdout).toContain('"operations":2,"msg":"a second signal');
    },
  );
});

describe('the longest time for stopping', () => {
  const soon = { SHUTDOWN_TIMEOUT_MS: '300' };

  it('cuts an operation that takes longer', async () => {
    await using stage = await startStage(soon);
    const { answer } = await stage.askSlowly();
    const lost = expect(answer).rejects.toThrow();
    stage.gateway.kill('SIGTERM');
    expect(await stage.gateway.exited).toEqual([1, null]);
    await lost;
    expect(stage.gateway.output.stdout).toContain('"operations":1,"msg":"not finished after 300 ms');
  });

  it('cuts an upload that trickles', async () => {
    await using stage = await startStage(soon);
    const upload = openUpload(stage.url);
    const ids = { setDesignId: crypto.randomUUID(), subjectId: crypto.randomUUID(), file: null };
    await upload.send(uploadHead(operations(ids)));
    await upload.send('PK');
    // Connections are served in turn, so the upload has begun.
    await ask(`${stage.url}/health`);
    stage.gateway.kill('SIGTERM');
    expect(await stage.gateway.exited).toEqual([1, null]);
    await expect(upload.answer).rejects.toThrow();
    expect(stage.gateway.output.stdout).toContain('"operations":1');
  });

  it('cuts an answer that nobody reads', async () => {
    await using stage = await startStage(soon);
    const socket = connect(Number(new URL(stage.url).port), '127.0.0.1')
      .pause()
      .on('error', () => {});
    const request = 'GET /graphql/assets/graphiql.js HTTP/1.1\r\nhost: x\r\n\r\n';
    // Large answers in a row, more than the system holds for its reader.
    socket.write(request.repeat(12));
    await eventually(() => expect(socket.bytesWritten).toBeGreaterThan(0));
    await ask(`${stage.url}/health`);
    stage.gateway.kill('SIGTERM');
    expect(await stage.gateway.exited).toEqual([1, null]);
    socket.destroy();
  });
});

it('completes subscriptions and finishes uploads that are under way', async () => {
  await using simulators = await startSimulators({ size: smallWorldSize });
  const env = { PORT: '0', SHUTDOWN_GRACE_MS: '1', ...serviceEnvironment(simulators) };
  await using gateway = startMain(env);
  const url = await gateway.listening();
  const jobId = await startJob(simulators);
  const query = 'subscription ($jobId: String!) { job(jobId: $jobId) { jobStatus } }';
  await using subscription = await subscribe(url, query, { jobId });
  expect((await subscription.next())?.data.job).toEqual({ jobStatus: expect.any(String) });
  const upload = openUpload(url);
  const archive = makeZip({ 'front_full_body.jpg': 'picture' });
  await upload.send(uploadHead(operations(uploadInput(simulators))));
  await upload.send(archive.subarray(0, 10));
  await eventually(() => expect(simulators.sartiq.requests).toHaveLength(1));
  gateway.kill('SIGTERM');
  await gateway.said(/taking no new connections/);
  while ((await subscription.next()) !== null);
  await upload.send(archive.subarray(10));
  upload.request.end(uploadTail);
  const { data, connection } = await upload.answer;
  expect(data.uploadSetDesignBaseImages).toMatchObject({ uploadTask: { status: 'PENDING' }, userErrors: [] });
  expect(connection).toBe('close');
  expect(await gateway.exited).toEqual([0, null]);
});

/** Options of Node that run this code before the gateway. */
function preloading(code: string): string[] {
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
}

describe('a fault that nobody caught', () => {
  /** Makes the process meet one at SIGUSR2, as a bug would. */
  const withFault = (fault: string): string[] => preloading(`process.on('SIGUSR2', () => { ${fault} })`);

  it.each([
    ['a rejection', "Promise.reject(new Error('planted'))"],
    ['an exception', "throw new Error('planted')"],
  ])(
    'ends the process with code 1 for %s, after what runs is finished, and is logged whole',
    async (_, fault) => {
      await using stage = await startStage({ SHUTDOWN_GRACE_MS: '20000' }, withFault(fault));
      const { answer } = await stage.askSlowly();
      stage.gateway.kill('SIGUSR2');
      const line = JSON.parse(await stage.gateway.said(/planted/));
      expect(line).toMatchObject({
        level: 50,
        err: { message: 'planted', stack: expect.stringContaining('at ') },
      });
      await stage.gateway.said(/taking no new connections/);
      stage.release();
      expect((await answer).body).toEqual(slowAnswer);
      expect(await stage.gateway.exited).toEqual([1, null]);
    },
  );

  it('does not end what a signal began to end', async () => {
    await using stage = await startStage({}, withFault("throw new Error('planted')"));
    const { answer } = await stage.askSlowly();
    stage.gateway.kill('SIGTERM');
    await stage.gateway.said(/taking no new connections/);
    stage.gateway.kill('SIGUSR2');
    await stage.gateway.said(/planted/);
    stage.release();
    expect((await answer).body).toEqual(slowAnswer);
    expect(await stage.gateway.exited).toEqual([1, null]);
  });
});

it('logs a fault while stopping, ends in time nevertheless, and fails', async () => {
  const breaking =
    "import { Server } from 'node:net'; Server.prototype.close = () => { throw new Error('planted') }";
  await using stage = await startStage({ SHUTDOWN_TIMEOUT_MS: '300' }, preloading(breaking));
  stage.gateway.kill('SIGTERM');
  const line = JSON.parse(await stage.gateway.said(/planted/));
  expect(line).toMatchObject({ level: 50, msg: 'stopping failed', err: { message: 'planted' } });
  expect(await stage.gateway.exited).toEqual([1, null]);
});
