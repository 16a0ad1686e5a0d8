import { expect, it } from 'vitest';
import { makeZip } from '#test/simulators/sartiq/make-zip.ts';
import { smallWorldSize } from '#test/simulators/simulator.ts';
import { startSimulators } from '#test/simulators/start.ts';
import { ask } from '#test/support/ask.ts';
import { eventually } from '#test/support/eventually.ts';
import { startMain } from '#test/support/gateway-process.ts';
import { type KnownOperation, startLoad } from '#test/support/load.ts';
import { startJob } from '#test/support/start-work.ts';
import { subscribe } from '#test/support/subscribe.ts';
import { openUpload, operations, uploadHead, uploadInput, uploadTail } from '#test/support/upload.ts';
import { serviceEnvironment } from '#test/support/world.ts';

const queries = [
  '{ assets(first: 3) { totalCount nodes { filename } } }',
  '{ setDesigns(first: 3) { totalCount nodes { name } } }',
  '{ datasetImages(first: 3) { totalCount nodes { filename } } }',
  '{ assets(first: 1) { totalCount } setDesigns(first: 1) { totalCount } }',
];

it('loses no operation that it accepted when SIGTERM comes under 200 requests a second', async () => {
  await using simulators = await startSimulators({ size: smallWorldSize });
  await using gateway = startMain(
    {
      ...serviceEnvironment(simulators),
      PORT: '0',
      CACHE_MAX_BYTES: '0',
      RATE_LIMIT_PER_MINUTE: '0',
      SHUTDOWN_GRACE_MS: '1000',
      SHUTDOWN_TIMEOUT_MS: '60000',
    },
    sayingPorts,
  );
  const url = await gateway.listening();
  const known = await Promise.all(queries.map((query) => answerOf(url, query)));
  simulators.piktid.inject({ kind: 'delay', ms: 50, path: '/assets' });
  simulators.sartiq.inject({ kind: 'delay', ms: 150, path: /^\/set-designs\/$/ });
  simulators.acusight.inject({ kind: 'delay', ms: 300 });
  const jobId = await startJob(simulators);
  await using subscription = await subscribe(
    url,
    'subscription ($id: String!) { job(jobId: $id) { jobId } }',
    {
      id: jobId,
    },
  );
  await subscription.next();
  const archive = makeZip({ 'front_full_body.jpg': 'picture' });
  const upload = openUpload(url);
  await upload.send(uploadHead(operations(uploadInput(simulators))));
  await upload.send(archive.subarray(0, 10));

  const load = startLoad({ url, perSecond: 200, operations: known });
  await eventually(() => expect(load.answered).toBeGreaterThan(200), 50_000);
  gateway.kill('SIGTERM');
  await gateway.said(/finishing what runs/);
  const before = load.answered;
  await gateway.said(/taking no new connections/);
  expect(load.answered).toBeGreaterThan(before + 20);
  await eventually(() => expect(load.refused).toBeGreaterThan(20), 50_000);
  await load.stop();
  while ((await subscription.next()) !== null);
  await upload.send(archive.subarray(10));
  upload.request.end(uploadTail);

  expect((await upload.answer).data.uploadSetDesignBaseImages).toMatchObject({ userErrors: [] });
  // The system accepts connections for the gateway, and resets those that it did not hand over before the end.
  const accepted = portsIn(gateway.output.stdout);
  expect(load.failures.filter(({ port }) => port === null || accepted.has(port))).toEqual([]);
  expect(await gateway.exited).toEqual([0, null]);
  expect(gateway.output.stderr).toBe('');
}, 150_000);

/** Makes the process say the client's port of every connection that it accepts. */
const sayingPorts = [
  '--import',
  `data:text/javascript,${encodeURIComponent(`
    import { subscribe } from 'node:diagnostics_channel';
    subscribe('net.server.socket', ({ socket }) => process.stdout.write('accepted ' + socket.remotePort + '\\n'));
  `)}`,
];

function portsIn(output: string): ReadonlySet<number> {
  return new Set([...output.matchAll(/^accepted (\d+)$/gm)].map(([, port]) => Number(port)));
}

async function answerOf(url: string, query: string): Promise<KnownOperation> {
  const { body } = await ask(`${url}/graphql`, { method: 'POST', json: { query } });
  return { query, data: (body as { readonly data: unknown }).data };
}
