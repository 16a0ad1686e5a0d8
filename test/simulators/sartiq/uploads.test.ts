import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Asked } from '#test/support/ask.ts';
import { makeZip } from './make-zip.ts';
import { designShape, detailShape, problemsShape, type SartiqWorld, startWorld, taskShape } from './world.ts';

type Task = z.infer<typeof taskShape>;

const archive = makeZip({
  'looks/': '',
  'looks/front_full_body.jpg': 'front',
  'back_full_body.png': 'back',
  'IMG_0042.jpg': 'unknown',
  'Front_Full_Body.jpg': 'wrong case',
});

async function send(world: SartiqWorld, file: Buffer, undocumented = false): Promise<Asked> {
  const form = new FormData();
  form.set('note', 'not the file');
  form.set('file', new Blob([new Uint8Array(file)], { type: 'application/zip' }), 'looks.zip');
  const { design, subject } = world.ids;
  return world.ask('POST', `/set-designs/${design}/base-images/upload?subject_id=${subject}`, {
    body: form,
    undocumented,
  });
}

async function upload(world: SartiqWorld, file = archive): Promise<Task> {
  const reply = await send(world, file);
  expect(reply.status).toBe(200);
  return taskShape.parse(reply.body);
}

async function poll(world: SartiqWorld, id: string): Promise<Task> {
  return taskShape.parse((await world.ask('GET', `/set-designs/upload-tasks/${id}`)).body);
}

async function newest(world: SartiqWorld): Promise<Asked> {
  const { design, subject } = world.ids;
  return world.ask('GET', `/set-designs/${design}/base-images/upload-task?subject_id=${subject}`);
}

async function imagesOf(world: SartiqWorld): Promise<z.infer<typeof designShape>['base_images']> {
  const { body } = await world.ask('GET', `/set-designs/${world.ids.design}`);
  return designShape.parse(body).base_images.filter(({ subject_id }) => subject_id === world.ids.subject);
}

describe('upload tasks', () => {
  it('S-10: go from PENDING over PROCESSING to COMPLETED by the clock alone', async () => {
    await using world = await startWorld();
    const { design, subject, users } = world.ids;
    const task = await upload(world);
    expect(task).toMatchObject({ owner_id: users.giulia, set_design_id: design, subject_id: subject });
    const steps = [];
    for (const ms of [0, 999, 1, 499, 1, 500, 500, 499, 1, 60_000]) {
      world.clock.nowMs += ms;
      const { images_processed, images_skipped, progress, status, total_items } = await poll(world, task.id);
      steps.push([status, total_items, progress, images_processed, images_skipped]);
    }
    expect(steps).toEqual([
      ['PENDING', 0, 0, 0, 0],
      ['PENDING', 0, 0, 0, 0],
      ['PROCESSING', 4, 0, 0, 0],
      ['PROCESSING', 4, 0, 0, 0],
      ['PROCESSING', 4, 25, 1, 0],
      ['PROCESSING', 4, 50, 2, 0],
      ['PROCESSING', 4, 75, 2, 1],
      ['PROCESSING', 4, 75, 2, 1],
      ['COMPLETED', 4, 100, 2, 2],
      ['COMPLETED', 4, 100, 2, 2],
    ]);
  });

  it('S-10: know when they started and ended, and what they skipped', async () => {
    await using world = await startWorld();
    const task = await upload(world);
    expect(task).toMatchObject({
      status: 'PENDING',
      started_at: null,
      completed_at: null,
      result_data: null,
    });
    world.clock.nowMs += 60_000;
    expect(await poll(world, task.id)).toMatchObject({
      created_at: '2026-03-20T08:30:15.120000Z',
      started_at: '2026-03-20T08:30:16.120000Z',
      completed_at: '2026-03-20T08:30:18.120000Z',
      error_message: null,
      result_data: {
        skipped: [
          { file: 'IMG_0042.jpg', reason: 'no shot type with this name' },
          { file: 'Front_Full_Body.jpg', reason: 'no shot type with this name' },
        ],
      },
    });
  });

  it('S-10: round progress down', async () => {
    await using world = await startWorld();
    const task = await upload(world, makeZip({ 'a.jpg': '1', 'b.jpg': '2', 'c.jpg': '3' }));
    world.clock.nowMs += 2_000;
    expect(await poll(world, task.id)).toMatchObject({ progress: 66, processed_items: 2 });
  });

  it('S-10: fail for a broken archive, and refuse what is none', async () => {
    await using world = await startWorld();
    const task = await upload(world, archive.subarray(0, archive.length - 30));
    world.clock.nowMs += 1_000;
    expect(await poll(world, task.id)).toMatchObject({ status: 'PROCESSING', total_items: 0, progress: 0 });
    world.clock.nowMs += 500;
    expect(await poll(world, task.id)).toMatchObject({
      status: 'FAILED',
      progress: 0,
      error_message: 'The archive could not be read.',
      completed_at: '2026-03-20T08:30:16.620000Z',
      result_data: null,
    });
    const reply = await send(world, Buffer.from('%PDF-1.7 no archive'));
    expect([reply.status, detailShape.parse(reply.body).detail]).toEqual([400, 'File must be a ZIP archive']);
    expect(world.data.uploads).toHaveLength(1);
  });

  it('S-10: complete at once where the archive is empty', async () => {
    await using world = await startWorld();
    const task = await upload(world, makeZip({}));
    world.clock.nowMs += 1_000;
    expect(await poll(world, task.id)).toMatchObject({ status: 'COMPLETED', progress: 100, total_items: 0 });
  });

  it('S-10: are found by set design and subject, the newest one', async () => {
    await using world = await startWorld();
    const none = await newest(world);
    expect([none.status, detailShape.parse(none.body).detail]).toEqual([404, 'Upload task not found']);
    const first = await upload(world);
    expect(taskShape.parse((await newest(world)).body)).toEqual(first);
    const otherSubject = world.data.subjects[1]?.id;
    const path = `/set-designs/${world.ids.design}/base-images/upload-task?subject_id=${otherSubject}`;
    expect((await world.ask('GET', path)).status).toBe(404);
    const second = await upload(world);
    expect(taskShape.parse((await newest(world)).body).id).toBe(second.id);
    world.clock.nowMs += 1_000;
    const both = await Promise.all([first, second].map(({ id }) => poll(world, id)));
    expect(both.map(({ status }) => status)).toEqual(['PROCESSING', 'PROCESSING']);
  });

  it('are hidden from those who may not see the set design', async () => {
    await using world = await startWorld();
    const { id } = await upload(world);
    const reply = await world.ask('GET', `/set-designs/upload-tasks/${id}`, { user: 'marco' });
    expect([reply.status, detailShape.parse(reply.body).detail]).toEqual([403, 'Not enough permissions']);
    const unknown = await world.ask('GET', '/set-designs/upload-tasks/00000000-0000-4000-8000-000000000000');
    expect([unknown.status, detailShape.parse(unknown.body).detail]).toEqual([404, 'Upload task not found']);
  });

  it('S-08: are gone with their set design', async () => {
    await using world = await startWorld();
    const { id } = await upload(world);
    await world.ask('DELETE', `/set-designs/${world.ids.design}`);
    const reply = await world.ask('GET', `/set-designs/upload-tasks/${id}`);
    expect([reply.status, detailShape.parse(reply.body).detail]).toEqual([404, 'Set design not found']);
  });
});

describe('uploaded pictures', () => {
  it('S-10: appear one by one and take the place of the same subject and shot type', async () => {
    await using world = await startWorld();
    await upload(world);
    const front = world.data.shotTypes.find(({ name }) => name === 'front_full_body')?.id;
    world.clock.nowMs += 1_499;
    const before = await imagesOf(world);
    world.clock.nowMs += 1;
    const one = await imagesOf(world);
    const placed = one.filter(({ shot_type_id }) => shot_type_id === front);
    expect(placed).toHaveLength(1);
    expect(before.map(({ id }) => id)).not.toContain(placed[0]?.id);
    expect(placed[0]).toMatchObject({ created_at: '2026-03-20T08:30:16.620000Z' });
    expect(placed[0]?.image_media).toMatchObject({ extension: 'jpg', file_size: 5 });
    world.clock.nowMs += 60_000;
    const pairs = (await imagesOf(world)).map(({ shot_type_id }) => shot_type_id);
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  it('S-12: share one media resource where their bytes are equal', async () => {
    await using world = await startWorld();
    await upload(world, makeZip({ 'front_full_body.jpg': 'same', 'back_full_body.jpg': 'same' }));
    world.clock.nowMs += 60_000;
    const media = (await imagesOf(world)).filter(({ image_media }) => image_media?.['file_size'] === 4);
    expect(media).toHaveLength(2);
    expect(new Set(media.map(({ image_media }) => image_media?.id)).size).toBe(1);
  });

  it('S-10: of two uploads at once stay as the later files left them', async () => {
    await using world = await startWorld();
    await upload(world, makeZip({ 'detail.jpg': 'old', 'front_full_body.jpg': 'first' }));
    world.clock.nowMs += 100;
    await upload(world, makeZip({ 'front_full_body.jpg': 'newer!' }));
    world.clock.nowMs += 60_000;
    const front = world.data.shotTypes.find(({ name }) => name === 'front_full_body')?.id;
    const image = (await imagesOf(world)).find(({ shot_type_id }) => shot_type_id === front);
    // The second file of the first archive is due after the only file of the second archive.
    expect(image?.image_media).toMatchObject({ file_size: 5 });
  });
});

describe('received bytes', () => {
  it('are counted and hashed, so that a test can prove they arrived unchanged', async () => {
    await using world = await startWorld();
    const big = makeZip({ 'front_full_body.jpg': randomBytes(3_000_000), 'readme.txt': '\r\n--\r\n' });
    await upload(world, big);
    const sha256 = createHash('sha256').update(big).digest('hex');
    expect(world.data.uploads).toMatchObject([{ filename: 'looks.zip', receivedBytes: big.length, sha256 }]);
  });

  it('refuses bodies without a file', async () => {
    await using world = await startWorld();
    const { design } = world.ids;
    const form = new FormData();
    form.set('file', 'a text');
    const path = `/set-designs/${design}/base-images/upload`;
    const plain = await world.ask('POST', `${path}?subject_id=x`, { body: form });
    expect([plain.status, problemsShape.parse(plain.body).detail]).toMatchObject([
      422,
      [{ loc: ['query', 'subject_id'] }, { loc: ['body', 'file'], type: 'value_error' }],
    ]);
    const json = await world.ask('POST', path, { json: {} });
    expect(problemsShape.parse(json.body).detail).toMatchObject([
      { loc: ['query', 'subject_id'], type: 'missing' },
      { loc: ['body', 'file'], type: 'missing' },
    ]);
  });

  it('refuses a body that ends early, and files for unknown subjects and foreign designs', async () => {
    await using world = await startWorld();
    const { design, designOfMarco, subject } = world.ids;
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const path = (id: string, subjectId: string): string =>
      `/set-designs/${id}/base-images/upload?subject_id=${subjectId}`;
    const cut = await world.ask('POST', path(design, subject), { body: '--b\r\nContent-', headers });
    expect(cut.status).toBe(400);
    const whole =
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\nPK\r\n--b--\r\n';
    const foreign = await world.ask('POST', path(designOfMarco, subject), { body: whole, headers });
    expect(foreign.status).toBe(403);
    const unknown = await world.ask('POST', path(design, '00000000-0000-4000-8000-000000000000'), {
      body: whole,
      headers,
    });
    expect([unknown.status, detailShape.parse(unknown.body).detail]).toEqual([404, 'Subject not found']);
  });
});
