import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { partOf } from '#client/index.ts';
import { createGatewayClient } from '#client/react.ts';
import { startWorld, type World } from '#test/support/world.ts';
import { DatesDocument, type DatesQuery, JobDatesFragmentDoc } from './dates/generated/graphql.ts';
import { scalarTable } from './dates/generated/scalars.ts';

let world: World;
/** The global id of an asset. */
let id: string;
beforeAll(async () => {
  world = await startWorld();
  id = (await world.query('{ assets(first: 1) { nodes { id } } }')).data.assets.nodes[0].id;
});
afterAll(() => world[Symbol.asyncDispose]());

/** The same operation as text, where every time is what the backend sent. */
async function texts() {
  const { data } = await world.query(
    `query ($id: ID!) {
      jobs(first: 2) { nodes { createdAt images(first: 2) { nodes { createdAt } } } }
      assets(first: 2) { nodes { createdAt } }
      node(id: $id) { ... on Asset { createdAt } }
    }`,
    { id },
  );
  return data;
}

describe('DateTime as a Date', () => {
  const client = () =>
    createGatewayClient({
      url: `${world.url}/graphql`,
      scalars: { table: scalarTable, parsers: { DateTime: (text) => new Date(text) } },
    });

  async function ask(after?: Date): Promise<DatesQuery> {
    const { data, error } = await client()
      .query(DatesDocument, { id, text: 'jpg', ...(after && { after }) })
      .toPromise();
    expect(error).toBeUndefined();
    if (!data) throw new Error('no data');
    return data;
  }

  it('is one wherever the types say so', async () => {
    const [data, sent] = [await ask(), await texts()];
    for (const [index, job] of data.jobs.nodes.entries()) {
      expectTypeOf(job.born).toEqualTypeOf<Date>();
      const { createdAt, images } = sent.jobs.nodes[index];
      expect(job.born).toEqual(new Date(createdAt));
      expect(partOf(JobDatesFragmentDoc, job).createdAt).toEqual(new Date(createdAt));
      expect(job.images.nodes.map((image) => image.createdAt)).toEqual(
        images.nodes.map((image: { readonly createdAt: string }) => new Date(image.createdAt)),
      );
    }
    expect(data.jobs.nodes.flatMap((job) => job.images.nodes).length).toBeGreaterThan(0);
    expect(data.assets.nodes[0]?.createdAt).toEqual(new Date(sent.assets.nodes[0].createdAt));
    expect(data.node).toMatchObject({ at: new Date(sent.node.createdAt) });
    const found = data.search.nodes.map((each) =>
      each.__typename === 'DatasetImage' ? each.seen : each.createdAt,
    );
    expect(found.length).toBe(3);
    for (const each of found) expect(each).toBeInstanceOf(Date);
    // What is no time stays what it is.
    expect(
      data.search.nodes.some((each) => each.__typename === 'Asset' && typeof each.filename === 'string'),
    ).toBe(true);
  });

  it('is sent as text', async () => {
    const whole = await ask();
    const newest = whole.assets.nodes[0]?.createdAt;
    if (!newest) throw new Error('there is no asset');
    const later = await ask(new Date(newest.getTime() + 1000));
    expect(whole.assets.totalCount).toBeGreaterThan(0);
    expect(later.assets.totalCount).toBe(0);
  });

  it('loses the microseconds, which text keeps', async () => {
    const sent: string = (await texts()).jobs.nodes[0].createdAt;
    expect(sent).toMatch(/\.\d{6}/);
    const date = (await ask()).jobs.nodes[0]?.born;
    expect(sent).toContain(date?.toISOString().slice(0, -1));
    expect(date?.toISOString()).not.toContain(/\.\d{6}/.exec(sent)?.[0]);
  });
});

describe('DateTime as a Temporal.Instant', () => {
  it('keeps the microseconds', async () => {
    const script = fileURLToPath(new URL('dates/temporal.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--harmony-temporal',
      script,
      `${world.url}/graphql`,
      id,
    ]);
    const sent = (await texts()).jobs.nodes.map((job: { readonly createdAt: string }) => job.createdAt);
    const instants = stdout.trim().split('\n');
    expect(instants).toHaveLength(2);
    for (const [index, instant] of instants.entries()) {
      const [, text = ''] = /^\[object Temporal.Instant\] (\S+)Z$/.exec(instant) ?? [];
      expect(sent[index].startsWith(text)).toBe(true);
      expect(text).toMatch(/\.\d{4,6}$/);
    }
  });
});
