/** The schema, closed. Importing a file of this room adds its types to the builder. */

import { type GraphQLSchema, specifiedDirectives } from 'graphql';
import './annotation.ts';
import './asset.ts';
import './catalogue.ts';
import './dataset-image.ts';
import './job.ts';
import './media-resource.ts';
import './node-query.ts';
import './search.ts';
import './set-design.ts';
import './set-images.ts';
import './upload-task.ts';
import { builder } from './builder.ts';
import { semanticNonNullDirective } from './semantic-non-null.ts';

/** The gateway's schema. */
export function buildSchema(): GraphQLSchema {
  return builder.toSchema({ directives: [...specifiedDirectives, semanticNonNullDirective] });
}
