/**
 * What the right answer to an operation is, computed from the backends' answers by rules of its own: rows with their names in
 * the graph's spelling, and of these what the operation selects. Every contestant is compared with it before it is timed.
 */

import { Kind, parse, type SelectionSetNode } from 'graphql';
import {
  assetsPath,
  dashboardPaths,
  galleryPath,
  namedImagesPath,
  setDesignPath,
  type Variables,
} from './rest.ts';
import type { Workload } from './workloads.ts';

type Row = Readonly<Record<string, unknown>>;
/** Reads one path of `rest.ts`; the parsed body. */
export type ReadRest = (path: string) => Promise<Row>;

/** The `data` that answers the operation. */
export async function referenceFor(
  { name, query }: Workload,
  variables: Variables,
  read: ReadRest,
): Promise<unknown> {
  const source = sources[name];
  if (!source) throw new Error(`There is no reference for the workload ${name}`);
  const operation = parse(query).definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`The workload ${name} has no operation`);
  return pick(operation.selectionSet, await source(variables, read));
}

const sources: Readonly<Record<string, (variables: Variables, read: ReadRest) => Promise<Row>>> = {
  gallery: async (variables, read) => ({ jobs: jobsOf(await read(galleryPath(variables))) }),
  dashboard: readDashboard,
  crowd: readDashboard,
  join: async (variables, read) => {
    const assets = assetsOf(await read(assetsPath(50, variables)));
    const matched = assets.nodes.map(async (asset) => ({
      ...asset,
      datasetImages: datasetImagesOf(await read(namedImagesPath(String(asset['filename'])))).nodes,
    }));
    return { assets: { ...assets, nodes: await Promise.all(matched) } };
  },
  'by-id': async (variables, read) => ({ setDesign: setDesignOf(await read(setDesignPath(variables))) }),
};

async function readDashboard(_: Variables, read: ReadRest): Promise<Row> {
  const { jobs, assets, setDesigns, datasetImages } = dashboardPaths;
  const designs = await read(setDesigns);
  return {
    jobs: jobsOf(await read(jobs)),
    assets: assetsOf(await read(assets)),
    setDesigns: { totalCount: designs['count'], nodes: rowsOf(designs['data']).map(setDesignOf) },
    datasetImages: datasetImagesOf(await read(datasetImages)),
  };
}

function jobsOf(body: Row) {
  const nodes = rowsOf(body['jobs']).map((job) => ({
    ...inGraphNames(job),
    images: { nodes: rowsOf(job['images']).map(inGraphNames) },
  }));
  return { totalCount: totalOf(body['pagination']), nodes };
}

function assetsOf(body: Row) {
  const nodes: Row[] = rowsOf(body['assets']).map((row) => ({ ...inGraphNames(row), assetId: row['id'] }));
  return { totalCount: totalOf(body['pagination']), nodes };
}

function datasetImagesOf(body: Row) {
  const nodes = rowsOf(body['data']).map((row) => ({
    ...inGraphNames(row),
    imageId: row['id'],
    // In drawing order; the order of equal ones is theirs.
    annotations: rowsOf(row['annotations'] ?? []).map((one) => ({
      ...inGraphNames(one),
      annotationId: one['id'],
    })),
  }));
  return { totalCount: totalOf(body['meta']), nodes };
}

function setDesignOf(row: Row): Row {
  const baseImages = rowsOf(row['base_images']).map((one) => ({
    ...inGraphNames(one),
    baseImageId: one['id'],
  }));
  return { ...inGraphNames(row), setDesignId: row['id'], baseImages };
}

function totalOf(page: unknown): unknown {
  return (page as Row)['total'];
}

function rowsOf(value: unknown): readonly Row[] {
  if (!Array.isArray(value)) throw new Error('A backend sent no list where one was expected');
  return value as readonly Row[];
}

/** `created_at` is `createdAt`, however deep. */
function inGraphNames(row: Row): Row {
  return renamed(row) as Row;
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      renamed(inner),
    ]),
  );
}

function pick(selection: SelectionSetNode | undefined, value: unknown): unknown {
  if (selection === undefined || value === null || value === undefined) return value ?? null;
  if (Array.isArray(value)) return value.map((entry) => pick(selection, entry));
  const picked = selection.selections.map((node): [string, unknown] => {
    if (node.kind !== Kind.FIELD) throw new Error('The reference knows no fragments');
    return [node.name.value, pick(node.selectionSet, (value as Row)[node.name.value])];
  });
  return Object.fromEntries(picked);
}
