/**
 * Apollo Server as its documentation sets it up: standalone, with a RESTDataSource for each operation, which asks for equal
 * paths once. The one argument is the upstream's URL; it tells its own as a line of JSON.
 */

import { RESTDataSource } from '@apollo/datasource-rest';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { at, galleryImages, lists, objectTypes, paths, rootTypes } from './types.mjs';

const [, , upstreamUrl] = process.argv;

class Backends extends RESTDataSource {
  baseURL = upstreamUrl;
}

const typeDefs = [
  rootTypes,
  ...objectTypes.map(
    ({ name, fields }) =>
      `type ${name} { ${fields.map((field) => `${field.name}: ${field.type}`).join(' ')} }`,
  ),
  ...Object.values(lists).map(({ type }) => `type ${type}Connection { totalCount: Int nodes: [${type}] }`),
  'type ImageConnection { nodes: [Image] }',
  'extend type Job { images(first: Int!): ImageConnection }',
  'extend type Asset { datasetImages: [DatasetImage] }',
];

const fieldsOf = ({ fields }) =>
  Object.fromEntries(fields.map(({ name, wire }) => [name, (row) => row[wire]]));
const resolvers = Object.fromEntries(objectTypes.map((type) => [type.name, fieldsOf(type)]));
resolvers.Job.images = (job) => ({ nodes: job.images });
resolvers.Asset.datasetImages = async ({ filename }, _, { backends }) =>
  (await backends.get(paths.datasetImagesNamed(filename))).data;

/** Images come along with their jobs: how many must be known before the jobs are asked for. */
const imagesWanted = (info) =>
  info.fieldNodes.some((node) =>
    JSON.stringify(node.selectionSet, ['selections', 'selectionSet', 'name', 'value']).includes('"images"'),
  )
    ? galleryImages
    : 1;

resolvers.Query = { setDesign: (_, args, { backends }) => backends.get(paths.setDesign(args)) };
for (const [name, { rows, total }] of Object.entries(lists)) {
  resolvers.Query[name] = async (_, args, { backends }, info) => {
    const page = await backends.get(paths[name](args, imagesWanted(info)));
    return { totalCount: at(page, total), nodes: page[rows] };
  };
}

// It answers at any path.
const server = new ApolloServer({ typeDefs, resolvers });
const { url } = await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: 0 },
  context: async () => ({ backends: new Backends() }),
});
process.stdout.write(`${JSON.stringify({ url: url.replace(/\/$/, '') })}\n`);
