import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { smallWorldSize } from '#test/simulators/simulator.ts';
import { allAssets, allDatasetImages } from '#test/support/upstream-lists.ts';
import { startWorld, type World } from '#test/support/world.ts';

describe('joins by file name', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ size: { ...smallWorldSize, datasetImages: 290 } });
    // Fifty assets with 25 file names, newest first, some of them names that the dataset has.
    const { assets } = world.simulators.piktid.data;
    const names = [...new Set(world.simulators.acusight.data.images.map((image) => image.filename))].slice(
      0,
      25,
    );
    const own = assets.filter((asset) => asset.owner === 'giulia').slice(0, 50);
    for (const [index, asset] of own.entries()) {
      asset.filename = names[index % 25] ?? '';
      asset.created_at = `2030-01-01T00:00:${String(index).padStart(2, '0')}.000000+00:00`;
    }
  });
  beforeEach(() => {
    world.takeRequests();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const join =
    '{ assets(first: 50) { nodes { filename datasetImages { imageId filename annotations { classValue } } } } }';

  it('search each of 25 distinct names once while the size of the dataset is not known', async () => {
    const fresh = await startWorld({ size: { ...smallWorldSize, datasetImages: 290 } });
    await using _stop = fresh;
    const names = [...new Set(fresh.simulators.acusight.data.images.map((image) => image.filename))].slice(
      0,
      25,
    );
    for (const [index, asset] of fresh.simulators.piktid.data.assets.entries()) {
      asset.filename = names[index % 25] ?? '';
    }
    const { errors } = await fresh.query(join);
    expect(errors).toEqual([]);
    const requests = fresh.takeRequests();
    expect(requests).toHaveLength(26);
    expect(requests.filter((request) => request.includes('filename='))).toHaveLength(25);
  });

  it('read the three pages of the dataset instead where its size is known from an earlier answer', async () => {
    await world.query('{ datasetImages { totalCount } }');
    world.takeRequests();
    const { data, errors } = await world.query(join);
    expect(errors).toEqual([]);
    const requests = world.takeRequests();
    expect(requests).toHaveLength(4);
    expect(requests.filter((request) => request.includes('filename='))).toEqual([]);
    const images = await allDatasetImages(world.simulators);
    for (const asset of data.assets.nodes) {
      const expected = images
        .filter((image) => image['filename'] === asset.filename)
        .map((image) => image['id']);
      expect(asset.datasetImages.map((image: { imageId: number }) => image.imageId).toSorted()).toEqual(
        expected.toSorted(),
      );
      expect(expected.length).toBeGreaterThan(0);
    }
  });

  it('search where one name is wanted although the size is known', async () => {
    await world.query('{ datasetImages { totalCount } }');
    world.takeRequests();
    await world.query('{ assets(first: 1) { nodes { datasetImages { imageId } } } }');
    expect(world.takeRequests()[1]).toContain('filename=');
  });

  it('give an image the annotations of its dataset images without a further request', async () => {
    const { data, errors } = await world.query(`{
      jobs(first: 4) {
        nodes {
          images(first: 5) {
            nodes {
              originalFilename
              datasetImages { filename annotations { id classValue } }
              annotations { id classValue }
            }
          }
        }
      }
    }`);
    expect(errors).toEqual([]);
    const images = data.jobs.nodes.flatMap((job: { images: { nodes: unknown[] } }) => job.images.nodes);
    const names = new Set(
      images.map((image: { originalFilename: string | null }) => image.originalFilename || null),
    );
    names.delete(null);
    const requests = world.takeRequests();
    expect(requests).toHaveLength(1 + Math.min(names.size, 3));
    expect(new Set(requests).size).toBe(requests.length);
    for (const image of images) {
      expect(image.annotations).toEqual(
        image.datasetImages.flatMap((match: { annotations: unknown[] }) => match.annotations),
      );
    }
    expect(images.some((image: { annotations: unknown[] }) => image.annotations.length > 0)).toBe(true);
  });

  it('find assets by exact name only, although the search finds parts of names', async () => {
    const assets = await allAssets(world.simulators);
    const { data, errors } = await world.query(
      '{ datasetImages(first: 30) { nodes { filename assets { assetId filename } } } }',
    );
    expect(errors).toEqual([]);
    for (const image of data.datasetImages.nodes) {
      const expected = assets
        .filter((asset) => asset['filename'] === image.filename)
        .map((asset) => asset['id']);
      expect(image.assets.map((asset: { assetId: string }) => asset.assetId).toSorted()).toEqual(
        expected.toSorted(),
      );
    }
  });

  it('cost nothing without a file name', async () => {
    const { jobs } = world.simulators.piktid.data;
    const job = jobs.find(({ images, owner }) => owner === 'giulia' && images.length === 1);
    for (const name of [null, '']) {
      if (job?.images[0]) job.images[0].original_filename = name;
      world.takeRequests();
      const { data } = await world.query(
        'query ($jobId: String!) { job(jobId: $jobId) { images { nodes { assets { id } datasetImages { id } annotations { id } } } } }',
        { jobId: job?.job_id },
      );
      expect(data.job.images.nodes).toEqual([{ assets: [], datasetImages: [], annotations: [] }]);
      expect(world.takeRequests()).toHaveLength(1);
    }
  });

  it('use the ids of the inputs where the gallery sends them', async () => {
    const [asset] = await allAssets(world.simulators);
    const stop = world.simulators.piktid.inject({
      kind: 'rewrite',
      path: '/gallery/by-job',
      body: (body) => {
        const page = body as { jobs: { images: { inputs: object[] }[] }[] };
        for (const image of page.jobs.flatMap((job) => job.images)) {
          image.inputs = [{ full_size: null, thumbnail: null, uuid: asset?.['id'] }];
        }
        return page;
      },
    });
    world.takeRequests();
    const { data } = await world.query(
      '{ jobs(first: 3) { nodes { images(first: 2) { nodes { assets { assetId } } } } } }',
    );
    stop();
    expect(world.takeRequests()).toHaveLength(2);
    const images = data.jobs.nodes.flatMap((job: { images: { nodes: unknown[] } }) => job.images.nodes);
    expect(images[0]).toEqual({ assets: [{ assetId: asset?.['id'] }] });
  });

  it('fail alone: the lists that they start from stay', async () => {
    const stop = world.simulators.acusight.inject({ kind: 'status', status: 500 });
    const { data, errors } = await world.query(
      '{ assets(first: 2) { nodes { assetId datasetImages { imageId } } } }',
    );
    stop();
    expect(data.assets.nodes).toEqual([
      { assetId: expect.any(String), datasetImages: null },
      { assetId: expect.any(String), datasetImages: null },
    ]);
    expect(errors.map((error) => [error.path, error.extensions.code])).toEqual([
      [['assets', 'nodes', 0, 'datasetImages'], 'UPSTREAM_UNAVAILABLE'],
      [['assets', 'nodes', 1, 'datasetImages'], 'UPSTREAM_UNAVAILABLE'],
    ]);
  });
});
