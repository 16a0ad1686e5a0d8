import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createDocumentCaches } from '#src/server/document-cache.ts';
import { times } from '#test/support/hostile.ts';

describe('the caches of documents', () => {
  it('keep few documents of many tokens, and many of few', () => {
    const { documentCache } = createDocumentCaches();
    const large = parse(`{ ${times(3_998, () => 'a')} }`);
    for (let number = 0; number < 100; number += 1) documentCache.set(`large ${number}`, large);
    expect(documentCache.size).toBeLessThan(40);
    const small = parse('{ a }');
    for (let number = 0; number < 2_000; number += 1) documentCache.set(`small ${number}`, small);
    expect(documentCache.get('small 0')).toBe(small);
    expect(documentCache.size).toBeGreaterThan(2_000);
  });

  it('keep few refusals of long texts', () => {
    const { errorCache } = createDocumentCaches();
    const error = new Error('refused');
    for (let number = 0; number < 100; number += 1) errorCache.set(`${number}`.padEnd(100_000), error);
    expect(errorCache.get('99'.padEnd(100_000))).toBe(error);
    expect(errorCache.size).toBeLessThanOrEqual(20);
  });
});
