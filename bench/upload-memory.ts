/**
 * How much memory an upload of 1 GiB costs the gateway: a gateway in a process of its own, its peak of resident memory
 * as Linux counts it, and the hash of what arrived. Exit code 1 where it is 64 MB or more, or the bytes are not the same.
 */

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { request } from 'undici';
import { smallWorldSize, tokenOf } from '#test/simulators/simulator.ts';
import { type Simulators, startSimulators } from '#test/simulators/start.ts';
import { upstreamUrls } from '#test/support/world.ts';
import { memoryMb, startGatewayProcess } from './gateway-process.ts';
import { storedZip } from './stored-zip.ts';

const size = { files: 16, blocks: 64 };
const allowedMb = 64;
const timeoutMs = 180_000;

const deadline = setTimeout(() => {
  process.stderr.write(`bench: the upload did not end within ${timeoutMs} ms\n`);
  process.exit(1);
}, timeoutMs);
await using simulators = await startSimulators({ size: smallWorldSize });
const gateway = await startGatewayProcess({
  ...upstreamUrls(simulators),
  SARTIQ_TOKEN: tokenOf('sartiq', 'giulia'),
});
try {
  const own = process.memoryUsage().rss;
  // The first operation loads code that stays; it belongs to no upload.
  await (await fetch(`${gateway.url}/graphql?query={__typename}`)).text();
  const beforeMb = memoryMb(gateway.pid, 'VmRSS');
  const startedMs = performance.now();
  const sent = await upload(gateway.url, simulators);
  const seconds = (performance.now() - startedMs) / 1000;
  const growthMb = memoryMb(gateway.pid, 'VmHWM') - beforeMb;
  const arrived = simulators.sartiq.data.uploads.find(({ sha256 }) => sha256 === sent.sha256);
  const same = arrived?.receivedBytes === sent.bytes;
  say(`uploaded ${sent.bytes} bytes in ${seconds.toFixed(1)} s`);
  say(
    `resident memory of the gateway: ${beforeMb.toFixed(0)} MB before, at most ${growthMb.toFixed(1)} MB more`,
  );
  say(`of client and simulators: ${((process.memoryUsage().rss - own) / 1e6).toFixed(1)} MB more`);
  say(`bytes ${same ? `unchanged, SHA-256 ${sent.sha256}` : 'CHANGED or lost'}`);
  if (growthMb >= allowedMb || !same) process.exitCode = 1;
} finally {
  clearTimeout(deadline);
  gateway.stop();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function upload(url: string, { sartiq: { data } }: Simulators) {
  const giulia = data.users[0]?.id;
  const design = data.setDesigns.find((row) => row.owner_id === giulia && row.organization_id === null);
  const input = { setDesignId: design?.id, subjectId: data.subjects[0]?.id, file: null };
  const query =
    'mutation ($input: UploadSetDesignBaseImagesInput!) { uploadSetDesignBaseImages(input: $input) { uploadTask { taskId } userErrors { message } } }';
  const hash = createHash('sha256');
  const sent = { bytes: 0 };
  const field = (name: string, value: string): string =>
    `--bench\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  async function* body(): AsyncGenerator<Buffer> {
    yield Buffer.from(field('operations', JSON.stringify({ query, variables: { input } })));
    yield Buffer.from(field('map', '{"0":["variables.input.file"]}'));
    yield Buffer.from('--bench\r\ncontent-disposition: form-data; name="0"; filename="set.zip"\r\n\r\n');
    for (const chunk of storedZip(size)) {
      hash.update(chunk);
      sent.bytes += chunk.length;
      yield chunk;
    }
    yield Buffer.from('\r\n--bench--\r\n');
  }
  const answer = await request(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=bench' },
    body: Readable.from(body(), { objectMode: false }),
  });
  const text = await answer.body.text();
  if (!text.includes('"taskId"')) throw new Error(`The upload failed: ${text}`);
  return { ...sent, sha256: hash.digest('hex') };
}
