/**
 * Loads answers for one operation so that fields which ask for the same thing share one request, even where they
 * need different parts of it. Knows neither routes nor wire formats.
 */

import DataLoader from 'dataloader';
import type { Decoded } from '#src/http/decode.ts';

/** How queries compare. By default two queries ask for the same thing exactly if their JSON is the same. */
export interface QueryLoaderOptions<Query, Answer> {
  /** Asks the upstream once. */
  readonly read: (query: Query) => Promise<Decoded<Answer>>;
  /** Text that is equal exactly for queries of the same thing, whatever they need of it. */
  readonly keyOf?: (query: Query) => string;
  /** Text that is equal exactly for queries with the same needs. */
  readonly needsOf?: (query: Query) => string;
  /** The query that serves both; called only with queries of the same key. */
  readonly merge?: (left: Query, right: Query) => Query;
}

export interface QueryLoader<Query, Answer> {
  /** Rejects with the failure of this query alone. */
  load(query: Query): Promise<Answer>;
}

/**
 * Queries that are loaded in the same tick are merged by key before anything is asked. A later query is answered
 * by an earlier request where that asked for at least as much.
 */
export function createQueryLoader<Query, Answer>(
  options: QueryLoaderOptions<Query, Answer>,
): QueryLoader<Query, Answer> {
  const { read, keyOf = asJson, needsOf = () => '', merge = (left) => left } = options;
  const asked = new Map<string, { readonly query: Query; readonly answer: Promise<Decoded<Answer>> }>();

  const ask = (key: string, query: Query): Promise<Decoded<Answer>> => {
    const earlier = asked.get(key);
    const needed = earlier ? merge(earlier.query, query) : query;
    if (earlier && needsOf(needed) === needsOf(earlier.query)) return earlier.answer;
    const answer = read(needed);
    asked.set(key, { query: needed, answer });
    return answer;
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
      const answers = new Map([...needed].map(([key, query]) => [key, ask(key, query)]));
      const outcomes = await Promise.allSettled(keys.map((key) => answers.get(key)));
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

function asJson(query: unknown): string {
  return JSON.stringify(query);
}
