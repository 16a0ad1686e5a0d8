/** Acusight's routes as functions. One call is one request. */

import type { Decoded } from '#src/http/decode.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JsonClient } from '#src/http/json-client.ts';
import { type ContractWatch, noContractWatch } from '../contract-watch.ts';
import type { RowPage } from '../row-page.ts';
import { createWatchedReads } from '../watched-reads.ts';
import { type DatasetImageRow, decodeDatasetImageAnswer, decodeDatasetImagePage } from './contract.ts';
import { datasetImageShape } from './known-words.ts';
import type { DatasetImagePageQuery } from './queries.ts';
import { type DatasetImageKey, datasetImagePageRead, datasetImageRead } from './reads.ts';

export interface AcusightClient {
  /** GET /data/images */
  datasetImagePage(query: DatasetImagePageQuery, scope: OperationScope): Promise<RowPage<DatasetImageRow>>;
  /** GET /data/images/{id}; null for an unknown one. */
  datasetImage(key: DatasetImageKey, scope: OperationScope): Promise<Decoded<DatasetImageRow> | null>;
}

/** @param watch is told how the answers keep the contract */
export function createAcusightClient(
  json: JsonClient,
  watch: ContractWatch = noContractWatch,
): AcusightClient {
  const reads = createWatchedReads(json, watch);
  return {
    datasetImagePage: (query, scope) => {
      const decode = (body: unknown) => decodeDatasetImagePage(body, query);
      return reads.page(datasetImagePageRead.requestOf(query), scope, { decode, shape: datasetImageShape });
    },
    datasetImage: (key, scope) =>
      reads.row(datasetImageRead.requestOf(key), scope, {
        decode: decodeDatasetImageAnswer,
        shape: datasetImageShape,
      }),
  };
}
