import { expect, it } from 'vitest';
import { createBoundedNames } from '#src/server/bounded-names.ts';

it('labels the first names that come, and no further one, however many there are', () => {
  const names = createBoundedNames({ known: [], most: 3 });
  const labels = Array.from({ length: 1_000 }, (_, index) => names.label(`Name${index}`));
  expect(new Set(labels)).toEqual(new Set(['Name0', 'Name1', 'Name2', '(other)']));
  expect(names.label('Name1')).toBe('Name1');
});

it('always has room for names that were known before', () => {
  const names = createBoundedNames({ known: ['Gallery', 'Gallery', 'Detail'], most: 1 });
  expect(['A', 'B', 'Gallery', 'Detail'].map(names.label)).toEqual(['A', '(other)', 'Gallery', 'Detail']);
});

it('knows no more than a thousand names from before', () => {
  const known = Array.from({ length: 1_001 }, (_, index) => `Name${index}`);
  const names = createBoundedNames({ known, most: 0 });
  expect([names.label('Name999'), names.label('Name1000')]).toEqual(['Name999', '(other)']);
});

it('gives no label to a name that is only asked about', () => {
  const names = createBoundedNames({ known: [], most: 1 });
  expect([names.known('A'), names.label('B'), names.known('B')]).toEqual(['(other)', 'B', 'B']);
});
