import { describe, expect, it } from 'vitest';
import { UpstreamFailure } from '#src/errors.ts';
import { createQueryLoader } from '#src/upstreams/query-loader.ts';

interface PageQuery {
  readonly page: number;
  readonly count: number;
}

/** A loader of pages that notes what it asks for. Pages below 0 fail. */
function createPages() {
  const calls: PageQuery[] = [];
  const loader = createQueryLoader<PageQuery, string>({
    read: async (query) => {
      calls.push(query);
      if (query.page < 0)
        throw new UpstreamFailure('UPSTREAM_UNAVAILABLE', 'piktid', `failed at ${query.page}`);
      return `page ${query.page} with ${query.count}`;
    },
    keyOf: ({ page }) => String(page),
    needsOf: ({ count }) => String(count),
    merge: (left, right) => ({ ...left, count: Math.max(left.count, right.count) }),
  });
  return { loader, calls };
}

describe('createQueryLoader', () => {
  it('merges the needs of one tick into one request for each key', async () => {
    const { loader, calls } = createPages();
    const answers = await Promise.all([
      loader.load({ page: 1, count: 3 }),
      loader.load({ page: 2, count: 1 }),
      loader.load({ page: 1, count: 7 }),
      loader.load({ page: 1, count: 5 }),
    ]);
    expect(answers).toEqual(['page 1 with 7', 'page 2 with 1', 'page 1 with 7', 'page 1 with 7']);
    expect(calls).toEqual([
      { page: 1, count: 7 },
      { page: 2, count: 1 },
    ]);
  });

  it('answers a later and smaller need from the earlier request', async () => {
    const { loader, calls } = createPages();
    await loader.load({ page: 1, count: 7 });
    expect(await loader.load({ page: 1, count: 2 })).toBe('page 1 with 7');
    expect(await loader.load({ page: 1, count: 7 })).toBe('page 1 with 7');
    expect(calls).toHaveLength(1);
  });

  it('asks again for a later and larger need, and keeps the larger answer', async () => {
    const { loader, calls } = createPages();
    await loader.load({ page: 1, count: 2 });
    expect(await loader.load({ page: 1, count: 7 })).toBe('page 1 with 7');
    expect(await loader.load({ page: 1, count: 3 })).toBe('page 1 with 7');
    expect(calls.map(({ count }) => count)).toEqual([2, 7]);
  });

  it('shares a request that is still on its way', async () => {
    const asked: string[] = [];
    const answer = Promise.withResolvers<string>();
    const started = Promise.withResolvers<void>();
    const loader = createQueryLoader<string, string>({
      read: (query) => {
        asked.push(query);
        started.resolve();
        return answer.promise;
      },
    });
    const first = loader.load('x');
    await started.promise;
    const second = loader.load('x');
    answer.resolve('done');
    expect(await Promise.all([first, second])).toEqual(['done', 'done']);
    expect(asked).toEqual(['x']);
  });

  it('fails one key without its neighbours, with the failure as it was', async () => {
    const { loader, calls } = createPages();
    const outcomes = await Promise.allSettled([
      loader.load({ page: 1, count: 1 }),
      loader.load({ page: -1, count: 1 }),
      loader.load({ page: 2, count: 1 }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'piktid' } });
    expect(calls).toHaveLength(3);
  });

  it('rejects with a failure that was read as a value', async () => {
    const failure = new UpstreamFailure('UPSTREAM_CONTRACT', 'sartiq', 'sent a bad row');
    const loader = createQueryLoader<string, string>({ read: async () => failure });
    await expect(loader.load('x')).rejects.toBe(failure);
  });

  it('takes queries for equal where their JSON is, and asks once for them', async () => {
    const asked: unknown[] = [];
    const loader = createQueryLoader<{ readonly id: number; readonly tags: readonly string[] }, number>({
      read: async (query) => asked.push(query),
    });
    await Promise.all([
      loader.load({ id: 1, tags: ['a'] }),
      loader.load({ id: 1, tags: ['a'] }),
      loader.load({ id: 1, tags: ['b'] }),
    ]);
    expect(asked).toEqual([
      { id: 1, tags: ['a'] },
      { id: 1, tags: ['b'] },
    ]);
  });

  it('answers null as null', async () => {
    const loader = createQueryLoader<string, string | null>({ read: async () => null });
    expect(await loader.load('x')).toBeNull();
  });
});
