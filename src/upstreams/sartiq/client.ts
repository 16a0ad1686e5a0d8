/** Sartiq's routes as functions. One call is one request. Collection routes end in a slash (S-06). */

import type { Decoded } from '#src/http/decode.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JsonClient } from '#src/http/json-client.ts';
import { routePath } from '#src/http/route.ts';
import type { Page } from '#src/pagination/dialect.ts';
import type { RowPage } from '../row-page.ts';
import { type CatalogueName, type CatalogueRows, decodeCataloguePage } from './catalogue-contract.ts';
import { decodeSetDesign, decodeSetDesignPage, type SetDesignRow } from './contract.ts';
import { type SetDesignPageQuery, setDesignPageParameters } from './queries.ts';
import { decodeUploadTask, type UploadTaskRow } from './upload-task.ts';

/** A set design and for whom it is read. */
export interface SetDesignKey {
  readonly setDesignId: string;
  /** Null is the caller in person. */
  readonly organizationId: string | null;
}

/** The uploads of one subject to one set design. */
export interface SubjectUploadKey extends SetDesignKey {
  readonly subjectId: string;
}

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
    cataloguePage: async ({ name, organizationId }, { offset, limit }, scope) => {
      const query = { skip: offset, limit, organization_id: organizationId };
      const path = routePath(`/${name as CatalogueName}/`);
      return decodeCataloguePage(name, await json.get(path, query, scope));
    },
    setDesignPage: async (query, scope) =>
      decodeSetDesignPage(
        await json.get(routePath('/set-designs/'), setDesignPageParameters(query), scope),
        query,
      ),
    setDesign: async ({ setDesignId, organizationId }, scope) => {
      const path = routePath('/set-designs/{id}', { id: setDesignId });
      const body = await json.find(path, { organization_id: organizationId }, scope);
      return body === null ? null : decodeSetDesign(body);
    },
    uploadTask: async (taskId, scope) => {
      const body = await json.find(
        routePath('/set-designs/upload-tasks/{task_id}', { task_id: taskId }),
        {},
        scope,
      );
      return body === null ? null : decodeUploadTask(body);
    },
    newestUploadTask: async ({ setDesignId, organizationId, subjectId }, scope) => {
      const path = routePath('/set-designs/{set_design_id}/base-images/upload-task', {
        set_design_id: setDesignId,
      });
      const query = { organization_id: organizationId, subject_id: subjectId };
      const body = await json.find(path, query, scope);
      return body === null ? null : decodeUploadTask(body);
    },
  };
}
