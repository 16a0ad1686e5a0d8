import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newestImages, type PiktidImageRow } from './piktid-rows.ts';
import { type PiktidWorld, startPiktidWorld } from './piktid-world.ts';

let world: PiktidWorld;
beforeAll(async () => {
  world = await startPiktidWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const idsOf = async (query: string) =>
  (await world.projects(query)).projects.map(({ project_id }) => project_id);

/** The newest images that giulia sees in a project. */
function imagesOf(projectId: number): PiktidImageRow[] {
  const jobs = world.data.jobs.filter(
    (job) => job.project_id === projectId && (job.owner === 'giulia' || job.sharedWith.includes('giulia')),
  );
  return jobs.flatMap((job) => newestImages(job.images));
}

describe('GET /gallery/by-project', () => {
  it('shows the images of visible jobs only, counting all and cutting the list', async () => {
    const { projects } = await world.projects('max_images_per_project=5');
    expect(projects).toHaveLength(11);
    for (const project of projects) {
      const images = imagesOf(project.project_id);
      expect(project).toMatchObject({
        total_images: images.length,
        completed_images: images.filter(({ status }) => status === 'completed').length,
      });
      expect(project.images).toHaveLength(Math.min(5, images.length));
    }
  });

  it('searches name, key and id in any case, and filters by id and ownership', async () => {
    const row = world.data.projects.find(({ project_name }) => project_name === 'Lookbook Milano');
    expect(await idsOf('search=MILANO')).toEqual([row?.project_id]);
    expect(await idsOf(`search=${row?.project_key.toUpperCase()}`)).toEqual([row?.project_id]);
    expect(await idsOf(`search=${row?.project_id}`)).toEqual([row?.project_id]);
    expect(await idsOf(`project_id=${row?.project_id}`)).toEqual([row?.project_id]);
    expect([(await idsOf('ownership=mine')).length, (await idsOf('ownership=shared')).length]).toEqual([
      9, 2,
    ]);
    expect((await world.projects('', 'marco')).projects).toHaveLength(4);
  });

  it('P-06: drops projects that keep no image under an image filter', async () => {
    const { projects } = await world.projects('status=pending&max_images_per_project=200');
    const expected = (await idsOf('')).filter((id) =>
      imagesOf(id).some(({ status }) => status === 'pending'),
    );
    expect(projects.map(({ project_id }) => project_id)).toEqual(expected);
    expect(new Set(projects.flatMap(({ images }) => images.map(({ status }) => status)))).toEqual(
      new Set(['pending']),
    );
    expect(await idsOf('status=nonsense')).toEqual([]);
  });
});

describe('GET /project', () => {
  it('lists the visible projects by page, under the names of this route', async () => {
    const shape = z.object({
      projects: z.array(
        z.strictObject({ project_id: z.int(), project_text: z.string(), project_key: z.string() }),
      ),
      pagination: z.looseObject({ total: z.number(), has_next: z.boolean() }),
    });
    const { projects, pagination } = shape.parse((await world.ask('/project?per_page=4&page=3')).body);
    expect([projects.length, pagination.total, pagination.has_next]).toEqual([3, 11, false]);
  });
});
