/** How Sartiq orders set designs (S-03), so that rows can be found again after the list changed. Pure. */

import { compareCodePoints, compareInstants } from '#src/pagination/compare.ts';
import { type ListOrder, listOrder } from '#src/pagination/list-order.ts';
import type { SetDesignRow } from './contract.ts';

/** Newest first; ties by id, ascending. */
export function setDesignOrder(): ListOrder<SetDesignRow> {
  return listOrder({
    valueOf: (design) => design.createdAt,
    compareValues: compareInstants,
    direction: 'desc',
    keyOf: (design) => design.setDesignId,
    compareKeys: compareCodePoints,
    keyDirection: 'asc',
  });
}
