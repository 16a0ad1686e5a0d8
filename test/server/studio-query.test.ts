import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '#test/support/world.ts';

/** The query of the README: one screen over all backends. */
const studio = `{
  jobs(first: 3) { totalCount nodes { jobId images(first: 2) { nodes { originalFilename } } } }
  assets(first: 3) { nodes { filename } }
  setDesigns(first: 3) { nodes { name baseImages { id } } }
  datasetImages(first: 3) { nodes { filename annotations { classValue } } }
}`;

describe('one query over three backends', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('costs exactly one request per list, images and annotations included', async () => {
    const { data, errors } = await world.query(studio);
    expect(errors).toEqual([]);
    expect(data.jobs.nodes).toHaveLength(3);
    expect(data.datasetImages.nodes).toHaveLength(3);
    expect(world.takeRequests()).toEqual([
      'GET /gallery/by-job?page=1&per_page=3&order=desc&sort_by=original_filename&max_images_per_job=2',
      'GET /assets?page=1&per_page=3&order=desc&sort_by=created_at',
      'GET /set-designs/?skip=0&limit=3',
      'GET /data/images?include_annotations=true&limit=3&offset=0&sort=created_at&order=desc',
    ]);
  });
});
