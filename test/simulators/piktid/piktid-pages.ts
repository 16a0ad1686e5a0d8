/** PiktID's numbered pages (P-02) and the parameters that every list shares. Pure. */

import type { QueryReader } from './piktid-query.ts';

export interface PageRequest {
  readonly page: number;
  readonly perPage: number;
}

/** `pagination` as it is sent. */
export interface Pagination {
  readonly page: number;
  readonly per_page: number;
  readonly total: number;
  readonly pages: number;
  readonly has_next: boolean;
  readonly has_prev: boolean;
}

/** P-01, P-02: page from 1, per_page 1 to 100. */
export function readPage(reader: QueryReader): PageRequest {
  return {
    page: reader.integer('page', { fallback: 1, min: 1 }),
    perPage: reader.integer('per_page', { fallback: 20, min: 1, max: 100 }),
  };
}

export function readOrder(reader: QueryReader): 'asc' | 'desc' {
  return reader.word('order', ['asc', 'desc'], 'desc');
}

/** The rows of one page and what is said about it. A page beyond the last is empty. */
export function cutPage<Row>(
  rows: readonly Row[],
  { page, perPage }: PageRequest,
): { readonly rows: readonly Row[]; readonly pagination: Pagination } {
  const pages = Math.ceil(rows.length / perPage);
  const pagination: Pagination = {
    page,
    per_page: perPage,
    total: rows.length,
    pages,
    has_next: page < pages,
    has_prev: page > 1,
  };
  return { rows: rows.slice((page - 1) * perPage, page * perPage), pagination };
}

/** Texts by code unit: enough for timestamps and ids, which are ASCII of one width. */
export function compareAscii(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
