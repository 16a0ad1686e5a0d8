import { expect, it } from 'vitest';
import { startWorld } from '#test/support/world.ts';

it('reads annotations whose coordinates have more digits than a double holds', async () => {
  await using world = await startWorld();
  const body =
    '{"success":true,"data":[{"id":1,"annotations":[{"id":1,"geometry":[0.12345678901234567890,0.5,0.1,0.1]}]}],"meta":{"total":1,"limit":1,"offset":0}}';
  world.simulators.acusight.inject({ kind: 'status', status: 200, body });
  const { errors } = await world.query('{ datasetImages(first: 1) { nodes { annotations { geometry } } } }');
  expect(errors).toEqual([]);
});

it('reads media without an aspect ratio', async () => {
  await using world = await startWorld();
  world.simulators.sartiq.inject({
    kind: 'rewrite',
    body: (body) =>
      JSON.parse(JSON.stringify(body, (key, value) => (key === 'aspect_ratio' ? undefined : value))),
  });
  const { errors } = await world.query(
    '{ setDesigns(first: 5) { nodes { baseImages { imageMedia { aspectRatio } } } } }',
  );
  expect(errors).toEqual([]);
});

it('does not name a row by `undefined`', async () => {
  await using world = await startWorld();
  world.simulators.piktid.inject({
    kind: 'rewrite',
    body: (body) =>
      JSON.parse(JSON.stringify(body, (key, value) => (key === 'image_index' ? undefined : value))),
  });
  const { errors } = await world.query(
    '{ jobs(first: 1) { nodes { images(first: 1) { nodes { version } } } } }',
  );
  expect(errors[0]?.extensions.code).toBe('UPSTREAM_CONTRACT');
  expect(errors[0]?.extensions).not.toHaveProperty('row');
});

it("gives a set design with an id that is no UUID as that row's failure", async () => {
  await using world = await startWorld();
  world.simulators.sartiq.inject({
    kind: 'rewrite',
    body: (body) => {
      const page = body as { data: Record<string, unknown>[] };
      for (const design of page.data.slice(0, 1)) design['organization_id'] = 'zz';
      return page;
    },
  });
  const { data, errors } = await world.query(
    '{ setDesigns(first: 2) { nodes { setDesignId organizationId } } }',
  );
  expect(data.setDesigns.nodes).toEqual([null, { setDesignId: expect.any(String), organizationId: null }]);
  expect(errors.map(({ extensions }) => extensions)).toMatchObject([
    { code: 'UPSTREAM_CONTRACT', upstream: 'sartiq', field: 'organization_id' },
  ]);
  expect(world.logged).toEqual([]);
});

it('says of a part of an object that it is broken, not that it does not exist', async () => {
  await using world = await startWorld();
  const { data } = await world.query('{ setDesigns(first: 20) { nodes { baseImages { id } } } }');
  const [image] = data.setDesigns.nodes.flatMap(
    (design: { baseImages: { id: string }[] }) => design.baseImages,
  );
  world.simulators.sartiq.inject({
    kind: 'rewrite',
    body: (body) => {
      const design = body as { base_images: Record<string, unknown>[] };
      for (const row of design.base_images) row['shot_type_id'] = 7;
      return design;
    },
  });
  const { errors } = await world.query('query ($id: ID!) { node(id: $id) { id } }', { id: image.id });
  expect(errors[0]?.extensions.code).toBe('UPSTREAM_CONTRACT');
});

it('does not take a job without results for one without images', async () => {
  await using world = await startWorld();
  world.simulators.piktid.inject({ kind: 'status', status: 404, path: /\/results$/ });
  const { jobs } = world.simulators.piktid.data;
  const job = jobs.find(({ images, owner }) => owner === 'giulia' && images.length > 450);
  const { data, errors } = await world.query(
    'query ($jobId: String!) { job(jobId: $jobId) { totalImages images(last: 3) { totalCount nodes { id } } } }',
    { jobId: job?.job_id },
  );
  expect(data.job).toEqual({ totalImages: 450, images: null });
  expect(errors[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', upstream: 'piktid' });
});

it('keeps an image that could not be read in its place, whatever else is selected', async () => {
  await using world = await startWorld();
  world.simulators.piktid.inject({
    kind: 'rewrite',
    body: (body) => {
      const page = body as { jobs: { images: Record<string, unknown>[] }[] };
      for (const { images } of page.jobs) if (images[1]) images[1]['status'] = 5;
      return page;
    },
  });
  const query = (more: string) =>
    world.query(
      `{ jobs(first: 8) { nodes { totalImages images(first: 3) { nodes { imageIndex } } ${more} } } }`,
    );
  const [alone, beside] = [await query(''), await query('all: images(first: 200) { nodes { id } }')];
  for (const [index, job] of alone.data.jobs.nodes.entries()) {
    expect(beside.data.jobs.nodes[index].images).toEqual(job.images);
    if (job.totalImages > 1) expect(job.images.nodes[1]).toBeNull();
  }
});

it('ends a join where a backend promises rows that it does not have', async () => {
  await using world = await startWorld();
  world.simulators.acusight.inject({
    kind: 'rewrite',
    body: (body) => {
      const page = body as { meta: { total: number } };
      page.meta.total = 300_000;
      return page;
    },
  });
  const { errors } = await world.query('{ assets(first: 1) { nodes { datasetImages { imageId } } } }');
  expect(errors).toEqual([]);
  expect(world.simulators.acusight.requests).toHaveLength(1);
});

it('refuses a page without rows that should have some, and a total below zero', async () => {
  await using world = await startWorld();
  const answer = (change: (page: { jobs: unknown[]; pagination: { total: number } }) => void) =>
    world.simulators.piktid.inject({
      kind: 'rewrite',
      times: 1,
      body: (body) => {
        const page = body as { jobs: unknown[]; pagination: { total: number } };
        change(page);
        return page;
      },
    });
  for (const change of [
    (page: { jobs: unknown[] }) => void page.jobs.splice(0),
    (page: { pagination: { total: number } }) => {
      page.pagination.total = -5;
    },
  ]) {
    answer(change);
    const { errors } = await world.query('{ jobs(first: 3) { totalCount nodes { jobId } } }');
    expect(errors[0]?.extensions.code).toBe('UPSTREAM_CONTRACT');
  }
});
