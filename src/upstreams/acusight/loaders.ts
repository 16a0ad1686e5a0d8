/** What the graph loads from Acusight in one operation: pages and single objects, each asked at most once. */

import { isDeepStrictEqual } from 'node:util';
import type { OperationScope } from '#src/http/exchange.ts';
import type { KnownTotals } from '../known-totals.ts';
import { findByNames } from '../name-join.ts';
import {
  createBatchLoader,
  createQueryLoader,
  type QueryComparison,
  type QueryLoader,
} from '../query-loader.ts';
import type { RowPage } from '../row-page.ts';
import type { AcusightClient, DatasetImageKey } from './client.ts';
import type { DatasetImageRow } from './contract.ts';
import {
  acusightDialect,
  anyDatasetImage,
  type DatasetImageFilter,
  type DatasetImageNeed,
  type DatasetImagePageQuery,
  mergeDatasetImageNeeds,
} from './queries.ts';

/** A file name, and what is needed of the images that have it. */
export interface DatasetImageName {
  readonly filename: string;
  readonly need: DatasetImageNeed;
}

export interface AcusightLoaders {
  readonly datasetImagePage: QueryLoader<DatasetImagePageQuery, RowPage<DatasetImageRow>>;
  /** An image with its annotations by its id; null for an unknown one. */
  readonly datasetImage: QueryLoader<DatasetImageKey, DatasetImageRow | null>;
  /** The images with exactly this file name. */
  readonly datasetImagesByFilename: QueryLoader<DatasetImageName, readonly DatasetImageRow[]>;
}

export function createAcusightLoaders(
  client: AcusightClient,
  imageTotals: KnownTotals,
  scope: OperationScope,
): AcusightLoaders {
  const datasetImagePage = createQueryLoader<DatasetImagePageQuery, RowPage<DatasetImageRow>>({
    read: async (query) => {
      const page = await client.datasetImagePage(query, scope);
      if (isDeepStrictEqual(query.filter, anyDatasetImage)) imageTotals.note(scope.caller, page.total);
      return page;
    },
    keyOf: ({ filter, order, page }) => JSON.stringify([filter, order, page]),
    ...byNeed(),
  });
  // Oldest first, so that what arrives meanwhile does not move the pages.
  const order = { field: 'created_at', direction: 'asc' } as const;
  const readImages = (
    filter: DatasetImageFilter,
    page: DatasetImagePageQuery['page'],
    need: DatasetImageNeed,
  ) => datasetImagePage.load({ filter, order, page, need });
  return {
    datasetImagePage,
    datasetImage: createQueryLoader({
      read: (key) => client.datasetImage(key, scope),
      keyOf: ({ imageId }) => String(imageId),
      needsOf: ({ imageUrl }) => String(imageUrl),
      merge: (left, right) => ({ ...left, imageUrl: left.imageUrl || right.imageUrl }),
    }),
    datasetImagesByFilename: createBatchLoader<DatasetImageName, readonly DatasetImageRow[]>({
      keyOf: ({ filename }) => filename,
      ...byNeed(),
      readBatch: (wanted) => {
        const need = wanted.map((query) => query.need).reduce(mergeDatasetImageNeeds);
        return findByNames(
          wanted.map(({ filename }) => filename),
          {
            pageSize: acusightDialect.cap,
            readNamed: (filename, page) => readImages({ ...anyDatasetImage, filename }, page, need),
            readWhole: (page) => readImages(anyDatasetImage, page, need),
            nameOf: (image) => image.filename,
            knownTotal: () => imageTotals.get(scope.caller),
          },
        );
      },
    }),
  };
}

/** How queries with a need compare, whatever else is in them. */
function byNeed<Query extends { readonly need: DatasetImageNeed }>(): Pick<
  Required<QueryComparison<Query>>,
  'needsOf' | 'merge'
> {
  return {
    needsOf: ({ need }) => JSON.stringify([need.annotations, need.imageUrl]),
    merge: (left, right) => ({ ...left, need: mergeDatasetImageNeeds(left.need, right.need) }),
  };
}
