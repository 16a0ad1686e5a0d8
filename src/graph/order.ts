/** The direction of every order in the graph. */

import { builder } from './builder.ts';

export const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which end of an order comes first.',
  values: {
    ASC: { value: 'asc', description: 'Smallest, earliest or first in the alphabet comes first.' },
    DESC: { value: 'desc', description: 'Largest, latest or last in the alphabet comes first.' },
  } as const,
});
