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
    "query Dates($after: DateTime, $id: ID!, $text: String!) {\n  jobs(first: 2) {\n    nodes {\n      id\n      born: createdAt\n      ...JobDates\n      images(first: 2) {\n        nodes {\n          id\n          ... on Picture {\n            filename\n          }\n          createdAt\n        }\n      }\n    }\n  }\n  assets(first: 2, filter: {createdAfter: $after}) {\n    totalCount\n    nodes {\n      id\n      createdAt\n    }\n  }\n  node(id: $id) {\n    id\n    ... on Asset {\n      at: createdAt\n    }\n    ... on SetDesign {\n      at: updatedAt\n    }\n  }\n  search(text: $text, first: 3) {\n    nodes {\n      ... on Asset {\n        id\n        createdAt\n        filename\n      }\n      ... on Job {\n        id\n        createdAt\n      }\n      ... on DatasetImage {\n        id\n        seen: createdAt\n      }\n    }\n  }\n}\n\nfragment JobDates on Job {\n  jobId\n  createdAt\n}": typeof types.DatesDocument,
};
const documents: Documents = {
    "query Dates($after: DateTime, $id: ID!, $text: String!) {\n  jobs(first: 2) {\n    nodes {\n      id\n      born: createdAt\n      ...JobDates\n      images(first: 2) {\n        nodes {\n          id\n          ... on Picture {\n            filename\n          }\n          createdAt\n        }\n      }\n    }\n  }\n  assets(first: 2, filter: {createdAfter: $after}) {\n    totalCount\n    nodes {\n      id\n      createdAt\n    }\n  }\n  node(id: $id) {\n    id\n    ... on Asset {\n      at: createdAt\n    }\n    ... on SetDesign {\n      at: updatedAt\n    }\n  }\n  search(text: $text, first: 3) {\n    nodes {\n      ... on Asset {\n        id\n        createdAt\n        filename\n      }\n      ... on Job {\n        id\n        createdAt\n      }\n      ... on DatasetImage {\n        id\n        seen: createdAt\n      }\n    }\n  }\n}\n\nfragment JobDates on Job {\n  jobId\n  createdAt\n}": types.DatesDocument,
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
export function graphql(source: "query Dates($after: DateTime, $id: ID!, $text: String!) {\n  jobs(first: 2) {\n    nodes {\n      id\n      born: createdAt\n      ...JobDates\n      images(first: 2) {\n        nodes {\n          id\n          ... on Picture {\n            filename\n          }\n          createdAt\n        }\n      }\n    }\n  }\n  assets(first: 2, filter: {createdAfter: $after}) {\n    totalCount\n    nodes {\n      id\n      createdAt\n    }\n  }\n  node(id: $id) {\n    id\n    ... on Asset {\n      at: createdAt\n    }\n    ... on SetDesign {\n      at: updatedAt\n    }\n  }\n  search(text: $text, first: 3) {\n    nodes {\n      ... on Asset {\n        id\n        createdAt\n        filename\n      }\n      ... on Job {\n        id\n        createdAt\n      }\n      ... on DatasetImage {\n        id\n        seen: createdAt\n      }\n    }\n  }\n}\n\nfragment JobDates on Job {\n  jobId\n  createdAt\n}"): (typeof documents)["query Dates($after: DateTime, $id: ID!, $text: String!) {\n  jobs(first: 2) {\n    nodes {\n      id\n      born: createdAt\n      ...JobDates\n      images(first: 2) {\n        nodes {\n          id\n          ... on Picture {\n            filename\n          }\n          createdAt\n        }\n      }\n    }\n  }\n  assets(first: 2, filter: {createdAfter: $after}) {\n    totalCount\n    nodes {\n      id\n      createdAt\n    }\n  }\n  node(id: $id) {\n    id\n    ... on Asset {\n      at: createdAt\n    }\n    ... on SetDesign {\n      at: updatedAt\n    }\n  }\n  search(text: $text, first: 3) {\n    nodes {\n      ... on Asset {\n        id\n        createdAt\n        filename\n      }\n      ... on Job {\n        id\n        createdAt\n      }\n      ... on DatasetImage {\n        id\n        seen: createdAt\n      }\n    }\n  }\n}\n\nfragment JobDates on Job {\n  jobId\n  createdAt\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;