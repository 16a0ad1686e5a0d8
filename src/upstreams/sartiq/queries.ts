/** What the gateway asks Sartiq's lists for, and the parameters that say so on the wire. Pure. */

import type { Query } from '#src/http/json-client.ts';
import type { OffsetDialect, Page } from '#src/pagination/dialect.ts';

/** S-02: no documented maximum; the gateway asks for at most 100 rows at once. */
export const sartiqDialect: OffsetDialect = { kind: 'offset', cap: 100 };

/** The parameters that say which page. */
export const sartiqPageParameters: readonly string[] = ['skip', 'limit'];

/** Rows of a catalogue that are asked for at once. */
export const cataloguePageSize = 100;

export interface SetDesignFilter {
  /** The organization on whose behalf the call acts; null is the caller in person (S-04). */
  readonly organizationId: string | null;
  readonly ownerId: string | null;
}

export interface SetDesignPageQuery {
  readonly filter: SetDesignFilter;
  readonly page: Page;
}

/** Parameters of GET /set-designs/. */
export function setDesignPageParameters({ filter, page }: SetDesignPageQuery): Query {
  return {
    skip: page.offset,
    limit: page.limit,
    organization_id: filter.organizationId,
    owner_id: filter.ownerId,
  };
}
