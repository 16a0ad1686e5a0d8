/** Sartiq's routes as functions. One call is one request. Collection routes end in a slash (S-06). */

import type { Decoded } from '#src/http/decode.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JsonClient } from '#src/http/json-client.ts';
import type { RowPage } from '../row-page.ts';
import { decodeSetDesign, decodeSetDesignPage, type SetDesignRow } from './contract.ts';
import { type SetDesignPageQuery, setDesignPageParameters } from './queries.ts';

/** A set design and for whom it is read. */
export interface SetDesignKey {
  readonly setDesignId: string;
  /** Null is the caller in person. */
  readonly organizationId: string | null;
}

export interface SartiqClient {
  /** GET /set-designs/ */
  setDesignPage(query: SetDesignPageQuery, scope: OperationScope): Promise<RowPage<SetDesignRow>>;
  /** GET /set-designs/{id}; null for an unknown one. */
  setDesign(key: SetDesignKey, scope: OperationScope): Promise<Decoded<SetDesignRow> | null>;
}

export function createSartiqClient(json: JsonClient): SartiqClient {
  return {
    setDesignPage: async (query, scope) =>
      decodeSetDesignPage(await json.get('/set-designs/', setDesignPageParameters(query), scope)),
    setDesign: async ({ setDesignId, organizationId }, scope) => {
      const path = `/set-designs/${encodeURIComponent(setDesignId)}`;
      const body = await json.find(path, { organization_id: organizationId }, scope);
      return body === null ? null : decodeSetDesign(body);
    },
  };
}
