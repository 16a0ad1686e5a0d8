/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query Studio {\n  jobs(first: 3) {\n    totalCount\n    nodes {\n      jobId\n      jobStatus\n      images(first: 2) {\n        nodes {\n          originalFilename\n          status\n          output {\n            thumbnail\n          }\n        }\n      }\n    }\n  }\n  assets(first: 3) {\n    nodes {\n      filename\n      thumbnailSmall\n      tags\n    }\n  }\n  setDesigns(first: 3) {\n    nodes {\n      name\n      baseImages {\n        id\n        imageUrl\n      }\n    }\n  }\n  datasetImages(first: 3) {\n    nodes {\n      filename\n      annotations {\n        classValue\n        xCenter\n        yCenter\n        width\n        height\n      }\n    }\n  }\n}": typeof types.StudioDocument,
    "query Gallery($after: String) {\n  jobs(first: 10, after: $after) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      jobId\n      projectName\n      totalImages\n      images(\n        first: 3\n        filter: {status: \"completed\"}\n        orderBy: {field: QUALITY_SCORE, direction: DESC}\n      ) {\n        nodes {\n          originalFilename\n          qualityScore\n          output {\n            thumbnail\n          }\n        }\n      }\n    }\n  }\n}": typeof types.GalleryDocument,
    "query Blazers {\n  datasetImages(\n    first: 5\n    filter: {classValues: [\"blazer\"], split: TRAIN}\n    orderBy: {field: FILENAME, direction: ASC}\n  ) {\n    totalCount\n    nodes {\n      imageId\n      filename\n      width\n      height\n      imageUrl\n      annotations {\n        classValue\n        type\n        confidence\n        geometry\n        zOrder\n      }\n    }\n  }\n}": typeof types.BlazersDocument,
    "query Matches {\n  assets(first: 10, filter: {includeTags: [PRODUCT]}) {\n    nodes {\n      filename\n      thumbnailUrl\n      datasetImages {\n        imageId\n        url\n        annotations {\n          classValue\n          confidence\n        }\n      }\n    }\n  }\n}": typeof types.MatchesDocument,
};
const documents: Documents = {
    "query Studio {\n  jobs(first: 3) {\n    totalCount\n    nodes {\n      jobId\n      jobStatus\n      images(first: 2) {\n        nodes {\n          originalFilename\n          status\n          output {\n            thumbnail\n          }\n        }\n      }\n    }\n  }\n  assets(first: 3) {\n    nodes {\n      filename\n      thumbnailSmall\n      tags\n    }\n  }\n  setDesigns(first: 3) {\n    nodes {\n      name\n      baseImages {\n        id\n        imageUrl\n      }\n    }\n  }\n  datasetImages(first: 3) {\n    nodes {\n      filename\n      annotations {\n        classValue\n        xCenter\n        yCenter\n        width\n        height\n      }\n    }\n  }\n}": types.StudioDocument,
    "query Gallery($after: String) {\n  jobs(first: 10, after: $after) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      jobId\n      projectName\n      totalImages\n      images(\n        first: 3\n        filter: {status: \"completed\"}\n        orderBy: {field: QUALITY_SCORE, direction: DESC}\n      ) {\n        nodes {\n          originalFilename\n          qualityScore\n          output {\n            thumbnail\n          }\n        }\n      }\n    }\n  }\n}": types.GalleryDocument,
    "query Blazers {\n  datasetImages(\n    first: 5\n    filter: {classValues: [\"blazer\"], split: TRAIN}\n    orderBy: {field: FILENAME, direction: ASC}\n  ) {\n    totalCount\n    nodes {\n      imageId\n      filename\n      width\n      height\n      imageUrl\n      annotations {\n        classValue\n        type\n        confidence\n        geometry\n        zOrder\n      }\n    }\n  }\n}": types.BlazersDocument,
    "query Matches {\n  assets(first: 10, filter: {includeTags: [PRODUCT]}) {\n    nodes {\n      filename\n      thumbnailUrl\n      datasetImages {\n        imageId\n        url\n        annotations {\n          classValue\n          confidence\n        }\n      }\n    }\n  }\n}": types.MatchesDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Studio {\n  jobs(first: 3) {\n    totalCount\n    nodes {\n      jobId\n      jobStatus\n      images(first: 2) {\n        nodes {\n          originalFilename\n          status\n          output {\n            thumbnail\n          }\n        }\n      }\n    }\n  }\n  assets(first: 3) {\n    nodes {\n      filename\n      thumbnailSmall\n      tags\n    }\n  }\n  setDesigns(first: 3) {\n    nodes {\n      name\n      baseImages {\n        id\n        imageUrl\n      }\n    }\n  }\n  datasetImages(first: 3) {\n    nodes {\n      filename\n      annotations {\n        classValue\n        xCenter\n        yCenter\n        width\n        height\n      }\n    }\n  }\n}"): (typeof documents)["query Studio {\n  jobs(first: 3) {\n    totalCount\n    nodes {\n      jobId\n      jobStatus\n      images(first: 2) {\n        nodes {\n          originalFilename\n          status\n          output {\n            thumbnail\n          }\n        }\n      }\n    }\n  }\n  assets(first: 3) {\n    nodes {\n      filename\n      thumbnailSmall\n      tags\n    }\n  }\n  setDesigns(first: 3) {\n    nodes {\n      name\n      baseImages {\n        id\n        imageUrl\n      }\n    }\n  }\n  datasetImages(first: 3) {\n    nodes {\n      filename\n      annotations {\n        classValue\n        xCenter\n        yCenter\n        width\n        height\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Gallery($after: String) {\n  jobs(first: 10, after: $after) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      jobId\n      projectName\n      totalImages\n      images(\n        first: 3\n        filter: {status: \"completed\"}\n        orderBy: {field: QUALITY_SCORE, direction: DESC}\n      ) {\n        nodes {\n          originalFilename\n          qualityScore\n          output {\n            thumbnail\n          }\n        }\n      }\n    }\n  }\n}"): (typeof documents)["query Gallery($after: String) {\n  jobs(first: 10, after: $after) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      jobId\n      projectName\n      totalImages\n      images(\n        first: 3\n        filter: {status: \"completed\"}\n        orderBy: {field: QUALITY_SCORE, direction: DESC}\n      ) {\n        nodes {\n          originalFilename\n          qualityScore\n          output {\n            thumbnail\n          }\n        }\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Blazers {\n  datasetImages(\n    first: 5\n    filter: {classValues: [\"blazer\"], split: TRAIN}\n    orderBy: {field: FILENAME, direction: ASC}\n  ) {\n    totalCount\n    nodes {\n      imageId\n      filename\n      width\n      height\n      imageUrl\n      annotations {\n        classValue\n        type\n        confidence\n        geometry\n        zOrder\n      }\n    }\n  }\n}"): (typeof documents)["query Blazers {\n  datasetImages(\n    first: 5\n    filter: {classValues: [\"blazer\"], split: TRAIN}\n    orderBy: {field: FILENAME, direction: ASC}\n  ) {\n    totalCount\n    nodes {\n      imageId\n      filename\n      width\n      height\n      imageUrl\n      annotations {\n        classValue\n        type\n        confidence\n        geometry\n        zOrder\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Matches {\n  assets(first: 10, filter: {includeTags: [PRODUCT]}) {\n    nodes {\n      filename\n      thumbnailUrl\n      datasetImages {\n        imageId\n        url\n        annotations {\n          classValue\n          confidence\n        }\n      }\n    }\n  }\n}"): (typeof documents)["query Matches {\n  assets(first: 10, filter: {includeTags: [PRODUCT]}) {\n    nodes {\n      filename\n      thumbnailUrl\n      datasetImages {\n        imageId\n        url\n        annotations {\n          classValue\n          confidence\n        }\n      }\n    }\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;