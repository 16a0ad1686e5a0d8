import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import UploadHttpLink from 'apollo-upload-client/UploadHttpLink.mjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startStubServer } from '#test/http/stub-server.ts';
import { makeZip } from '#test/simulators/sartiq/make-zip.ts';
import {
  oneFile,
  openUpload,
  operations,
  postForm,
  uploadHead,
  uploadInput,
  uploadMutation,
  uploadParts,
  uploadTail,
} from '#test/support/upload.ts';
import { serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

/** Three megabytes that do not compress, so that every kind of cut inside shows. */
const archive = makeZip({ 'looks/front_full_body.jpg': randomBytes(3_000_000), 'IMG_1.jpg': 'unknown' });
const sha256 = createHash('sha256').update(archive).digest('hex');

describe('an upload', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  beforeEach(() => {
    world.takeRequests();
    world.simulators.sartiq.data.uploads.length = 0;
  });
  afterAll(() => world[Symbol.asyncDispose]());

  /** What Sartiq got: one upload, unchanged, and nothing else. */
  const expectArrived = (filename: string): void => {
    const { setDesignId, subjectId } = uploadInput(world.simulators);
    const uploads = world.simulators.sartiq.data.uploads;
    expect(uploads).toMatchObject([
      { filename, sha256, receivedBytes: archive.length, set_design_id: setDesignId, subject_id: subjectId },
    ]);
    expect(world.takeRequests()).toEqual([
      `POST /set-designs/${setDesignId}/base-images/upload?subject_id=${subjectId}`,
    ]);
    expect(world.logged).toEqual([]);
  };
  const task = { status: 'PENDING' };

  it('comes with fetch and FormData', async () => {
    const input = uploadInput(world.simulators);
    const answer = await postForm(world.url, uploadParts(input, archive));
    expect(answer).toMatchObject({ status: 200, errors: [] });
    expect(answer.data.uploadSetDesignBaseImages).toMatchObject({ uploadTask: task, userErrors: [] });
    expectArrived('looks.zip');
  });

  it('comes with Apollo Client and its upload link', async () => {
    const client = new ApolloClient({
      cache: new InMemoryCache(),
      link: new UploadHttpLink({ uri: `${world.url}/graphql` }),
    });
    const file = new File([new Uint8Array(archive)], 'looks — für alle.zip');
    const input = { ...uploadInput(world.simulators), file };
    const { data } = await client.mutate({ mutation: gql(uploadMutation), variables: { input } });
    client.stop();
    expect(data).toMatchObject({ uploadSetDesignBaseImages: { uploadTask: task, userErrors: [] } });
    expectArrived('looks — für alle.zip');
  });

  it('comes with curl', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atelier-'));
    try {
      await writeFile(join(folder, 'looks.zip'), archive);
      const text = await curl([
        ...['-F', `operations=${operations(uploadInput(world.simulators))}`, '-F', `map=${oneFile}`],
        ...['-F', `0=@${folder}/looks.zip`, `${world.url}/graphql`],
      ]);
      expect(JSON.parse(text)).toMatchObject({ data: { uploadSetDesignBaseImages: { uploadTask: task } } });
      expectArrived('looks.zip');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('can be for an organization', async () => {
    const input = {
      ...uploadInput(world.simulators),
      organizationId: '0b9e9c5e-6c0e-4b5f-8f0a-6a1d1f0f9b21',
    };
    const answer = await postForm(world.url, uploadParts(input, archive));
    expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', upstream: 'sartiq' } }]);
    expect(world.takeRequests()[0]).toContain(`organization_id=${input.organizationId}`);
  });

  it('keeps its bytes under a file name that tries to be a header', async () => {
    const upload = openUpload(world.url);
    const head = uploadHead(operations(uploadInput(world.simulators)));
    await upload.send(
      head.replace('filename="looks.zip"', `filename*=utf-8''a%22%0D%0AX-Evil%3A%20b%0D%0A%0D%0Ac.zip`),
    );
    await upload.send(archive);
    upload.request.end(uploadTail);
    expect((await upload.answer).data.uploadSetDesignBaseImages.userErrors).toEqual([]);
    expectArrived('a%22%0D%0AX-Evil: b%0D%0A%0D%0Ac.zip');
  });

  it('may announce no file', async () => {
    const answer = await postForm(world.url, [
      ['operations', '{"query":"{ __typename }"}'],
      ['map', '{}'],
    ]);
    expect(answer).toMatchObject({ status: 200, data: { __typename: 'Query' }, errors: [] });
  });
});

it('reaches Sartiq while the client still sends', async () => {
  const arrived = Promise.withResolvers<void>();
  await using sartiq = await startStubServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
      if (text.includes('PK first bytes')) arrived.resolve();
    });
    request.on('end', () => response.writeHead(503).end());
  });
  await using world = await startWorld({
    env: (simulators) => ({ ...serviceEnvironment(simulators), SARTIQ_URL: sartiq.url.href }),
  });
  const upload = openUpload(world.url);
  await upload.send(uploadHead(operations(uploadInput(world.simulators))));
  await upload.send('PK first bytes');
  await upload.send(Buffer.alloc(100_000));
  await arrived.promise;
  upload.request.end(uploadTail);
  expect((await upload.answer).errors).toMatchObject([
    { extensions: { code: 'UPSTREAM_UNAVAILABLE', mayHaveHappened: true } },
  ]);
});

it('tells curl at once what is wrong with a hundred megabytes', async () => {
  await using world = await startWorld({
    env: (simulators) => ({ ...serviceEnvironment(simulators) }),
  });
  // The largest file that is here for sure, and no ZIP: the program that runs this test.
  const text = await curl([
    ...['-F', `operations=${operations(uploadInput(world.simulators))}`, '-F', `map=${oneFile}`],
    ...['-F', `0=@${process.execPath};filename=looks.zip`, `${world.url}/graphql`],
  ]);
  expect(JSON.parse(text).data.uploadSetDesignBaseImages.userErrors).toMatchObject([
    { field: ['input', 'file'], message: 'The file is not a ZIP archive.' },
  ]);
  expect(world.takeRequests()).toEqual([]);
});

async function curl(args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)('curl', ['--silent', '--show-error', '--max-time', '20', ...args]))
      .stdout;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Error('curl is not installed: apt-get install curl', { cause: error });
    }
    throw error;
  }
}
