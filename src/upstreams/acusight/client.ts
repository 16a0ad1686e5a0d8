/** Acusight's routes as functions. One call is one request. */

import type { Decoded } from '#src/http/decode.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JsonClient } from '#src/http/json-client.ts';
import type { RowPage } from '../row-page.ts';
import { type DatasetImageRow, decodeDatasetImageAnswer, decodeDatasetImagePage } from './contract.ts';
import type { DatasetImagePageQuery } from './queries.ts';
import { type DatasetImageKey, datasetImagePageRead, datasetImageRead } from './reads.ts';

export interface AcusightClient {
  /** GET /data/images */
  datasetImagePage(query: DatasetImagePageQuery, scope: OperationScope): Promise<RowPage<DatasetImageRow>>;
  /** GET /data/images/{id}; null for an unknown one. */
  datasetImage(key: DatasetImageKey, scope: OperationScope): Promise<Decoded<DatasetImageRow> | null>;
}

export function createAcusightClient(json: JsonClient): AcusightClient {
  return {
    datasetImagePage: async (query, scope) =>
      decodeDatasetImagePage(await json.get(datasetImagePageRead.requestOf(query), scope), query),
    datasetImage: async (key, scope) => {
      const body = await json.find(datasetImageRead.requestOf(key), scope);
      return body === null ? null : decodeDatasetImageAnswer(body);
    },
  };
}
