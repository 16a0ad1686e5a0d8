/** The schema, closed. Importing a file of this room adds its types to the builder. */

import type { GraphQLSchema } from 'graphql';
import './asset.ts';
import './dataset-image.ts';
import './job.ts';
import './set-design.ts';
import { builder } from './builder.ts';

/** The gateway's schema. */
export function buildSchema(): GraphQLSchema {
  return builder.toSchema();
}
