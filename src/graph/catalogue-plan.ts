/** What rows of Sartiq's catalogues will cost: nothing while a catalogue is kept, otherwise the whole catalogue, once. */

import type { CatalogueName } from '#src/upstreams/sartiq/catalogue-contract.ts';
import { cataloguePageSize } from '#src/upstreams/sartiq/queries.ts';
import { cataloguePageRead } from '#src/upstreams/sartiq/reads.ts';
import { type Count, type FieldCall, type FieldPlan, type PlannedRead, planned } from './field-plan.ts';

/** What is known of set designs, and of their images, before they are there. */
export interface SetDesignFacts {
  /** Whose they are; absent where that is not known. */
  readonly organizationId?: string | null;
}

/** The plan of a field that refers to a row of a catalogue. */
export function planCatalogueRow(name: CatalogueName) {
  return ({ on }: FieldCall): FieldPlan => {
    const { organizationId } = (on.facts as SetDesignFacts | undefined) ?? {};
    const reads = [
      organizationId === undefined
        ? catalogueReads({ name, organizationId: null }, { min: 0, max: on.count.max }, on.set)
        : catalogueReads({ name, organizationId }, { min: 0, max: Math.min(1, on.count.max) }),
    ];
    return { reads, objects: [] };
  };
}

/**
 * The requests for catalogues that each fit one page, as most do.
 *
 * @param ofSet the objects that say whose catalogues, where that is not known
 */
export function catalogueReads(
  key: { readonly name: CatalogueName; readonly organizationId: string | null },
  count: Count,
  ofSet?: string,
): PlannedRead {
  return planned({
    read: cataloguePageRead,
    query: { ...key, page: { offset: 0, limit: cataloguePageSize } },
    open: ofSet === undefined ? ['skip'] : ['skip', 'organization_id'],
    identity: `${key.name} ${ofSet ?? JSON.stringify(key.organizationId)}`,
    count,
    mayGrow: true,
  });
}
