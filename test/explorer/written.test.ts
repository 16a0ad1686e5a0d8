import { describe, expect, it } from 'vitest';
import { operationNameOf, operationNames, requestOf, type Written } from '#src/explorer/written.ts';

function written(change: Partial<Written>): Written {
  return { query: '{ __typename }', variables: '', headers: '', operationName: null, ...change };
}

describe('the operations of a document', () => {
  it.each([
    ['query A { a } mutation B($x: I = { query: 1 }) @d(a: "query C") { b }', ['A', 'B']],
    ['{ query { mutation } }', []],
    ['fragment query on X { a } subscription S { a }', ['S']],
    ['# query Not\nquery A {\n # }\n a(text: "} query Not {") b(text: """ } " query Not { """) }', ['A']],
    ['query ($query: Q) { a } query B', ['B']],
    ['query A { unfinished(', ['A']],
    ['', []],
  ])('are found in %s', (document, names) => {
    expect(operationNames(document)).toEqual(names);
  });

  it('are chosen as GraphiQL chooses', () => {
    const query = 'query A { a } query B { b }';
    expect(operationNameOf(written({ query, operationName: 'B' }))).toBe('B');
    expect(operationNameOf(written({ query, operationName: 'Gone' }))).toBe('A');
    expect(operationNameOf(written({ operationName: 'B' }))).toBeNull();
  });
});

describe('what is written in the editors', () => {
  it('becomes a request with its variables and headers', () => {
    const request = requestOf(
      written({
        query: 'query A($x: Int) { a }',
        variables: '{ "x": 1, // one\n "url": "http://x/*y*/", }',
        headers: '{ "x-piktid-token": "t", "x-number": 7 /* text */ }',
      }),
    );
    expect(request).toEqual({
      body: {
        query: 'query A($x: Int) { a }',
        variables: { x: 1, url: 'http://x/*y*/' },
        operationName: 'A',
      },
      headers: { 'x-piktid-token': 't', 'x-number': '7' },
    });
  });

  it.each([
    [{ variables: '{ "x": ' }, 'The variables are not JSON yet.'],
    [{ headers: '[1]' }, 'The headers are not a JSON object.'],
    [{ variables: 'null' }, 'The variables are not a JSON object.'],
  ])('is refused in words where it is no JSON object: %j', (change, message) => {
    expect(() => requestOf(written(change))).toThrow(message);
  });

  it('has no variables and headers where nothing but comments stand there', () => {
    const { body, headers } = requestOf(written({ variables: '// {', headers: '  ' }));
    expect([body.variables, headers]).toEqual([{}, {}]);
  });
});
