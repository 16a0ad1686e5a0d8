import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scopeOf } from '#src/pagination/scope.ts';

describe('scopeOf', () => {
  const plain = scopeOf('assets', {
    filter: { tags: ['model'], search: 'a' },
    orderBy: { field: 'FILENAME' },
  });

  it('does not depend on the order of keys', () => {
    const turned = { orderBy: { field: 'FILENAME' }, filter: { search: 'a', tags: ['model'] } };
    expect(scopeOf('assets', turned)).toBe(plain);
  });

  it('takes null, undefined and an empty filter for absent', () => {
    expect(scopeOf('assets', { filter: null, orderBy: undefined })).toBe(scopeOf('assets', {}));
    expect(scopeOf('assets', { filter: {} })).toBe(scopeOf('assets', {}));
    expect(scopeOf('assets', { filter: { search: null, created: { after: undefined } } })).toBe(
      scopeOf('assets', {}),
    );
  });

  it.each([
    ['another connection', 'jobs', { filter: { search: 'a' } }],
    ['another value', 'assets', { filter: { search: 'b' } }],
    ['another key', 'assets', { filter: { name: 'a' } }],
    ['another type of value', 'assets', { filter: { search: 1 } }],
    ['a value as text', 'assets', { filter: { search: '1' } }],
    ['false', 'assets', { filter: { search: false } }],
    ['an empty text', 'assets', { filter: { search: '' } }],
    ['a list', 'assets', { filter: { search: ['a'] } }],
    ['an empty list', 'assets', { filter: { search: [] } }],
    ['another depth', 'assets', { search: 'a' }],
    ['a big integer', 'assets', { filter: { search: 1n } }],
    ['a time', 'assets', { filter: { search: new Date(0) } }],
    ['nothing', 'assets', {}],
  ])('tells %s apart', (_what, connection, args) => {
    const others = [plain, scopeOf('assets', { filter: { search: 'a' } })];
    expect(others).not.toContain(scopeOf(connection, args));
  });

  it('tells two times apart', () => {
    expect(scopeOf('jobs', { after: new Date(0) })).not.toBe(scopeOf('jobs', { after: new Date(1) }));
  });

  it('cannot be forged by the name of a connection or the text of a value', () => {
    expect(scopeOf('jobs{"search":"a"}', {})).not.toBe(scopeOf('jobs', { search: 'a' }));
    expect(scopeOf('jobs', { search: 'a","tag":"b' })).not.toBe(scopeOf('jobs', { search: 'a', tag: 'b' }));
  });

  it('is the same for equal arguments whatever they are, and reads objects without a prototype as GraphQL makes them', () =>
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (args) => {
        const turned = Object.assign(Object.create(null), Object.fromEntries(Object.entries(args).reverse()));
        expect(scopeOf('jobs', turned)).toBe(scopeOf('jobs', args));
      }),
    ));
});
