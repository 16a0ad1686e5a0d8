/**
 * Infinite scrolling on a Relay connection: page after page, each row once, and a page that fails costs nothing that
 * has come before. The first page is part of a screen's operation or asked for by this hook; further ones are asked
 * for by an operation with `$after`. On urql.
 */

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useMemo, useRef, useState } from 'react';
import { type AnyVariables, createRequest, useClient } from 'urql';
import {
  FieldUnavailable,
  GatewayUnreachable,
  type OperationFailure,
  OperationRefused,
  type Unavailable,
} from '../failures.ts';
import { present } from '../guard.ts';
import type { Result } from '../result.ts';
import { takeAnswer } from './read-answer.ts';

/** As much of a connection as must be selected: `pageInfo { hasNextPage endCursor } nodes { id … }`. */
export interface Connection<Node extends { readonly id: string }> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly Node[];
}

export interface ConnectionOptions<Data, Variables, Node extends { readonly id: string }> {
  /** The first page, as the screen's operation has it; nothing as long as it has not come. */
  readonly first: Connection<Node> | null | undefined;
  /** Asks for further pages; has a variable `$after`. */
  readonly more: TypedDocumentNode<Data, Variables>;
  /** Those of `more`, without `after`; the same filter and order as the first page has. */
  readonly variables: Omit<Variables, 'after'>;
  /** Where the connection is in the answer to `more`. May throw `FieldUnavailable`, as reading does. */
  readonly select: (data: Data) => Connection<Node>;
}

export interface ConnectionState<Node> {
  /** The rows of all pages, each once. Rows that failed are left out and told in `unavailable`. */
  readonly nodes: readonly Node[];
  /** What is missing in the further pages; the first page's are told where it was read. */
  readonly unavailable: readonly Unavailable[];
  /** There are more, or the page after the last one that came could not be read. */
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  /** Why the next page did not come. `loadMore` tries again. */
  readonly error: OperationFailure | FieldUnavailable | null;
  /** Asks for the next page; does nothing while one is asked for, or where there is none. */
  readonly loadMore: () => void;
}

export function useConnection<Data, Variables, Node extends { readonly id: string }>(
  options: ConnectionOptions<Data, Variables, Node>,
): ConnectionState<Node> {
  const { first, more, variables, select } = options;
  const client = useClient();
  const after = first?.pageInfo.endCursor ?? null;
  const { key } = createRequest(more, { ...variables, after } as AnyVariables);
  const [stored, setPages] = useState<FurtherPages<Node>>(() => noPages(key));
  // Another first page, filter or order begins anew.
  const pages = stored.key === key ? stored : noPages<Node>(key);
  const last = pages.pages.at(-1) ?? first;
  const underWay = useRef<number | null>(null);

  const loadMore = async (): Promise<void> => {
    if (!last?.pageInfo.hasNextPage || underWay.current === key) return;
    underWay.current = key;
    setPages({ ...pages, isLoading: true, error: null });
    const page = { ...variables, after: last.pageInfo.endCursor } as AnyVariables;
    const { data, error } = await client.query(more, page, { requestPolicy: 'network-only' }).toPromise();
    if (underWay.current === key) underWay.current = null;
    setPages((current) =>
      current.key === key ? withPage(current, () => takeAnswer(data, error), select) : current,
    );
  };

  return {
    nodes: useMemo(() => eachOnce(first ? [first, ...pages.pages] : []), [first, pages.pages]),
    unavailable: pages.unavailable,
    hasMore: last?.pageInfo.hasNextPage ?? false,
    isLoadingMore: pages.isLoading,
    error: pages.error,
    loadMore: () => void loadMore(),
  };
}

/** What came after the first page. */
interface FurtherPages<Node extends { readonly id: string }> {
  /** The request for the first of them. */
  readonly key: number;
  readonly pages: readonly Connection<Node>[];
  readonly unavailable: readonly Unavailable[];
  readonly isLoading: boolean;
  readonly error: ConnectionState<Node>['error'];
}

function noPages<Node extends { readonly id: string }>(key: number): FurtherPages<Node> {
  return { key, pages: [], unavailable: [], isLoading: false, error: null };
}

/** @throws what is no failure of the gateway, for the component's error boundary. */
function withPage<Data, Node extends { readonly id: string }>(
  before: FurtherPages<Node>,
  take: () => Result<Data>,
  select: (data: Data) => Connection<Node>,
): FurtherPages<Node> {
  try {
    const { data, unavailable } = take();
    return {
      ...before,
      pages: [...before.pages, select(data)],
      unavailable: [...before.unavailable, ...unavailable],
      isLoading: false,
    };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { ...before, isLoading: false, error };
  }
}

/** A row that has moved while pages were read may come twice; the later one is as new as its page. */
function eachOnce<Node extends { readonly id: string }>(connections: readonly Connection<Node>[]): Node[] {
  const byId = new Map<string, Node>();
  for (const { nodes } of connections) for (const node of present(nodes)) byId.set(node.id, node);
  return [...byId.values()];
}

function isFailure(error: unknown): error is OperationFailure | FieldUnavailable {
  return (
    error instanceof FieldUnavailable ||
    error instanceof OperationRefused ||
    error instanceof GatewayUnreachable
  );
}
