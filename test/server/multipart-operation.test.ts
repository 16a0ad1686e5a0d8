import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeZip } from '#test/simulators/sartiq/make-zip.ts';
import {
  oneFile,
  openUpload,
  operations,
  postForm,
  uploadHead,
  uploadInput,
  uploadParts,
} from '#test/support/upload.ts';
import { startWorld, type World } from '#test/support/world.ts';

const archive = makeZip({ 'front_full_body.jpg': 'front' });

describe('a multipart request', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  beforeEach(() => void world.takeRequests());
  afterAll(async () => {
    expect(world.logged).toEqual([]);
    await world[Symbol.asyncDispose]();
  });

  const head = () => uploadHead(operations(uploadInput(world.simulators)));

  it('answers where the file is used by another type, and prints nothing of it', async () => {
    const answer = await postForm(world.url, [
      [
        'operations',
        JSON.stringify({
          query: 'query ($id: UUID!) { uploadTask(taskId: $id) { status } }',
          variables: { id: null },
        }),
      ],
      ['map', '{"0":["variables.id"]}'],
      ['0', archive],
    ]);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(answer.errors[0]?.message).not.toMatch(/promise|stream|open/i);
  });

  it('needs the file to be a part', async () => {
    const input = uploadInput(world.simulators);
    const query =
      'mutation ($input: UploadSetDesignBaseImagesInput!) { uploadSetDesignBaseImages(input: $input) { uploadTask { taskId } } }';
    const answer = await world.query(query, { input: { ...input, file: 'looks.zip' } });
    expect(answer.errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: ['input', 'file'] } },
    ]);
    expect(world.takeRequests()).toEqual([]);
  });

  const query = '{ __typename }';
  const file: [string, Buffer] = ['0', archive];
  it.each<[string, [string, string | Buffer][]]>([
    ['no `operations`', [['map', oneFile], file]],
    ['no `map`', [['operations', JSON.stringify({ query })], file]],
    ['nothing', []],
    [
      'a batch',
      [
        ['operations', JSON.stringify([{ query }])],
        ['map', '{}'],
      ],
    ],
    [
      '`operations` that are no JSON',
      [
        ['operations', '{'],
        ['map', '{}'],
      ],
    ],
    [
      '`map` that is no JSON',
      [
        ['operations', JSON.stringify({ query })],
        ['map', '[]'],
      ],
    ],
    [
      'the parts in another order',
      [
        ['map', '{}'],
        ['operations', JSON.stringify({ query })],
      ],
    ],
    [
      'a field nobody knows',
      [
        ['operations', JSON.stringify({ query })],
        ['more', ''],
      ],
    ],
    [
      '`operations` of more than 1 MB',
      [
        ['operations', ' '.repeat(2 ** 20 + 1)],
        ['map', '{}'],
      ],
    ],
    [
      'two files',
      [
        ['operations', JSON.stringify({ query })],
        ['map', '{"0":["variables.a"],"1":["variables.b"]}'],
      ],
    ],
    [
      'a file for two places',
      [
        ['operations', JSON.stringify({ query })],
        ['map', '{"0":["variables.a","variables.b"]}'],
      ],
    ],
    [
      'a path to nowhere',
      [['operations', JSON.stringify({ query, variables: {} })], ['map', '{"0":["variables.a"]}'], file],
    ],
    [
      'a path to a value',
      [
        ['operations', JSON.stringify({ query, variables: { a: 1 } })],
        ['map', '{"0":["variables.a"]}'],
        file,
      ],
    ],
    [
      'a path to a prototype',
      [
        ['operations', JSON.stringify({ query, variables: {} })],
        ['map', '{"0":["variables.__proto__.a"]}'],
        file,
      ],
    ],
    [
      'a path out of the variables',
      [['operations', JSON.stringify({ query: null })], ['map', '{"0":["query"]}'], file],
    ],
  ])('is refused as a whole with %s', async (_what, parts) => {
    const answer = await postForm(world.url, parts);
    expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(answer.data).toBeUndefined();
    expect(world.takeRequests()).toEqual([]);
  });

  it('says that the file is missing', async () => {
    const parts = uploadParts(uploadInput(world.simulators), archive).slice(0, 2);
    for (const last of [[], [['1', archive]], [['0', 'text']]] as [string, string | Buffer][][]) {
      const answer = await postForm(world.url, [...parts, ...last]);
      expect(answer.errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT', argument: ['input', 'file'] } },
      ]);
    }
    expect(world.takeRequests()).toEqual([]);
  });

  it('is refused where the multipart has no boundary, or none of its parts is readable', async () => {
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=other']) {
      const upload = openUpload(world.url, { 'content-type': type });
      upload.request.end(head());
      expect(await upload.answer).toMatchObject({
        status: 400,
        errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      });
    }
  });
});
