import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '#src/config/config.ts';
import { countWorkers, shareOfWorker } from '#src/config/workers.ts';

describe('the number of workers', () => {
  it('is one for each processor, where it is `auto`', () => {
    expect(countWorkers(parseConfig({ WORKERS: 'auto' }), 6)).toBe(6);
    expect(countWorkers(parseConfig({ WORKERS: '3' }), 6)).toBe(3);
    expect(countWorkers(parseConfig({}), 6)).toBe(1);
  });

  it('leaves none without anything to do', () => {
    expect(countWorkers(parseConfig({ WORKERS: 'auto', MAX_OPERATIONS: '2' }), 6)).toBe(2);
    for (const name of ['MAX_OPERATIONS', 'MAX_SUBSCRIPTIONS'] as const) {
      expect(() => parseConfig({ WORKERS: '4', [name]: '3' })).toThrow(`${name} must be at least WORKERS`);
      expect(parseConfig({ WORKERS: '3', [name]: '3' }).workers).toBe(3);
    }
  });
});

describe('the share of a worker', () => {
  it('is something, and all shares together are no more than there is', () => {
    const count = fc.integer({ min: 1, max: 64 });
    const limits = fc.record({ MAX_OPERATIONS: fc.nat(1_000), MAX_SUBSCRIPTIONS: fc.nat(9_000) });
    void fc.assert(
      fc.property(count, limits, (workers, { MAX_OPERATIONS, MAX_SUBSCRIPTIONS }) => {
        const config = parseConfig({
          MAX_OPERATIONS: String(MAX_OPERATIONS + workers),
          MAX_SUBSCRIPTIONS: String(MAX_SUBSCRIPTIONS + workers),
        });
        const { edge } = shareOfWorker(config, workers);
        for (const name of ['maxOperations', 'maxSubscriptions'] as const) {
          expect(edge[name]).toBeGreaterThanOrEqual(1);
          expect(workers * edge[name]).toBeLessThanOrEqual(config.edge[name]);
          expect(workers * (edge[name] + 1)).toBeGreaterThan(config.edge[name]);
        }
      }),
    );
  });

  it('keeps answers where any are kept, and none where none are', () => {
    expect(shareOfWorker(parseConfig({ CACHE_MAX_BYTES: '1' }), 2).cache.maxBytes).toBe(1);
    expect(shareOfWorker(parseConfig({ CACHE_MAX_BYTES: '1000' }), 4).cache.maxBytes).toBe(250);
    expect(shareOfWorker(parseConfig({ CACHE_MAX_BYTES: '0' }), 2).cache.maxBytes).toBe(0);
  });
});
