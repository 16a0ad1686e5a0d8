/**
 * A straightforward gateway of the libraries that Atelier uses, too: Yoga and Pothos, its fields exposed, its join by a
 * DataLoader, undici for the upstreams. The one argument is the upstream's URL; it tells its own as a line of JSON.
 */

import { createServer } from 'node:http';
import SchemaBuilder from '@pothos/core';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import { createYoga } from 'graphql-yoga';
import { Pool } from 'undici';
import { at, galleryImages, lists, objectTypes, paths } from './types.mjs';

const pool = new Pool(process.argv[2], { connections: 64, pipelining: 1 });

async function read(path) {
  const { statusCode, body } = await pool.request({ path, method: 'GET' });
  if (statusCode !== 200) throw new Error(`The upstream answered ${statusCode}`);
  return body.json();
}

const builder = new SchemaBuilder({ plugins: [DataloaderPlugin] });
builder.scalarType('UUID', { serialize: String });
const OrderDirection = builder.enumType('OrderDirection', { values: ['ASC', 'DESC'] });
const AssetOrderField = builder.enumType('AssetOrderField', { values: ['CREATED_AT', 'FILENAME'] });
const JobFilter = builder.inputType('JobFilter', { fields: (t) => ({ jobType: t.string() }) });
const AssetOrder = builder.inputType('AssetOrder', {
  fields: (t) => ({
    field: t.field({ type: AssetOrderField, required: true }),
    direction: t.field({ type: OrderDirection, required: true }),
  }),
});
const refs = Object.fromEntries(objectTypes.map(({ name }) => [name, builder.objectRef(name)]));
const typeOf = (text) => {
  const name = text.replace(/[[\]]/g, '');
  return text.startsWith('[') ? [refs[name] ?? name] : (refs[name] ?? name);
};
const ImageConnection = builder.objectRef('ImageConnection');
ImageConnection.implement({
  fields: (t) => ({ nodes: t.expose('nodes', { type: [refs.Image], nullable: true }) }),
});

const moreFields = {
  Job: (t) => ({
    images: t.field({
      type: ImageConnection,
      nullable: true,
      args: { first: t.arg.int({ required: true }) },
      resolve: ({ images }) => ({ nodes: images }),
    }),
  }),
  Asset: (t) => ({
    datasetImages: t.loadableList({
      type: refs.DatasetImage,
      nullable: true,
      load: (names) =>
        Promise.all(names.map(async (name) => (await read(paths.datasetImagesNamed(name))).data)),
      resolve: ({ filename }) => filename,
    }),
  }),
};
for (const { name, fields } of objectTypes) {
  refs[name].implement({
    fields: (t) => ({
      ...Object.fromEntries(
        fields.map((field) => [
          field.name,
          t.expose(field.wire, { type: typeOf(field.type), nullable: true }),
        ]),
      ),
      ...moreFields[name]?.(t),
    }),
  });
}

const argumentsOf = {
  jobs: (t) => ({ filter: t.arg({ type: JobFilter }), orderDirection: t.arg({ type: OrderDirection }) }),
  assets: (t) => ({ orderBy: t.arg({ type: AssetOrder }) }),
};
/** Images come along with their jobs: how many must be known before the jobs are asked for. */
const imagesWanted = (info) =>
  info.fieldNodes.some((node) =>
    JSON.stringify(node.selectionSet, ['selections', 'selectionSet', 'name', 'value']).includes('"images"'),
  )
    ? galleryImages
    : 1;

builder.queryType({
  fields: (t) => ({
    setDesign: t.field({
      type: refs.SetDesign,
      nullable: true,
      args: { setDesignId: t.arg({ type: 'UUID', required: true }) },
      resolve: (_, args) => read(paths.setDesign(args)),
    }),
    ...Object.fromEntries(
      Object.entries(lists).map(([name, { type, rows, total }]) => {
        const connection = builder.objectRef(`${type}Connection`);
        connection.implement({
          fields: (inner) => ({
            totalCount: inner.int({ nullable: true, resolve: (page) => at(page, total) }),
            nodes: inner.expose(rows, { type: [refs[type]], nullable: true }),
          }),
        });
        const field = t.field({
          type: connection,
          nullable: true,
          args: { first: t.arg.int({ required: true }), ...argumentsOf[name]?.(t) },
          resolve: (_, args, __, info) => read(paths[name](args, imagesWanted(info))),
        });
        return [name, field];
      }),
    ),
  }),
});

const server = createServer(createYoga({ schema: builder.toSchema(), logging: false, context: () => ({}) }));
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}\n`);
});
