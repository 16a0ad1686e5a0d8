import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allImages, allJobs } from '#test/support/upstream-lists.ts';
import { startWorld, type World } from '#test/support/world.ts';

describe('the images of a list of jobs', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  beforeEach(() => {
    world.takeRequests();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const imagesAsked = () =>
    world.takeRequests().map((request) => /max_images_per_job=(\d+)/.exec(request)?.[1]);

  it('are not asked for where none are selected', async () => {
    await world.query('{ jobs(first: 5) { nodes { jobId } } }');
    expect(imagesAsked()).toEqual(['1']);
  });

  it('come along in the smallest number that serves every selected window', async () => {
    const { errors } = await world.query(`{
      jobs(first: 5) {
        nodes { a: images(first: 3) { nodes { id } } ...More }
        edges { node { c: images(first: 2) { totalCount } } }
      }
    }
    fragment More on Job { b: images(first: 7) { nodes { id } } }`);
    expect(errors).toEqual([]);
    expect(imagesAsked()).toEqual(['7']);
  });

  it('come along complete where a filter, a reversed order or a tail needs all of them', async () => {
    for (const args of [
      'first: 2, filter: { status: "completed" }',
      'first: 2, orderBy: { field: ORIGINAL_FILENAME, direction: DESC }',
      'last: 2',
    ]) {
      await world.query(`{ jobs(first: 2) { nodes { images(${args}) { nodes { id } } } } }`);
      expect(imagesAsked()).toEqual(['200']);
    }
  });

  it('share one request between aliases of the same page', async () => {
    const { data } = await world.query(`{
      a: jobs(first: 4) { nodes { jobId images(first: 1) { nodes { id } } } }
      b: jobs(first: 4) { nodes { jobId images(first: 9) { nodes { id } } } }
      c: jobs(first: 4) { nodes { jobId } }
    }`);
    expect(imagesAsked()).toEqual(['9']);
    expect(data.a.nodes[0].images.nodes).toHaveLength(1);
    expect(data.c.nodes).toEqual(data.b.nodes.map(({ jobId }: { jobId: string }) => ({ jobId })));
  });

  it('are the same whichever jobs the list was filtered for', async () => {
    const query = (filter: string) =>
      `{ jobs(first: 6, filter: { ${filter} }) { nodes { jobId images(first: 200) { totalCount nodes { id status } } } } }`;
    const filtered = await world.query(query('imageStatus: "failed"'));
    expect(filtered.errors).toEqual([]);
    for (const job of filtered.data.jobs.nodes) {
      const alone = await world.query(query(`jobId: "${job.jobId}"`));
      expect(job).toEqual(alone.data.jobs.nodes[0]);
      expect(job.images.totalCount).toBe((await allImages(world.simulators, job.jobId)).length);
    }
  });

  it('come along with jobs that were filtered in the same way', async () => {
    const { data, errors } = await world.query(`{
      jobs(first: 6, filter: { imageStatus: "failed" }) {
        nodes { images(filter: { status: "failed" }) { totalCount nodes { status } } }
      }
    }`);
    expect(errors).toEqual([]);
    expect(world.takeRequests()).toHaveLength(1);
    for (const job of data.jobs.nodes) {
      expect(job.images.nodes.length).toBeGreaterThan(0);
      expect(new Set(job.images.nodes.map((image: { status: string }) => image.status))).toEqual(
        new Set(['failed']),
      );
    }
  });

  it('filtered and ordered for 20 jobs cost one request and leave the list of jobs as it was', async () => {
    const plain = await world.query('{ jobs(first: 20) { nodes { jobId totalImages } } }');
    world.takeRequests();
    const { data, errors } = await world.query(`{
      jobs(first: 20) {
        nodes {
          jobId
          totalImages
          images(first: 10, filter: { status: "completed", feedback: ["like"] }, orderBy: { field: QUALITY_SCORE, direction: ASC }) {
            totalCount
            nodes { status feedback qualityScore }
          }
        }
      }
    }`);
    expect(errors).toEqual([]);
    const large = plain.data.jobs.nodes.filter(
      (job: { totalImages: number }) => job.totalImages > 200,
    ).length;
    expect(world.takeRequests()).toHaveLength(1 + large);
    expect(data.jobs.nodes.map(({ jobId }: { jobId: string }) => jobId)).toEqual(
      plain.data.jobs.nodes.map(({ jobId }: { jobId: string }) => jobId),
    );
  });

  it('are read for one job with its own request', async () => {
    const [job] = await allJobs(world.simulators);
    world.takeRequests();
    const { data } = await world.query(
      'query ($jobId: String!) { job(jobId: $jobId) { jobId images(first: 4) { totalCount } } }',
      {
        jobId: job?.['job_id'],
      },
    );
    expect(data.job.images.totalCount).toBe(job?.['total_images']);
    expect(world.takeRequests()).toHaveLength(1);
  });

  it('are counted without asking for any', async () => {
    const { data, errors } = await world.query(`{
      jobs(first: 20) {
        nodes {
          totalImages
          images(last: 5) { totalCount }
          none: images(first: 0, orderBy: { field: QUALITY_SCORE, direction: DESC }) { totalCount pageInfo { hasNextPage } }
        }
      }
    }`);
    expect(errors).toEqual([]);
    expect(imagesAsked()).toEqual(['1']);
    for (const job of data.jobs.nodes) {
      expect([job.images.totalCount, job.none.totalCount]).toEqual([job.totalImages, job.totalImages]);
    }
  });

  it('are not narrowed by an empty verdict, neither in the list of jobs nor in a job', async () => {
    const { data } = await world.query(`{
      all: jobs { totalCount }
      jobs(first: 1, filter: { imageFeedback: [""] }) {
        totalCount
        nodes { totalImages images(filter: { feedback: [""] }) { totalCount } }
      }
    }`);
    expect(data.jobs.totalCount).toBe(data.all.totalCount);
    const [job] = data.jobs.nodes;
    expect(job.images.totalCount).toBe(job.totalImages);
  });
});
