/** Dataset images of Acusight with their annotations, and the field of the query that reads one of them. */

import { BadUserInput } from '#src/errors.ts';
import type { DatasetImageRow } from '#src/upstreams/acusight/contract.ts';
import { annotationStatuses, imageSplits } from '#src/upstreams/acusight/known-words.ts';
import type { DatasetImageNeed, DatasetImagePageQuery } from '#src/upstreams/acusight/queries.ts';
import { type DatasetImageKey, datasetImageRead } from '#src/upstreams/acusight/reads.ts';
import { checkedBy } from './argument-check.ts';
import { builder } from './builder.ts';
import type { GraphContext } from './context.ts';
import { rowsOrFailures } from './decoded.ts';
import { type FieldCall, type FieldPlan, planned, plannedBy, planObject } from './field-plan.ts';
import { NodeInterface, nodeId } from './node.ts';
import { PictureInterface, pictureFields } from './picture.ts';
import { AnnotationRef, DatasetImageRef } from './refs.ts';
import { type SelectedField, selectedFields } from './selection.ts';
import { semanticNonNull } from './semantic-non-null.ts';
import { wordList } from './word-list.ts';

DatasetImageRef.implement({
  description: 'An image of a dataset, with its annotations. Read from Acusight.',
  interfaces: [NodeInterface, PictureInterface],
  fields: (t) => ({
    ...pictureFields(t, {
      url: (image) => image.imageUrl,
      width: (image) => image.width,
      height: (image) => image.height,
      filename: (image) => image.filename,
    }),
    id: nodeId(t, 'DatasetImage', (image) => [image.imageId]),
    imageId: t.exposeInt('imageId', { nullable: false, description: "Acusight's id of the image." }),
    storageKey: t.exposeString('storageKey', { description: 'Where the file lies in the storage.' }),
    imageUrl: t.expose('imageUrl', {
      type: 'URL',
      description: 'The picture. Signed, for 15 minutes; asked for only when selected.',
    }),
    annotationStatus: t.exposeString('annotationStatus', {
      description: `Known words: ${wordList(annotationStatuses)}. Others may appear.`,
    }),
    annotations: t.field({
      type: [AnnotationRef],
      extensions: { ...plannedBy(planAnnotations), ...semanticNonNull(0, 1) },
      nullable: { list: true, items: true },
      description:
        'The marked regions, in drawing order. They come along with the request for their image, and are asked for ' +
        'only when selected. An entry is null only if it broke the contract.',
      resolve: async (image, _args, { acusight }) => {
        if (image.annotations) return rowsOrFailures(image.annotations);
        const complete = await acusight.datasetImage.load({ imageId: image.imageId, imageUrl: false });
        return complete?.annotations ? rowsOrFailures(complete.annotations) : null;
      },
    }),
    batchId: t.exposeInt('batchId', { description: "Acusight's id of the batch that brought the image." }),
    batchName: t.exposeString('batchName', { description: 'Name of that batch.' }),
    projectName: t.exposeString('projectName', {
      description: 'Name of the project. Null for an image without a project.',
    }),
    versionName: t.exposeString('versionName', {
      description: 'Name of the dataset version, for example `v3`.',
    }),
    split: t.exposeString('split', {
      description: `Part of the dataset: ${wordList(imageSplits)}. Null if it was not assigned.`,
    }),
    splitLocked: t.exposeBoolean('splitLocked', {
      description: 'Whether the split is protected from reassignment.',
    }),
    deviceId: t.exposeString('deviceId', { description: 'Id of the camera or other device that sent it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it arrived, to the second.' }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When it last changed, to the second.',
    }),
  }),
});

/** What is known of dataset images before they are there. */
export interface DatasetImageFacts {
  /** Whether their annotations come along. */
  readonly annotations: boolean;
}

/** Images that came without their annotations cost one request each. */
function planAnnotations({ on }: FieldCall): FieldPlan {
  const facts = on.facts as DatasetImageFacts;
  if (facts.annotations) return { reads: [], objects: [] };
  const query = { imageId: 0, imageUrl: false };
  const count = { min: 0, max: on.count.max };
  return {
    reads: [
      planned({
        read: datasetImageRead,
        query,
        open: ['id'],
        needs: ['include_image_url'],
        identity: on.set,
        count,
      }),
    ],
    objects: [],
  };
}

/** The costly parts that are selected of images. */
export function datasetImageNeedOf(images: readonly SelectedField[]): DatasetImageNeed {
  const names = new Set(images.map((field) => field.name));
  return { annotations: names.has('annotations'), imageUrl: names.has('imageUrl') || names.has('url') };
}

/** What is known of the images that a page brings. */
export function factsOfDatasetImages(query: unknown): DatasetImageFacts {
  return { annotations: (query as DatasetImagePageQuery).need.annotations };
}

function readDatasetImageArgs({ imageId }: { readonly imageId: number }): number {
  if (imageId >= 0) return imageId;
  throw new BadUserInput(`\`imageId\` must not be negative, but is ${imageId}`, { argument: ['imageId'] });
}

builder.queryField('datasetImage', (t) =>
  t.field({
    type: DatasetImageRef,
    description: 'One dataset image by its Acusight id; null if there is none. One Acusight request.',
    args: { imageId: t.arg.int({ required: true, description: "The image's Acusight id, not negative." }) },
    extensions: {
      ...checkedBy(readDatasetImageArgs),
      ...plannedBy<{ readonly imageId: number }>(({ args, field }) =>
        planDatasetImage(readDatasetImageArgs(args), field.fields()),
      ),
    },
    resolve: (_root, args, context, info) =>
      readDatasetImage(readDatasetImageArgs(args), selectedFields(info), context),
  }),
);

/** One image by its id, with what is selected of it; null for an unknown one. */
export function readDatasetImage(
  imageId: number,
  selected: readonly SelectedField[],
  { acusight }: GraphContext,
): Promise<DatasetImageRow | null> {
  return acusight.datasetImage.load(datasetImageKey(imageId, selected));
}

/** What `readDatasetImage` will ask for. */
export function planDatasetImage(imageId: number, selected: readonly SelectedField[]): FieldPlan {
  const facts: DatasetImageFacts = { annotations: true };
  return planObject(datasetImageRead, datasetImageKey(imageId, selected), { facts });
}

function datasetImageKey(imageId: number, selected: readonly SelectedField[]): DatasetImageKey {
  return { imageId, imageUrl: datasetImageNeedOf(selected).imageUrl };
}
