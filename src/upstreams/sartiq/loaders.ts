/** What the graph loads from Sartiq in one operation: pages and single objects, each asked at most once. */

import type { OperationScope } from '#src/http/exchange.ts';
import type { KnownTotals } from '../known-totals.ts';
import { createPageLoader } from '../page-loader.ts';
import { createQueryLoader, type QueryLoader } from '../query-loader.ts';
import type { RowPage } from '../row-page.ts';
import type { CatalogueName, CatalogueRows } from './catalogue-contract.ts';
import { type Catalogue, type CatalogueKey, type Catalogues, rowOf } from './catalogues.ts';
import type { SartiqClient } from './client.ts';
import type { SetDesignRow } from './contract.ts';
import type { SetDesignPageQuery } from './queries.ts';
import { type SetDesignKey, type SubjectUploadKey, setDesignPageRead } from './reads.ts';
import type { UploadTaskRow } from './upload-task.ts';

export interface SartiqLoaders {
  readonly setDesignPage: QueryLoader<SetDesignPageQuery, RowPage<SetDesignRow>>;
  /** A set design by its id; null for an unknown one. */
  readonly setDesign: QueryLoader<SetDesignKey, SetDesignRow | null>;
  /** An upload task by its id; null for an unknown one. */
  readonly uploadTask: QueryLoader<string, UploadTaskRow | null>;
  /** The newest upload task of a set design and subject; null where there is none. */
  readonly newestUploadTask: QueryLoader<SubjectUploadKey, UploadTaskRow | null>;
  /** A row of a catalogue by its id; null for an unknown one. The catalogue is read whole, at most once. */
  catalogueRow<Name extends CatalogueName>(
    key: CatalogueKey<Name>,
    id: string,
  ): Promise<CatalogueRows[Name] | null>;
}

/** A catalogue is kept for five minutes. */
const keptMs = 5 * 60_000;
/** For an id that it does not have it is read anew, unless it is younger than this. */
const newRowsMs = 30_000;

export function createSartiqLoaders(
  client: SartiqClient,
  catalogues: Catalogues,
  known: KnownTotals,
  scope: OperationScope,
): SartiqLoaders {
  const catalogue = createQueryLoader<CatalogueKey, Catalogue<unknown>>({
    read: (key) => catalogues.read(key, scope, keptMs),
  });
  const freshCatalogue =
    scope.reuse === 'refused'
      ? catalogue
      : createQueryLoader<CatalogueKey, Catalogue<unknown>>({
          read: (key) => catalogues.read(key, scope, newRowsMs),
        });
  return {
    setDesignPage: createPageLoader(
      setDesignPageRead,
      (query) => client.setDesignPage(query, scope),
      known.of(scope.caller),
    ),
    setDesign: createQueryLoader({ read: (key) => client.setDesign(key, scope) }),
    uploadTask: createQueryLoader({ read: (taskId) => client.uploadTask(taskId, scope) }),
    newestUploadTask: createQueryLoader({ read: (key) => client.newestUploadTask(key, scope) }),
    catalogueRow: async <Name extends CatalogueName>(key: CatalogueKey<Name>, id: string) => {
      const known = (await catalogue.load(key)) as Catalogue<CatalogueRows[Name]>;
      if (known.rows.has(id) || known.failures.has(id)) return rowOf(known, id);
      // It may have been added since the catalogue was kept.
      return rowOf((await freshCatalogue.load(key)) as Catalogue<CatalogueRows[Name]>, id);
    },
  };
}
