/**
 * Loads answers for one operation so that fields which ask for the same thing share one request, even where they
 * need different parts of it. Knows neither routes nor wire formats.
 */

import DataLoader from 'dataloader';
import type { Decoded } from '#src/http/decode.ts';
import type { QueryComparison } from './read.ts';

export interface QueryLoader<Query, Answer> {
  /** Rejects with the failure of this query alone. */
  load(query: Query): Promise<Answer>;
}

/** A loader for queries that are answered one by one: each is one call of `read`. */
export function createQueryLoader<Query, Answer>(
  options: QueryComparison<Query> & { readonly read: (query: Query) => Promise<Decoded<Answer>> },
): QueryLoader<Query, Answer> {
  return createBatchLoader({ ...options, readBatch: (queries) => queries.map(options.read) });
}

/**
 * A loader for queries that are cheaper together. Queries that are loaded in the same tick are merged by key before
 * anything is asked. A later query is answered by an earlier request where that asked for at least as much.
 *
 * @param options.readBatch answers distinct queries, in their order
 */
export function createBatchLoader<Query, Answer>(
  options: QueryComparison<Query> & {
    readonly readBatch: (queries: readonly Query[]) => readonly Promise<Decoded<Answer>>[];
  },
): QueryLoader<Query, Answer> {
  const { keyOf = asJson, needsOf = () => '', merge = (left) => left } = options;
  const asked = new Map<string, { readonly query: Query; readonly answer: Promise<Decoded<Answer>> }>();

  const ask = (needed: ReadonlyMap<string, Query>): void => {
    const lacking = [...needed].flatMap(([key, query]) => {
      const earlier = asked.get(key);
      const merged = earlier ? merge(earlier.query, query) : query;
      return earlier && needsOf(merged) === needsOf(earlier.query) ? [] : [{ key, query: merged }];
    });
    if (lacking.length === 0) return;
    const answers = options.readBatch(lacking.map(({ query }) => query));
    for (const [index, { key, query }] of lacking.entries()) {
      const answer =
        answers[index] ?? Promise.reject(new RangeError('A batch answered too few of its queries'));
      asked.set(key, { query, answer });
    }
  };

  const loader = new DataLoader<Query, Answer>(
    async (queries) => {
      const keys = queries.map((query) => keyOf(query));
      const needed = new Map<string, Query>();
      for (const [index, query] of queries.entries()) {
        const key = keys[index] ?? '';
        const other = needed.get(key);
        needed.set(key, other === undefined ? query : merge(other, query));
      }
      ask(needed);
      const outcomes = await Promise.allSettled(keys.map((key) => asked.get(key)?.answer));
      return outcomes.map(asLoaded<Answer>);
    },
    { cache: false },
  );
  return { load: (query) => loader.load(query) };
}

/** DataLoader wants the error of a failed key as a value, so that it is not its neighbours'. */
function asLoaded<Answer>(outcome: PromiseSettledResult<Decoded<Answer> | undefined>): Answer | Error {
  if (outcome.status === 'fulfilled') return outcome.value as Decoded<Answer>;
  return outcome.reason instanceof Error ? outcome.reason : new Error(String(outcome.reason));
}

/** How queries compare where nothing else is said. */
export function asJson(query: unknown): string {
  return JSON.stringify(query);
}
