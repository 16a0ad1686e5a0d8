import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeZip } from '#test/simulators/sartiq/make-zip.ts';
import { subscribe } from '#test/support/subscribe.ts';
import { oneFile, postForm, uploadInput } from '#test/support/upload.ts';
import { startWorld, type World } from '#test/support/world.ts';

const archive = makeZip({ 'front_full_body.jpg': 'a picture' });

describe('operations at the edge of the rules', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const form = (query: string) => {
    const { file: _file, ...place } = uploadInput(world.simulators);
    const variables = { input: uploadInput(world.simulators), place };
    return postForm(world.url, [
      ['operations', JSON.stringify({ query, variables })],
      ['map', oneFile],
      ['0', archive],
    ]);
  };

  it.each([
    'subscription { job(jobId: "x") @skip(if: true) { jobStatus } }',
    'subscription { ... @include(if: false) { job(jobId: "x") { jobStatus } } }',
    'subscription { ...F } fragment F on Subscription { job(jobId: "x") @include(if: false) { jobStatus } }',
  ])('%s is refused, because a stream cannot depend on a condition', async (query) => {
    await using subscription = await subscribe(world.url, query);
    const answer = await subscription.next();
    expect(answer?.errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(await subscription.next()).toBeNull();
    expect(world.logged).toEqual([]);
  });

  it('what a mutation reads after a change is read anew', async () => {
    const { setDesignId, subjectId } = uploadInput(world.simulators);
    const rename = (alias: string) => `
      ${alias}: updateSetDesign(input: { setDesignId: "${setDesignId}", name: "${alias}" }) {
        setDesign { name uploadTask(subjectId: "${subjectId}") { taskId } }
      }`;
    const { data, errors } = await form(`mutation ($input: UploadSetDesignBaseImagesInput!) {
      ${rename('before')}
      uploadSetDesignBaseImages(input: $input) { uploadTask { taskId } }
      ${rename('after')}
    }`);
    expect(errors).toEqual([]);
    const { taskId } = data.uploadSetDesignBaseImages.uploadTask;
    expect(data.before.setDesign).toEqual({ name: 'before', uploadTask: null });
    expect(data.after.setDesign).toEqual({ name: 'after', uploadTask: { taskId } });
  });

  it('a file that two fields want is given to the first, and the second is told', async () => {
    const { data, errors } = await form(`mutation ($input: UploadSetDesignBaseImagesInput!) {
      a: uploadSetDesignBaseImages(input: $input) { uploadTask { taskId } userErrors { message } }
      b: uploadSetDesignBaseImages(input: $input) { uploadTask { taskId } userErrors { message } }
    }`);
    expect(data.a).toMatchObject({ uploadTask: { taskId: expect.any(String) }, userErrors: [] });
    expect(data.b).toBeNull();
    expect(errors.map(({ path, extensions }) => [path, extensions.code, extensions['argument']])).toEqual([
      [['b'], 'BAD_USER_INPUT', ['input', 'file']],
    ]);
  });
});
