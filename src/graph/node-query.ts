/** `node` and `nodes`: reading objects again by their global ids. What reads a type is listed here, once each. */

import { BadUserInput, UpstreamFailure } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import { anyJob } from '#src/upstreams/piktid/queries.ts';
import type { CatalogueName } from '#src/upstreams/sartiq/catalogue-contract.ts';
import { checkedBy } from './argument-check.ts';
import { builder } from './builder.ts';
import type { GraphContext } from './context.ts';
import { readDatasetImage } from './dataset-image.ts';
import { decodeGlobalId, type NodeKeys, type NodeReference, type NodeType } from './global-id.ts';
import { imageNeedOfSelected } from './image.ts';
import { NodeInterface } from './node.ts';
import { fieldsAt, type SelectedField, selectedFields } from './selection.ts';

/** The most ids that `nodes` takes at once. */
const maxIds = 200;

type Reader<Key> = (
  key: Key,
  context: GraphContext,
  selected: readonly SelectedField[],
) => Promise<object | null | undefined>;

const readers: { readonly [Type in NodeType]: Reader<NodeKeys[Type]> } = {
  Job: ([jobId], { piktid }, selected) =>
    piktid.job(jobId, imageNeedOfSelected(fieldsAt(selected, ['images']), anyJob.images)),
  Image: ([jobId, imageIndex, groupIndex, version], { piktid }) =>
    piktid.image({ jobId, imageIndex, groupIndex, version }),
  Asset: ([assetId], { piktid }) => piktid.asset.load(assetId),
  SetDesign: ([setDesignId], context) => readSetDesign(setDesignId, context),
  SetBaseImage: async ([setDesignId, id], context) =>
    partOf((await readSetDesign(setDesignId, context))?.baseImages, id, ({ imageId }) => imageId),
  SetReferenceImage: async ([setDesignId, id], context) =>
    partOf((await readSetDesign(setDesignId, context))?.referenceImages, id, ({ imageId }) => imageId),
  SubjectPortrait: async ([setDesignId, id], context) =>
    partOf((await readSetDesign(setDesignId, context))?.subjectPortraits, id, ({ imageId }) => imageId),
  UploadTask: ([taskId], { sartiq }) => sartiq.uploadTask.load(taskId),
  Subject: (key, context) => readCatalogueRow('subjects', key, context),
  ShotType: (key, context) => readCatalogueRow('shot-types', key, context),
  BackgroundPreset: (key, context) => readCatalogueRow('background-presets', key, context),
  DatasetImage: ([imageId], context, selected) => readDatasetImage(imageId, selected, context),
  Annotation: async ([imageId, id], context) =>
    partOf(
      (await readDatasetImage(imageId, [], context))?.annotations,
      id,
      ({ annotationId }) => annotationId,
    ),
};

function readSetDesign(setDesignId: string, { sartiq }: GraphContext) {
  return sartiq.setDesign.load({ setDesignId, organizationId: null });
}

function readCatalogueRow(
  name: CatalogueName,
  [organizationId, id]: readonly [organizationId: string, id: string],
  { sartiq }: GraphContext,
) {
  return sartiq.catalogueRow({ name, organizationId: organizationId || null }, id);
}

/** A row by its id among the parts of an object; throws its failure where it could not be read. */
function partOf<Row extends object, Id extends string | number>(
  rows: readonly Decoded<Row>[] | null | undefined,
  id: Id,
  idOf: (row: Row) => Id,
): Row | null {
  for (const row of rows ?? []) {
    if (row instanceof UpstreamFailure) {
      if (row.row === String(id)) throw row;
    } else if (idOf(row) === id) {
      return row;
    }
  }
  return null;
}

/** What may not be seen is, for somebody who only has an id, the same as what does not exist. */
async function readNode(
  { type, key }: NodeReference,
  context: GraphContext,
  selectedOf: (type: NodeType) => readonly SelectedField[],
): Promise<object | null> {
  try {
    return (await (readers[type] as Reader<NodeReference['key']>)(key, context, selectedOf(type))) ?? null;
  } catch (error) {
    const isForeign =
      error instanceof UpstreamFailure && (error.code === 'FORBIDDEN' || error.code === 'NOT_FOUND');
    if (isForeign) return null;
    throw error;
  }
}

function readId({ id }: { readonly id: string | number }): NodeReference {
  const reference = decodeGlobalId(String(id));
  if (reference) return reference;
  throw new BadUserInput('`id` is not a global id of this gateway: pass one on as it was received', {
    argument: ['id'],
  });
}

builder.queryField('node', (t) =>
  t.field({
    type: NodeInterface,
    description: 'An object by its global id; null if it does not exist or the caller may not see it.',
    args: { id: t.arg.id({ required: true, description: 'A global id, as `id` fields give it.' }) },
    extensions: checkedBy(readId),
    resolve: (_root, args, context, info) =>
      readNode(readId(args), context, (type) => selectedFields(info, type)),
  }),
);

function readIds({ ids }: { readonly ids: readonly (string | number)[] }): readonly (string | number)[] {
  if (ids.length <= maxIds) return ids;
  throw new BadUserInput(`\`ids\` must be at most ${maxIds} ids, but are ${ids.length}`, {
    argument: ['ids'],
  });
}

builder.queryField('nodes', (t) =>
  t.field({
    type: [NodeInterface],
    nullable: { list: false, items: true },
    description:
      'Objects by their global ids, in the same order; null for each that does not exist or that the caller may not see. ' +
      'Ids of parts of the same object share its request.',
    args: {
      ids: t.arg.idList({ required: true, description: `Global ids, at most ${maxIds}.` }),
    },
    extensions: checkedBy(readIds),
    resolve: (_root, args, context, info) =>
      readIds(args).map((id, index) => {
        const reference = decodeGlobalId(String(id));
        if (reference) return readNode(reference, context, (type) => selectedFields(info, type));
        const argument = ['ids', index];
        return Promise.reject(new BadUserInput('This is not a global id of this gateway', { argument }));
      }),
  }),
);
