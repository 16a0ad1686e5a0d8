/**
 * What urql answers to a request, result by result. In place of urql's own hooks, which between two results show data
 * without its errors, and so a null that an error has made.
 */

import { useLayoutEffect, useState } from 'react';
import {
  type AnyVariables,
  type Client,
  type GraphQLRequest,
  type OperationResult,
  type OperationResultSource,
  useClient,
} from 'urql';
import { type Read, readAnswer } from './read-answer.ts';

export interface Asking<Data> {
  readonly request: GraphQLRequest<Data, AnyVariables>;
  readonly pause: boolean;
  /** Another one asks anew. */
  readonly turn: number;
  readonly ask: (client: Client) => OperationResultSource<OperationResult<Data, AnyVariables>>;
}

export interface Results<Data> extends Read<Data> {
  /** More is to come. */
  readonly isWaiting: boolean;
}

interface Latest<Data> extends Results<Data> {
  readonly key: number;
  readonly turn: number;
}

const nothing: Read<never> = { data: undefined, unavailable: [], error: null };

/** The latest answer. Its data stays while it is asked for anew, and where that fails as a whole. */
export function useResults<Data>({ request, pause, turn, ask }: Asking<Data>): Results<Data> {
  const client = useClient();
  const { key } = request;
  const [latest, setLatest] = useState<Latest<Data>>({ ...nothing, isWaiting: false, key, turn: -1 });
  // Before anything is painted: what the client's cache has comes at once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `ask` is another function each time; the others say what it asks
  useLayoutEffect(() => {
    if (pause) return;
    const { unsubscribe } = ask(client).subscribe(({ data, error, stale, hasNext }) => {
      const answer = readAnswer(data, error);
      setLatest((before) => {
        const { data: kept, unavailable } = before.key === key ? before : nothing;
        const shown = answer.data === undefined ? { ...answer, data: kept, unavailable } : answer;
        return { ...shown, isWaiting: stale || hasNext, key, turn };
      });
    });
    return unsubscribe;
  }, [client, key, pause, turn]);
  const isOwn = latest.key === key;
  const isWaiting = !pause && (isOwn && latest.turn === turn ? latest.isWaiting : true);
  return { ...(isOwn ? latest : nothing), isWaiting };
}
