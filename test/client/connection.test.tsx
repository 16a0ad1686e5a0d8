import '#test/support/dom.ts';
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { useConnection } from '#client/react.ts';
import { eventually } from '#test/support/eventually.ts';
import { show } from '#test/support/show.tsx';
import { startWorld, type World } from '#test/support/world.ts';
import { MoreJobsDocument } from '../../examples/generated/graphql.ts';
import { useMoreJobsQuery } from '../../examples/generated/hooks.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => {
  cleanup();
  world.simulators.piktid.clearFaults();
  world.takeRequests();
});

function Gallery({ size }: { readonly size: number }): ReactNode {
  const { data, refetch } = useMoreJobsQuery({ first: size });
  const { nodes, unavailable, hasMore, isLoadingMore, error, loadMore } = useConnection({
    first: data?.jobs,
    more: MoreJobsDocument,
    variables: { first: size },
    select: ({ jobs }) => jobs,
  });
  return (
    <main>
      <button type="button" onClick={loadMore}>
        More
      </button>
      <button type="button" onClick={refetch}>
        Again
      </button>
      <output data-testid="state">{JSON.stringify({ hasMore, isLoadingMore, error, unavailable })}</output>
      <ol>
        {nodes.map(({ id }) => (
          <li key={id}>{id}</li>
        ))}
      </ol>
    </main>
  );
}

const ids = () => [...document.querySelectorAll('li')].map((row) => row.textContent);
const state = () => JSON.parse(screen.getByTestId('state').textContent ?? '');
const more = () => fireEvent.click(screen.getByText('More'));

interface JobRow {
  readonly id: string;
  readonly jobId: string;
}

/** All jobs, as one operation has them. */
async function allJobs(): Promise<readonly JobRow[]> {
  const { data } = await world.query('{ jobs(first: 200) { nodes { id jobId } } }');
  world.takeRequests();
  return data.jobs.nodes;
}

async function idsOfAll(): Promise<string[]> {
  return (await allJobs()).map(({ id }) => id);
}

function idsWithout(jobs: readonly JobRow[], left: number): string[] {
  return jobs.filter((_job, index) => index !== left).map(({ id }) => id);
}

/** The row of this job breaks its contract from now on. */
function spoil(jobId: string | undefined): void {
  const spoilt = (row: { readonly job_id: string }) => (row.job_id === jobId ? { ...row, job_type: 7 } : row);
  world.simulators.piktid.inject({
    kind: 'rewrite',
    body: (body) => ({
      ...(body as object),
      jobs: (body as { jobs: { job_id: string }[] }).jobs.map(spoilt),
    }),
  });
}

async function showGallery(size: number): Promise<void> {
  show(world, <Gallery size={size} />);
  await eventually(() => expect(ids()).toHaveLength(size));
  world.takeRequests();
}

describe('a list that is read on', () => {
  it('comes to its end page by page, with a request for each', async () => {
    const all = await idsOfAll();
    const size = Math.ceil(all.length / 3);
    await showGallery(size);
    for (const pages of [2, 3]) {
      more();
      expect(state()).toMatchObject({ hasMore: true, isLoadingMore: true });
      await eventually(() => expect(ids()).toEqual(all.slice(0, pages * size)));
    }
    expect(world.takeRequests()).toHaveLength(2);
    expect(state()).toEqual({ hasMore: false, isLoadingMore: false, error: null, unavailable: [] });
    more();
    expect(state()).toMatchObject({ isLoadingMore: false });
    expect(world.takeRequests()).toEqual([]);
  });

  it('takes a page once, however often it is told to', async () => {
    const all = await allJobs();
    await showGallery(5);
    spoil(all[7]?.jobId);
    const button = screen.getByText('More');
    act(() => {
      button.click();
      button.click();
    });
    await eventually(() => expect(ids()).toHaveLength(9));
    expect(world.takeRequests()).toHaveLength(1);
    expect(state().unavailable).toHaveLength(1);
    // Nothing else is under way that could add to it.
    more();
    await eventually(() => expect(ids()).toEqual(idsWithout(all.slice(0, 15), 7)));
    expect(state().unavailable).toHaveLength(1);
  });

  it('keeps what it has where a page fails, says why, and goes on from there', async () => {
    const all = await idsOfAll();
    await showGallery(5);
    const repair = world.simulators.piktid.inject({
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '60' },
    });
    more();
    await eventually(() => expect(state().error).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' }));
    expect(state()).toMatchObject({
      hasMore: true,
      isLoadingMore: false,
      error: { name: 'FieldUnavailable', upstream: 'piktid', path: ['jobs'], retryAfterMs: 60_000 },
    });
    expect(ids()).toEqual(all.slice(0, 5));
    repair();
    more();
    await eventually(() => expect(ids()).toEqual(all.slice(0, 10)));
    expect(state()).toMatchObject({ error: null });
  });

  it('leaves out a row that fails, and says so', async () => {
    const all = await allJobs();
    await showGallery(5);
    spoil(all[7]?.jobId);
    more();
    await eventually(() => expect(ids().length).toBeGreaterThan(5));
    const [missing, ...others] = state().unavailable;
    expect(missing).toMatchObject({
      upstream: 'piktid',
      code: 'UPSTREAM_CONTRACT',
      path: ['jobs', 'nodes', 2],
    });
    expect(others).toEqual([]);
    expect(ids()).toEqual(idsWithout(all.slice(0, 10), 7));
  });

  it('shows a row once that comes twice, because it has moved while pages were read', async () => {
    const all = await allJobs();
    const moved = world.simulators.piktid.data.jobs.find(({ job_id }) => job_id === all[2]?.jobId);
    if (!moved) throw new Error('the third job is not there');
    await showGallery(5);
    const { created_at: before } = moved;
    // Older than all others, and so the last one.
    Object.assign(moved, { created_at: '2001-01-01T00:00:00.000000+00:00' });
    while (state().hasMore) {
      const count = ids().length;
      more();
      await eventually(() => expect(state()).toMatchObject({ isLoadingMore: false, error: null }));
      expect(ids().length > count || !state().hasMore).toBe(true);
    }
    const again = await world.query('{ jobs(last: 1) { nodes { id } } }');
    Object.assign(moved, { created_at: before });
    expect(again.data.jobs.nodes).toEqual([{ id: all[2]?.id }]);
    expect(ids()).toEqual(all.map(({ id }) => id));
  });

  it('begins anew for another selection', async () => {
    const all = await idsOfAll();
    await showGallery(5);
    more();
    await eventually(() => expect(ids()).toHaveLength(10));
    cleanup();
    await showGallery(3);
    expect(ids()).toEqual(all.slice(0, 3));
  });
});
