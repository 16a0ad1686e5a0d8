/** What the graph loads from Acusight in one operation: pages and single objects, each asked at most once. */

import type { OperationScope } from '#src/http/exchange.ts';
import type { KnownTotals } from '../known-totals.ts';
import { findByNames } from '../name-join.ts';
import { createPageLoader } from '../page-loader.ts';
import { createBatchLoader, createQueryLoader, type QueryLoader } from '../query-loader.ts';
import type { RowPage } from '../row-page.ts';
import type { AcusightClient } from './client.ts';
import type { DatasetImageRow } from './contract.ts';
import {
  acusightDialect,
  anyDatasetImage,
  byArrival,
  type DatasetImageFilter,
  type DatasetImageNeed,
  type DatasetImagePageQuery,
  datasetImageList,
  mergeDatasetImageNeeds,
} from './queries.ts';
import { byDatasetImageNeed, type DatasetImageKey, datasetImagePageRead, datasetImageRead } from './reads.ts';

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
  known: KnownTotals,
  scope: OperationScope,
): AcusightLoaders {
  const totals = known.of(scope.caller);
  const datasetImagePage = createPageLoader(
    datasetImagePageRead,
    (query) => client.datasetImagePage(query, scope),
    totals,
  );
  const readImages = (
    filter: DatasetImageFilter,
    page: DatasetImagePageQuery['page'],
    need: DatasetImageNeed,
  ) => datasetImagePage.load({ filter, order: byArrival, page, need });
  return {
    datasetImagePage,
    datasetImage: createQueryLoader({
      ...datasetImageRead,
      read: (key) => client.datasetImage(key, scope),
    }),
    datasetImagesByFilename: createBatchLoader<DatasetImageName, readonly DatasetImageRow[]>({
      keyOf: ({ filename }) => filename,
      ...byDatasetImageNeed(),
      readBatch: (wanted) => {
        const need = wanted.map((query) => query.need).reduce(mergeDatasetImageNeeds);
        return findByNames(
          wanted.map(({ filename }) => filename),
          {
            pageSize: acusightDialect.cap,
            readNamed: (filename, page) => readImages({ ...anyDatasetImage, filename }, page, need),
            readWhole: (page) => readImages(anyDatasetImage, page, need),
            nameOf: (image) => image.filename,
            knownTotal: () => totals.get(datasetImageList(anyDatasetImage)),
          },
        );
      },
    }),
  };
}
