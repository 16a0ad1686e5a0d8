/** Sartiq's routes as functions. One call is one request. */

import type { Decoded } from '#src/http/decode.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JsonClient } from '#src/http/json-client.ts';
import type { Page } from '#src/pagination/dialect.ts';
import { type ContractWatch, noContractWatch } from '../contract-watch.ts';
import type { RowPage } from '../row-page.ts';
import { createWatchedReads } from '../watched-reads.ts';
import { type CatalogueName, type CatalogueRows, decodeCataloguePage } from './catalogue-contract.ts';
import { decodeSetDesign, decodeSetDesignPage, type SetDesignRow } from './contract.ts';
import { catalogueShapes, setDesignShape, uploadTaskShape } from './known-words.ts';
import type { SetDesignPageQuery } from './queries.ts';
import {
  cataloguePageRead,
  newestUploadTaskRead,
  type SetDesignKey,
  type SubjectUploadKey,
  setDesignPageRead,
  setDesignRead,
  uploadTaskRead,
} from './reads.ts';
import { decodeUploadTask, type UploadTaskRow } from './upload-task.ts';

export interface SartiqClient {
  /** GET /subjects/, /shot-types/ or /background-presets/ */
  cataloguePage<Name extends CatalogueName>(
    key: { readonly name: Name; readonly organizationId: string | null },
    page: Page,
    scope: OperationScope,
  ): Promise<RowPage<CatalogueRows[Name]>>;
  /** GET /set-designs/ */
  setDesignPage(query: SetDesignPageQuery, scope: OperationScope): Promise<RowPage<SetDesignRow>>;
  /** GET /set-designs/{id}; null for an unknown one. */
  setDesign(key: SetDesignKey, scope: OperationScope): Promise<Decoded<SetDesignRow> | null>;
  /** GET /set-designs/upload-tasks/{task_id}; null for an unknown one. */
  uploadTask(taskId: string, scope: OperationScope): Promise<Decoded<UploadTaskRow> | null>;
  /** GET /set-designs/{set_design_id}/base-images/upload-task: the newest one; null where there is none. */
  newestUploadTask(key: SubjectUploadKey, scope: OperationScope): Promise<Decoded<UploadTaskRow> | null>;
}

/** @param watch is told how the answers keep the contract */
export function createSartiqClient(json: JsonClient, watch: ContractWatch = noContractWatch): SartiqClient {
  const reads = createWatchedReads(json, watch);
  const readUploadTask = { decode: decodeUploadTask, shape: uploadTaskShape };
  return {
    cataloguePage: (key, page, scope) => {
      const decode = (body: unknown) => decodeCataloguePage(key.name, body);
      const shape = catalogueShapes[key.name];
      return reads.page(cataloguePageRead.requestOf({ ...key, page }), scope, { decode, shape });
    },
    setDesignPage: (query, scope) => {
      const decode = (body: unknown) => decodeSetDesignPage(body, query);
      return reads.page(setDesignPageRead.requestOf(query), scope, { decode, shape: setDesignShape });
    },
    setDesign: (key, scope) =>
      reads.row(setDesignRead.requestOf(key), scope, { decode: decodeSetDesign, shape: setDesignShape }),
    uploadTask: (taskId, scope) => reads.row(uploadTaskRead.requestOf(taskId), scope, readUploadTask),
    newestUploadTask: (key, scope) => reads.row(newestUploadTaskRead.requestOf(key), scope, readUploadTask),
  };
}
