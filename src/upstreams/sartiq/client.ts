/** Sartiq's routes as functions. One call is one request. */

import type { Decoded } from '#src/http/decode.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JsonClient } from '#src/http/json-client.ts';
import type { Page } from '#src/pagination/dialect.ts';
import type { RowPage } from '../row-page.ts';
import { type CatalogueName, type CatalogueRows, decodeCataloguePage } from './catalogue-contract.ts';
import { decodeSetDesign, decodeSetDesignPage, type SetDesignRow } from './contract.ts';
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

export function createSartiqClient(json: JsonClient): SartiqClient {
  return {
    cataloguePage: async (key, page, scope) =>
      decodeCataloguePage(key.name, await json.get(cataloguePageRead.requestOf({ ...key, page }), scope)),
    setDesignPage: async (query, scope) =>
      decodeSetDesignPage(await json.get(setDesignPageRead.requestOf(query), scope), query),
    setDesign: async (key, scope) => {
      const body = await json.find(setDesignRead.requestOf(key), scope);
      return body === null ? null : decodeSetDesign(body);
    },
    uploadTask: async (taskId, scope) => {
      const body = await json.find(uploadTaskRead.requestOf(taskId), scope);
      return body === null ? null : decodeUploadTask(body);
    },
    newestUploadTask: async (key, scope) => {
      const body = await json.find(newestUploadTaskRead.requestOf(key), scope);
      return body === null ? null : decodeUploadTask(body);
    },
  };
}
