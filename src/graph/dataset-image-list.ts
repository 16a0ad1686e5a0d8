/** `datasetImages`: the list of dataset images of Acusight, with its filter and its orders. */

import { BadUserInput } from '#src/errors.ts';
import type { Page } from '#src/pagination/dialect.ts';
import { scopeOf } from '#src/pagination/scope.ts';
import type { WindowArgs } from '#src/pagination/window.ts';
import type { DatasetImageRow } from '#src/upstreams/acusight/contract.ts';
import { annotationStatuses } from '#src/upstreams/acusight/known-words.ts';
import { datasetImageOrder } from '#src/upstreams/acusight/orders.ts';
import {
  acusightDialect,
  acusightPageParameters,
  type DatasetImageFilter,
  type DatasetImageNeed,
  type DatasetImageOrder,
  type DatasetImagePageQuery,
} from '#src/upstreams/acusight/queries.ts';
import { datasetImagePageRead } from '#src/upstreams/acusight/reads.ts';
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
import { datasetImageNeedOf, factsOfDatasetImages } from './dataset-image.ts';
import { plannedBy } from './field-plan.ts';
import type { ListQuery } from './list-query.ts';
import { OrderDirection } from './order.ts';
import { DatasetImageRef } from './refs.ts';
import { fieldsAt, type SelectedField, selectedFields } from './selection.ts';
import { semanticNonNull } from './semantic-non-null.ts';
import { wordList } from './word-list.ts';

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
  return { ...readListArgs(args, () => scopeOf('datasetImages', { filter, order })), filter, order };
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

const nothingCostly: DatasetImageNeed = { annotations: false, imageUrl: false };

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
