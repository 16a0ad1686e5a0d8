import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AcusightWorld, expectedIds, startAcusightWorld } from './acusight-world.ts';
import type { ImageRow } from './rows.ts';

let world: AcusightWorld;
beforeAll(async () => {
  world = await startAcusightWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

async function expectChosen(query: string, test: (image: ImageRow) => boolean): Promise<void> {
  const expected = expectedIds(world.data, test);
  const { data, meta } = await world.list(`${query}&limit=100`);
  expect(expected.length).toBeGreaterThan(0);
  expect(data.map(({ id }) => id)).toEqual(expected.slice(0, 100));
  expect(meta.total).toBe(expected.length);
}

function projectOf(image: ImageRow): number | null {
  return world.data.batches.find((batch) => batch.id === image.batch_id)?.project_id ?? null;
}

function someProject(): number {
  const id = world.data.batches.find(
    (row) => row.organization === 'giulia' && row.project_id !== null,
  )?.project_id;
  return id ?? Number.NaN;
}

describe('filters', () => {
  it('chooses by project, and by the word null those without project', async () => {
    const projectId = someProject();
    await expectChosen(`project_id=${projectId}`, (image) => projectOf(image) === projectId);
    await expectChosen('project_id=null', (image) => projectOf(image) === null);
  });

  it('chooses by batch, device and annotation status, all at once', async () => {
    const image = world.data.images.find((row) => row.batch_id !== null && row.device_id !== null);
    const { annotation_status, batch_id, device_id } = image ?? {};
    await expectChosen(
      `batch_id=${batch_id}&device_id=${device_id}&annotation_status=${annotation_status}`,
      (row) =>
        row.batch_id === batch_id &&
        row.device_id === device_id &&
        row.annotation_status === annotation_status,
    );
  });

  it('A-05: matches nothing for unknown ids and refuses text that is no id', async () => {
    const unknown = [
      'project_id=999999',
      'batch_id=99999999999999999999',
      'device_id=nobody',
      'annotation_status=lost',
    ];
    const answers = await Promise.all(unknown.map((query) => world.list(query)));
    expect(answers.map(({ meta }) => meta.total)).toEqual([0, 0, 0, 0]);
    for (const name of ['project_id', 'batch_id']) {
      const details = `${name} must be an integer or null`;
      expect(await world.refused(`/data/images?${name}=12abc`)).toEqual([400, 'VALIDATION_ERROR', details]);
    }
  });

  it('A-06: looks at the stage only together with a project', async () => {
    expect((await world.list('stage=annotating')).meta.total).toBe(320);
    const projectId = someProject();
    const stage = world.data.batches.find(({ project_id }) => project_id === projectId)?.stage;
    const inStage = (image: ImageRow): boolean =>
      world.data.batches.some((batch) => batch.id === image.batch_id && batch.stage === stage);
    await expectChosen(
      `project_id=${projectId}&stage=${stage}`,
      (row) => projectOf(row) === projectId && inStage(row),
    );
    await expectChosen(
      'project_id=null&stage=unassigned',
      (row) => projectOf(row) === null && row.batch_id !== null,
    );
    expect((await world.list(`project_id=${projectId}&stage=unassigned`)).meta.total).toBe(0);
  });

  it('A-07: takes images with any of the classes, in exact case, and shows all their annotations', async () => {
    const withClass = (...words: string[]): ((image: ImageRow) => boolean) => {
      const hits = world.data.annotations.filter(({ class_value }) => words.includes(class_value));
      return (image) => hits.some(({ image_id }) => image_id === image.id);
    };
    await expectChosen('class_values=blazer', withClass('blazer'));
    await expectChosen('class_values=Blazer', withClass('Blazer'));
    await expectChosen(`class_values=${encodeURIComponent(' bag , shoe,')}`, withClass('bag', 'shoe'));
    expect((await world.list('class_values=BAG')).meta.total).toBe(0);
    const { data } = await world.list('class_values=bag&include_annotations=true');
    const classes = z
      .array(z.object({ class_value: z.string() }))
      .parse(data.flatMap((row) => row['annotations']));
    expect(new Set(classes.map(({ class_value }) => class_value)).size).toBeGreaterThan(1);
  });

  it('A-08: searches parts of file names in any case, and whole names in exact case; both together', async () => {
    await expectChosen('search=sS26-b', ({ filename }) => filename.toLowerCase().includes('ss26-b'));
    await expectChosen(`search=${encodeURIComponent('%')}`, ({ filename }) => filename.includes('%'));
    const name = world.data.images.find(({ filename }) => filename.startsWith('SS26'))?.filename ?? '';
    await expectChosen(`filename=${name}`, ({ filename }) => filename === name);
    expect((await world.list(`filename=${name.toLowerCase()}`)).meta.total).toBe(0);
    expect((await world.list(`filename=${name.slice(0, -1)}`)).meta.total).toBe(0);
    expect((await world.list(`filename=${name}&search=walkin`)).meta.total).toBe(0);
  });

  it('A-10: knows none for images without split and all for every image', async () => {
    await expectChosen('split=none', ({ split }) => split === null);
    await expectChosen('split=all', () => true);
    await expectChosen('split=val', ({ split }) => split === 'val');
    const { data } = await world.list('split=none&limit=1');
    expect(data[0]?.['split']).toBeNull();
  });
});
