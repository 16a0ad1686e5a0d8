/** The schema, closed. Importing a file of this room adds its types to the builder. */

import { type GraphQLSchema, specifiedDirectives } from 'graphql';
import './annotation.ts';
import './asset.ts';
import './asset-matches.ts';
import './catalogue.ts';
import './dataset-image.ts';
import './dataset-image-list.ts';
import './dataset-image-matches.ts';
import './dataset-mutations.ts';
import './image.ts';
import './job.ts';
import './job-images.ts';
import './job-subscription.ts';
import './media-resource.ts';
import './node-query.ts';
import './search.ts';
import './set-design.ts';
import './set-design-mutations.ts';
import './set-images.ts';
import './upload-mutation.ts';
import './upload-task.ts';
import './upload-task-subscription.ts';
import { builder } from './builder.ts';
import { incrementalDirectives } from './incremental.ts';
import { semanticNonNullDirective } from './semantic-non-null.ts';
import { asSubgraph } from './subgraph.ts';

const description = `One graph over the three backends of an AI fashion-photo studio.

**PiktID**: \`jobs\` with their generated \`images\`, and uploaded \`assets\`.
**Sartiq**: \`setDesigns\`, the prepared scenes that images are shot in.
**Acusight**: \`datasetImages\` with their \`annotations\`.

Lists are Relay connections (\`first\`/\`after\`, \`last\`/\`before\`, \`totalCount\`, \`pageCursors\`). \`node\` reads any object
again by its \`id\`, \`search\` looks for text in PiktID and Acusight. A backend that fails costs its own fields only; errors carry
\`extensions.code\` and \`extensions.upstream\`.`;

/**
 * The gateway's schema.
 *
 * @param federation `subgraph`: with what makes it a part of a bigger graph
 */
export function buildSchema(federation: 'subgraph' | null = null): GraphQLSchema {
  // A router in front of a subgraph answers in parts itself, where it can.
  const incremental = federation === null ? incrementalDirectives : [];
  const directives = [...specifiedDirectives, semanticNonNullDirective, ...incremental];
  const schema = builder.toSchema({ directives });
  schema.description = description;
  return federation === null ? schema : asSubgraph(schema);
}
