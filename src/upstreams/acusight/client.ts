/** Acusight's routes as functions. One call is one request. */

import type { Decoded } from '#src/http/decode.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JsonClient } from '#src/http/json-client.ts';
import { routePath } from '#src/http/route.ts';
import type { RowPage } from '../row-page.ts';
import { type DatasetImageRow, decodeDatasetImageAnswer, decodeDatasetImagePage } from './contract.ts';
import { type DatasetImagePageQuery, datasetImagePageParameters } from './queries.ts';

/** An image, and whether its signed URL is needed; its annotations always come along. */
export interface DatasetImageKey {
  readonly imageId: number;
  readonly imageUrl: boolean;
}

export interface AcusightClient {
  /** GET /data/images */
  datasetImagePage(query: DatasetImagePageQuery, scope: OperationScope): Promise<RowPage<DatasetImageRow>>;
  /** GET /data/images/{id}; null for an unknown one. */
  datasetImage(key: DatasetImageKey, scope: OperationScope): Promise<Decoded<DatasetImageRow> | null>;
}

export function createAcusightClient(json: JsonClient): AcusightClient {
  return {
    datasetImagePage: async (query, scope) =>
      decodeDatasetImagePage(
        await json.get(routePath('/data/images'), datasetImagePageParameters(query), scope),
        query,
      ),
    datasetImage: async ({ imageId, imageUrl }, scope) => {
      const body = await json.find(
        routePath('/data/images/{id}', { id: imageId }),
        { include_image_url: imageUrl || null },
        scope,
      );
      return body === null ? null : decodeDatasetImageAnswer(body);
    },
  };
}
