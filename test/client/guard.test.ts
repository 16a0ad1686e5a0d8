import fc from 'fast-check';
import { toe } from 'graphql-toe';
import { describe, expect, it } from 'vitest';
import { FieldUnavailable, OperationRefused, unavailableAt } from '#client/failures.ts';
import { failureOf, present, valueOrNull } from '#client/guard.ts';
import { takeResult, unavailableIn } from '#client/result.ts';

const down = (path: (string | number)[], extensions: object = {}) => ({
  message: 'PiktID did not answer in time',
  path,
  extensions: { code: 'UPSTREAM_TIMEOUT', upstream: 'piktid', ...extensions },
});

function thrownBy(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    return error;
  }
  throw new Error('it threw nothing');
}

describe('data with errors', () => {
  const answer = {
    data: {
      jobs: null,
      assets: { nodes: [{ id: 'a', images: null }, null, { id: 'c', images: [] }] },
      job: null,
    } as {
      jobs: { id: string } | null;
      assets: { nodes: { id: string; images: unknown[] | null }[] };
      job: null;
    },
    errors: [
      down(['jobs'], { code: 'UPSTREAM_RATE_LIMITED', retryAfterMs: 7000, requestId: 'r1' }),
      down(['assets', 'nodes', 0, 'images']),
      down(['assets', 'nodes', 1]),
    ],
  };

  it('throws what is missing where it is read, and nowhere else', () => {
    const { data } = takeResult(answer);
    const thrown = thrownBy(() => data.jobs);
    expect(thrown).toBeInstanceOf(FieldUnavailable);
    expect(thrown).toMatchObject({
      name: 'FieldUnavailable',
      message: 'PiktID did not answer in time',
      upstream: 'piktid',
      path: ['jobs'],
      code: 'UPSTREAM_RATE_LIMITED',
      retryAfterMs: 7000,
      requestId: 'r1',
    });
    expect(thrownBy(() => data.assets.nodes[0]?.images)).toMatchObject({
      path: ['assets', 'nodes', 0, 'images'],
    });
    expect(thrownBy(() => data.assets.nodes.map(({ id }) => id))).toMatchObject({
      path: ['assets', 'nodes', 1],
    });
    expect(data.assets.nodes[2]).toBe(answer.data.assets.nodes[2]);
    expect(data.job).toBeNull();
  });

  it('can be asked without throwing', () => {
    const { data, unavailable } = takeResult(answer);
    expect(failureOf(data, 'jobs')).toEqual(unavailable[0]);
    expect(failureOf(data, 'job')).toBeNull();
    expect(valueOrNull(data, 'jobs')).toBeNull();
    expect(valueOrNull(data, 'assets')).toBe(data.assets);
    expect(present(data.assets.nodes).map(({ id }) => id)).toEqual(['a', 'c']);
  });

  it('leaves the answer as it is, and gives back what no error has touched', () => {
    const before = structuredClone(answer);
    takeResult(answer);
    expect(answer).toEqual(before);
    const whole = { data: answer.data };
    expect(takeResult(whole)).toEqual({ data: answer.data, unavailable: [] });
    expect(takeResult(whole).data).toBe(answer.data);
  });

  it('tells what is missing in a part, inside it and around it', () => {
    const { data, unavailable } = takeResult(answer);
    const paths = (of: typeof unavailable) => of.map(({ path }) => path.join('.'));
    expect(paths(unavailable)).toEqual(['jobs', 'assets.nodes.0.images', 'assets.nodes.1']);
    expect(paths(unavailableIn(data))).toEqual(paths(unavailable));
    expect(paths(unavailableIn(data, 'jobs'))).toEqual(['jobs']);
    expect(paths(unavailableIn(data.assets))).toEqual(['assets.nodes.0.images', 'assets.nodes.1']);
    expect(paths(unavailableIn(data, 'job'))).toEqual([]);
    expect(paths(unavailableAt(unavailable, ['assets', 'nodes', 1]))).toEqual(['assets.nodes.1']);
    expect(paths(unavailableAt(unavailable, ['jobs', 'nodes', 4]))).toEqual(['jobs']);
    expect(paths(unavailableAt(unavailable, ['setDesigns']))).toEqual([]);
  });

  it('takes an error without a place for one of everything that has come', () => {
    const { data, unavailable } = takeResult({ data: { jobs: 1, assets: 2 }, errors: [{ message: 'late' }] });
    expect(data.jobs).toBe(1);
    expect(unavailable).toEqual([
      { message: 'late', path: [], code: 'INTERNAL', upstream: null, retryAfterMs: null, requestId: null },
    ]);
    expect(unavailableIn(data, 'assets')).toEqual(unavailable);
    expect(unavailableAt(unavailable, ['jobs'])).toEqual(unavailable);
  });

  it('throws where a deferred part failed and never came', () => {
    const came: { job: { jobId: string; images?: unknown } } = { job: { jobId: 'j' } };
    const { data } = takeResult({ data: came, errors: [down(['job', 'images', 'nodes'])] });
    expect('images' in data.job).toBe(true);
    expect(thrownBy(() => data.job.images)).toMatchObject({ path: ['job', 'images', 'nodes'] });
  });

  it('is refused as a whole where nothing has come', () => {
    const errors = [
      { message: 'Too much', extensions: { code: 'RATE_LIMITED', retryAfterMs: 900, requestId: 'r2' } },
      { message: 'and more' },
    ];
    const thrown = thrownBy(() => takeResult({ errors }));
    expect(thrown).toBeInstanceOf(OperationRefused);
    expect(thrown).toMatchObject({
      message: 'Too much',
      code: 'RATE_LIMITED',
      retryAfterMs: 900,
      requestId: 'r2',
      errors,
    });
    expect(thrownBy(() => takeResult({ data: null, errors: [] }))).toMatchObject({ code: 'INTERNAL' });
  });
});

/** An answer, and errors where it is null or below. */
const leaf = fc.constantFrom<unknown>(null, 1, 'text');
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('tree'), { maxKeys: 3 }),
  ),
}));
const object = fc.dictionary(fc.constantFrom('a', 'b', 'c'), tree, { minKeys: 1, maxKeys: 3 });

/** The paths of all that is null. */
function nullsOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (value === null) return [path];
  if (typeof value !== 'object') return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, each]) => nullsOf(each, [...path, key]));
}

/** Reads all of it; what throws becomes its message. */
function readAll(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const read = (key: string | number): unknown => {
    try {
      return readAll((value as Record<string | number, unknown>)[key]);
    } catch (error) {
      return (error as Error).message;
    }
  };
  if (Array.isArray(value)) return Array.from(value, () => null).map((_each, index) => read(index));
  return Object.fromEntries(
    Object.getOwnPropertyNames(value)
      .sort()
      .map((key) => [key, read(key)]),
  );
}

describe('whatever the answer', () => {
  it('throws where graphql-toe does, and the same', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        object,
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (data, picks, deep) => {
          const nulls = nullsOf(data);
          fc.pre(nulls.length > 0);
          const errors = picks.map((pick, index) => ({
            message: `error ${index}`,
            path: [...(nulls[pick % nulls.length] ?? []), ...(deep ? ['below'] : [])],
          }));
          expect(readAll(takeResult({ data, errors }).data)).toEqual(readAll(toe({ data, errors })));
          compared += 1;
        },
      ),
    );
    expect(compared).toBeGreaterThan(50);
  });
});
