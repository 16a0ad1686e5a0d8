import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '#test/support/ask.ts';
import { allAssets } from '#test/support/upstream-lists.ts';
import { startWorld, type World } from '#test/support/world.ts';

describe('values', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('arrive with their microseconds and code points', async () => {
    const assets = await allAssets(world.simulators);
    const { data } = await world.query('{ assets(first: 200) { nodes { assetId createdAt filename } } }');
    for (const [index, asset] of data.assets.nodes.entries()) {
      const { id, created_at, filename } = assets[index] ?? {};
      expect(asset).toEqual({ assetId: id, createdAt: created_at, filename });
    }
    expect(data.assets.nodes[0].createdAt).toMatch(/\.\d{6}\+00:00$/);
  });

  it('go to the backends with their microseconds', async () => {
    world.takeRequests();
    const createdAfter = '2026-03-14T09:26:53.589793+00:00';
    const { errors } = await world.query(
      'query ($createdAfter: DateTime) { assets(filter: { createdAfter: $createdAfter }) { totalCount } }',
      { createdAfter },
    );
    expect(errors).toEqual([]);
    const [request] = world.takeRequests();
    expect(new URLSearchParams(request?.split('?')[1]).get('created_after')).toBe(createdAfter);
  });

  it('keep the digits that a double would lose', async () => {
    const digits = '{"seed":12345678901234567890,"scale":0.10000000000000000555,"plain":0.25}';
    const options = {
      seed: JSON.rawJSON('12345678901234567890'),
      scale: JSON.rawJSON('0.10000000000000000555'),
      plain: 0.25,
    };
    const stop = world.simulators.piktid.inject({
      kind: 'rewrite',
      body: (body) => {
        const page = body as { jobs: object[] };
        return {
          ...page,
          jobs: page.jobs.map((job) => ({ ...job, processing_options: options })),
        };
      },
    });
    const answer = await ask(`${world.url}/graphql`, {
      method: 'POST',
      json: { query: '{ jobs(first: 1) { nodes { processingOptions } } }' },
    });
    stop();
    expect(answer.text).toContain(digits);
  });

  it('keep the digits of what is free in rows within rows', async () => {
    const stop = world.simulators.piktid.inject({
      kind: 'rewrite',
      body: (body) => {
        const page = body as { jobs: { images: object[] }[] };
        const free = {
          review_status: JSON.rawJSON('1.00000000000000000001'),
          retouch_claim: { by: [JSON.rawJSON('9007199254740993')] },
        };
        return {
          ...page,
          jobs: page.jobs.map((job) => ({
            ...job,
            processing_options: null,
            images: job.images.map((image) => ({ ...image, ...free })),
          })),
        };
      },
    });
    const answer = await ask(`${world.url}/graphql`, {
      method: 'POST',
      json: {
        query: '{ jobs(first: 1) { nodes { images(first: 1) { nodes { reviewStatus retouchClaim } } } } }',
      },
    });
    stop();
    expect(answer.text).toContain(
      '{"reviewStatus":"1.00000000000000000001","retouchClaim":{"by":[9007199254740993]}}',
    );
  });

  it('with words that nobody foresaw pass through', async () => {
    const stop = world.simulators.piktid.inject({
      kind: 'rewrite',
      body: (body) => {
        const page = body as { jobs: Record<string, unknown>[]; news: boolean };
        for (const row of page.jobs)
          Object.assign(row, { job_status: 'dreaming', job_type: 'new_thing', extra: [1] });
        page.news = true;
        return page;
      },
    });
    const { data, errors } = await world.query('{ jobs(first: 1) { nodes { jobStatus jobType } } }');
    stop();
    expect(errors).toEqual([]);
    expect(data.jobs.nodes).toEqual([{ jobStatus: 'dreaming', jobType: 'new_thing' }]);
  });
});
