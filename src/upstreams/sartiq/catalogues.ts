/**
 * Sartiq's catalogues, which set designs refer to by id: subjects, shot types, background presets. Each is a short list
 * that changes rarely, so it is read whole and kept for minutes, apart for every caller and organization.
 */

import { LRUCache } from 'lru-cache';
import { UpstreamFailure } from '#src/errors.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import { type CatalogueName, type CatalogueRows, catalogueRowId } from './catalogue-contract.ts';
import type { SartiqClient } from './client.ts';
import { cataloguePageSize } from './queries.ts';

/** A catalogue as it was read. */
export interface Catalogue<Row> {
  readonly rows: ReadonlyMap<string, Row>;
  /** Failures of rows that could not be read, by their id. */
  readonly failures: ReadonlyMap<string, UpstreamFailure>;
  readonly readAtMs: number;
}

/** Which catalogue, for whom. */
export interface CatalogueKey<Name extends CatalogueName = CatalogueName> {
  readonly name: Name;
  /** Everybody's rows, and those of this organization. */
  readonly organizationId: string | null;
}

export interface Catalogues {
  /** The catalogue, read anew if the kept one is older than `maxAgeMs`, or the operation wants none that is kept. */
  read<Name extends CatalogueName>(
    key: CatalogueKey<Name>,
    scope: OperationScope,
    maxAgeMs: number,
  ): Promise<Catalogue<CatalogueRows[Name]>>;
}

/** Catalogues of so many callers and organizations are kept. */
const maxKept = 300;

export function createCatalogues(client: SartiqClient, now: () => number): Catalogues {
  const kept = new LRUCache<string, Catalogue<unknown>>({ max: maxKept });
  return {
    read: async (key, scope, maxAgeMs) => {
      const cacheKey = JSON.stringify([scope.caller, key.name, key.organizationId]);
      const known = kept.get(cacheKey);
      const isWanted = scope.reuse === 'allowed' && known && now() - known.readAtMs <= maxAgeMs;
      if (isWanted) return known as Catalogue<never>;
      const readAtMs = now();
      const catalogue = { ...(await readWhole(client, key, scope)), readAtMs };
      kept.set(cacheKey, catalogue);
      return catalogue;
    },
  };
}

async function readWhole<Name extends CatalogueName>(
  client: SartiqClient,
  key: CatalogueKey<Name>,
  scope: OperationScope,
): Promise<Omit<Catalogue<CatalogueRows[Name]>, 'readAtMs'>> {
  const rows = new Map<string, CatalogueRows[Name]>();
  const failures = new Map<string, UpstreamFailure>();
  let [offset, known] = [0, 0];
  for (;;) {
    const page = await client.cataloguePage(key, { offset, limit: cataloguePageSize }, scope);
    for (const row of page.rows) {
      if (!(row instanceof UpstreamFailure)) rows.set(catalogueRowId(row), row);
      else if (row.row !== undefined) failures.set(row.row, row);
    }
    offset += page.rows.length;
    // A page without anything new would come again for ever.
    const found = rows.size + failures.size;
    if (found === known || offset >= page.total) return { rows, failures };
    known = found;
  }
}

/** A row by its id; null where there is none. Throws the failure of a row that could not be read. */
export function rowOf<Row>(catalogue: Catalogue<Row>, id: string): Row | null {
  const failure = catalogue.failures.get(id);
  if (failure) throw failure;
  return catalogue.rows.get(id) ?? null;
}
