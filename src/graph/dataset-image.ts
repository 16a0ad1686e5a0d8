/** Dataset images of Acusight with their annotations, and the fields of the query that read them. */

import { BadUserInput } from '#src/errors.ts';
import type { Page } from '#src/pagination/dialect.ts';
import { scopeOf } from '#src/pagination/scope.ts';
import type { WindowArgs } from '#src/pagination/window.ts';
import type { DatasetImageRow } from '#src/upstreams/acusight/contract.ts';
import { annotationStatuses, imageSplits } from '#src/upstreams/acusight/known-words.ts';
import { datasetImageOrder } from '#src/upstreams/acusight/orders.ts';
import {
  acusightDialect,
  acusightPageParameters,
  type DatasetImageFilter,
  type DatasetImageNeed,
  type DatasetImageOrder,
  type DatasetImagePageQuery,
} from '#src/upstreams/acusight/queries.ts';
import {
  type DatasetImageKey,
  datasetImagePageRead,
  datasetImageRead,
} from '#src/upstreams/acusight/reads.ts';
import { checkedBy, readFilterText } from './argument-check.ts';
import { builder } from './builder.ts';
import {
  connectionRef,
  type ListRequest,
  readConnection,
  readListArgs,
  windowArguments,
} from './connection.ts';
import { planConnection } from './connection-plan.ts';
import type { GraphContext } from './context.ts';
import { rowsOrFailures } from './decoded.ts';
import { type FieldCall, type FieldPlan, planned, plannedBy, planObject } from './field-plan.ts';
import type { ListQuery } from './list-query.ts';
import { NodeInterface, nodeId } from './node.ts';
import { OrderDirection } from './order.ts';
import { PictureInterface, pictureFields } from './picture.ts';
import { AnnotationRef, DatasetImageRef } from './refs.ts';
import { fieldsAt, type SelectedField, selectedFields } from './selection.ts';
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

const DatasetImageConnection = connectionRef('DatasetImage', DatasetImageRef, 'dataset images');

const DatasetSplit = builder.enumType('DatasetSplit', {
  description: 'Part of a dataset, as a filter.',
  values: {
    TRAIN: { value: 'train', description: 'For training.' },
    VAL: { value: 'val', description: 'For validation.' },
    TEST: { value: 'test', description: 'For tests.' },
    NONE: { value: 'none', description: 'Images that were not assigned to a part.' },
    ALL: { value: 'all', description: 'Every image; the same as leaving the filter out.' },
  } as const,
});

const DatasetImageFilterInput = builder.inputType('DatasetImageFilter', {
  description:
    'Narrows a list of dataset images. Everything given must hold; empty text and lists do not narrow.',
  fields: (t) => ({
    projectId: t.int({ description: 'Only images of the project with this Acusight id.' }),
    withoutProject: t.boolean({
      description: 'If true, only images that belong to no project. Not together with `projectId`.',
    }),
    batchId: t.int({ description: 'Only images of the batch with this Acusight id.' }),
    deviceId: t.string({ description: 'Only images of exactly this device.' }),
    stage: t.string({
      description:
        'Only images whose batch is in this stage: `collecting`, `complete`, `unassigned`, `annotating`. Needs ' +
        '`projectId` or `withoutProject`.',
    }),
    annotationStatus: t.string({
      description: `Only images in this state: ${wordList(annotationStatuses)}, or a newer word.`,
    }),
    split: t.field({ type: DatasetSplit, description: 'Only images of this part of the dataset.' }),
    classValues: t.stringList({
      description:
        'Only images with an annotation of at least one of these classes, in exact upper and lower case.',
    }),
    search: t.string({
      description: 'Only images with this text in the file name, upper and lower case alike.',
    }),
    filename: t.string({ description: 'Only images with exactly this file name.' }),
  }),
});

const DatasetImageOrderField = builder.enumType('DatasetImageOrderField', {
  description:
    'What dataset images can be ordered by. Ties are in order of the image id, in the same direction.',
  values: {
    CREATED_AT: { value: 'created_at', description: 'By time of arrival.' },
    UPDATED_AT: { value: 'updated_at', description: 'By time of the last change.' },
    FILENAME: { value: 'filename', description: 'By file name, in code points.' },
  } as const,
});

const DatasetImageOrderInput = builder.inputType('DatasetImageOrder', {
  description: 'An order of dataset images.',
  fields: (t) => ({
    field: t.field({ type: DatasetImageOrderField, required: true, description: 'What to order by.' }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'desc',
      description: 'Which end first.',
    }),
  }),
});

interface DatasetImagesArgs extends WindowArgs {
  readonly filter?: typeof DatasetImageFilterInput.$inferInput | null | undefined;
  readonly orderBy?: DatasetImageOrder | null | undefined;
}

interface DatasetImagesRequest extends ListRequest {
  readonly filter: DatasetImageFilter;
  readonly order: DatasetImageOrder;
}

function readDatasetImagesArgs(args: DatasetImagesArgs): DatasetImagesRequest {
  const filter = readDatasetImageFilter(args.filter ?? {});
  const { field, direction } = args.orderBy ?? { field: 'created_at', direction: 'desc' };
  // Its keys in one order, so that equal lists are asked for once.
  const order = { field, direction };
  return { ...readListArgs(args, scopeOf('datasetImages', { filter, order })), filter, order };
}

function readDatasetImageFilter(filter: typeof DatasetImageFilterInput.$inferInput): DatasetImageFilter {
  const project = readProject(filter);
  const stage = readFilterText(filter.stage);
  if (stage !== null && project === null) {
    throw new BadUserInput('`stage` needs `projectId` or `withoutProject` beside it', {
      argument: ['filter', 'stage'],
    });
  }
  return {
    project,
    batchId: filter.batchId ?? null,
    deviceId: readFilterText(filter.deviceId),
    stage,
    annotationStatus: readFilterText(filter.annotationStatus),
    split: filter.split ?? null,
    classValues: readClassValues(filter.classValues ?? []),
    search: readFilterText(filter.search),
    filename: readFilterText(filter.filename),
  };
}

function readProject({
  projectId,
  withoutProject,
}: typeof DatasetImageFilterInput.$inferInput): DatasetImageFilter['project'] {
  if (!withoutProject) return projectId ?? null;
  if (projectId == null) return 'none';
  throw new BadUserInput('`projectId` and `withoutProject` cannot be combined: leave one of them out', {
    argument: ['filter', 'withoutProject'],
  });
}

/** The backend takes a list in one text, split at commas and with blanks trimmed. */
function readClassValues(classes: readonly string[]): readonly string[] {
  for (const [index, name] of classes.entries()) {
    if (name === '' || name !== name.trim() || name.includes(',')) {
      throw new BadUserInput('A class must not be empty, contain a comma, or begin or end with a blank', {
        argument: ['filter', 'classValues', index],
      });
    }
  }
  return classes;
}

/** The costly parts that are selected of images. */
export function datasetImageNeedOf(images: readonly SelectedField[]): DatasetImageNeed {
  const names = new Set(images.map((field) => field.name));
  return { annotations: names.has('annotations'), imageUrl: names.has('imageUrl') || names.has('url') };
}

/** The list that the arguments ask for, with the costly parts that are selected of its images. */
function listOfDatasetImages(
  { filter, order }: DatasetImagesRequest,
  selected: readonly SelectedField[],
): ListQuery<DatasetImageRow, DatasetImagePageQuery> {
  const images = fieldsAt(selected, ['nodes'], ['edges', 'node']);
  const need = datasetImageNeedOf(images.flatMap((image) => image.fields()));
  const withNeed = (needed: DatasetImageNeed) => (page: Page) => ({ filter, order, page, need: needed });
  return {
    read: datasetImagePageRead,
    queryOf: withNeed(need),
    bareQueryOf: need.annotations || need.imageUrl ? withNeed(nothingCostly) : undefined,
    order: datasetImageOrder(order),
    dialect: acusightDialect,
    pageParameters: acusightPageParameters,
  };
}

/** What is known of the images that a page brings. */
export function factsOfDatasetImages(query: unknown): DatasetImageFacts {
  return { annotations: (query as DatasetImagePageQuery).need.annotations };
}

builder.queryField('datasetImages', (t) =>
  t.field({
    type: DatasetImageConnection,
    description: 'Dataset images, newest first by default. One Acusight request for up to 100 rows.',
    args: {
      ...windowArguments(t.arg),
      filter: t.arg({ type: DatasetImageFilterInput, description: 'Which images; all if absent.' }),
      orderBy: t.arg({
        type: DatasetImageOrderInput,
        description: 'Default: by time of arrival, newest first.',
      }),
    },
    extensions: {
      ...checkedBy(readDatasetImagesArgs),
      ...plannedBy<DatasetImagesArgs>((call) => {
        const request = readDatasetImagesArgs(call.args);
        const list = listOfDatasetImages(request, call.field.fields());
        return planConnection(request, list, call, { factsOf: factsOfDatasetImages });
      }),
      ...semanticNonNull(),
    },
    resolve: (_root, args, context, info) => {
      const request = readDatasetImagesArgs(args);
      const list = listOfDatasetImages(request, selectedFields(info));
      return readConnection(request, list, context.acusight.datasetImagePage, context, info);
    },
  }),
);

const nothingCostly: DatasetImageNeed = { annotations: false, imageUrl: false };

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
