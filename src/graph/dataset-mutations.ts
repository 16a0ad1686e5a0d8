/** The mutations on dataset images of Acusight: their state and split, and new annotations. */

import { BadUserInput } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import type { AnnotationRow, DatasetImageRow } from '#src/upstreams/acusight/contract.ts';
import {
  annotationSources,
  annotationStatuses,
  annotationTypes,
} from '#src/upstreams/acusight/known-words.ts';
import { datasetImageRead } from '#src/upstreams/acusight/reads.ts';
import { annotationRequest, changeRequest, type DatasetImageChange } from '#src/upstreams/acusight/writes.ts';
import { type AnnotationInput, readAnnotation } from './annotation-draft.ts';
import { checkedBy } from './argument-check.ts';
import { builder } from './builder.ts';
import { type DatasetImageFacts, datasetImageNeedOf } from './dataset-image.ts';
import { rowOrFailure } from './decoded.ts';
import { atMostOne, type FieldCall, type FieldPlan, planned, plannedBy, plannedWrite } from './field-plan.ts';
import { AnnotationRef, DatasetImageRef } from './refs.ts';
import { selectedFields } from './selection.ts';
import { semanticNonNull } from './semantic-non-null.ts';
import { type Payload, payloadOf, userErrorsField } from './user-error.ts';
import { wordList } from './word-list.ts';

const DatasetPart = builder.enumType('DatasetPart', {
  description: 'A part of a dataset that an image can be put into.',
  values: {
    TRAIN: { value: 'train', description: 'For training.' },
    VAL: { value: 'val', description: 'For validation.' },
    TEST: { value: 'test', description: 'For tests.' },
  } as const,
});

const UpdateImageInput = builder.inputType('UpdateDatasetImageInput', {
  description: 'Changes of a dataset image, at least one. What is absent stays.',
  fields: (t) => ({
    imageId: t.int({ required: true, description: "The image's Acusight id." }),
    annotationStatus: t.string({
      description: `How far its annotation is: ${wordList(annotationStatuses)}, or a newer word. Absent or null: stays.`,
    }),
    split: t.field({
      type: DatasetPart,
      description:
        'The part of the dataset. Absent: stays. Null: in no part; Acusight documents no null here and may refuse it with a ' +
        'user error.',
    }),
    splitLocked: t.boolean({
      description: 'Whether the split is protected from reassignment. Absent or null: stays.',
    }),
  }),
});

type UpdateImageArgs = { readonly input: typeof UpdateImageInput.$inferInput };

function readUpdateArgs({ input }: UpdateImageArgs): DatasetImageChange {
  const { imageId, annotationStatus, split, splitLocked } = input;
  if (annotationStatus == null && split === undefined && splitLocked == null) {
    throw new BadUserInput('`input` changes nothing: give annotationStatus, split or splitLocked', {
      argument: ['input'],
    });
  }
  return {
    imageId,
    annotationStatus: annotationStatus ?? undefined,
    split,
    splitLocked: splitLocked ?? undefined,
  };
}

/** The answer to a change has neither annotations nor signed URLs. */
function planChangedImage({ field, on }: FieldCall): FieldPlan {
  const { imageId } = on.facts as { readonly imageId: number };
  const facts: DatasetImageFacts = { annotations: false };
  const read = planned({
    read: datasetImageRead,
    query: { imageId, imageUrl: true },
    open: [],
    count: atMostOne,
  });
  const isNeeded = datasetImageNeedOf(field.fields()).imageUrl;
  return { reads: isNeeded ? [read] : [], objects: [{ ...on, facts }] };
}

const UpdateImagePayload = builder
  .objectRef<Payload<DatasetImageRow>>('UpdateDatasetImagePayload')
  .implement({
    description: 'The image after the change, or why it was not changed.',
    fields: (t) => ({
      datasetImage: t.field({
        type: DatasetImageRef,
        description:
          'The image after the change. Null where `userErrors` say why. Its `url` and `imageUrl` cost one more Acusight ' +
          'request.',
        extensions: plannedBy(planChangedImage),
        resolve: async ({ value }, _args, context, info) => {
          if (!value || !datasetImageNeedOf(selectedFields(info)).imageUrl) return value;
          const read = await context.acusight.datasetImage.load({ imageId: value.imageId, imageUrl: true });
          return { ...value, imageUrl: read?.imageUrl ?? null };
        },
      }),
      userErrors: userErrorsField(t),
    }),
  });

builder.mutationField('updateDatasetImage', (t) =>
  t.field({
    type: UpdateImagePayload,
    description:
      'Changes how far the annotation of a dataset image is, and its split. One Acusight request, never sent twice.',
    args: { input: t.arg({ type: UpdateImageInput, required: true, description: 'The only argument.' }) },
    extensions: {
      ...checkedBy(readUpdateArgs),
      ...plannedBy<UpdateImageArgs>(({ args }) => {
        const { imageId } = readUpdateArgs(args);
        return {
          reads: [plannedWrite('acusight', changeRequest(imageId))],
          objects: [{ count: atMostOne, set: `changed image ${imageId}`, facts: { imageId } }],
        };
      }),
      ...semanticNonNull(),
    },
    resolve: (_root, args, context) =>
      payloadOf(context.writes.acusight.updateDatasetImage(readUpdateArgs(args)), context),
  }),
);

const boxText =
  'Only for `bbox`, all four together and without `geometry`. Absent or null: said by `geometry`.';

const CreateAnnotationInput = builder.inputType('CreateAnnotationInput', {
  description:
    "A new annotation. Coordinates are fractions (0 to 1) of the image's width and height; the origin is the top left " +
    'corner. A region is given by `geometry`, or for `bbox` by its centre, width and height.',
  fields: (t) => ({
    imageId: t.int({ required: true, description: "The image's Acusight id." }),
    type: t.string({
      required: true,
      description: `Known words: ${wordList(annotationTypes)}. Newer ones are passed on.`,
    }),
    classValue: t.string({ required: true, description: 'What the region shows, for example `blazer`.' }),
    geometry: t.floatList({
      description:
        'Numbers from 0 to 1. For `bbox` four: centre x, centre y, width, height. For `polygon` x and y in turn for at ' +
        'least three corners; the last corner joins the first and does not repeat it. Absent or null: said by the four ' +
        'fields of the box.',
    }),
    xCenter: t.float({ description: `Centre of the box, 0 to 1 of the image's width. ${boxText}` }),
    yCenter: t.float({ description: `Centre of the box, 0 to 1 of the image's height. ${boxText}` }),
    width: t.float({ description: `Width of the box, 0 to 1 of the image's width. ${boxText}` }),
    height: t.float({ description: `Height of the box, 0 to 1 of the image's height. ${boxText}` }),
    source: t.string({
      description: `Who made it: ${wordList(annotationSources)}, or a newer word. Absent or null: \`manual\`.`,
    }),
    confidence: t.float({
      description: "A model's certainty from 0 to 1. Absent or null: none, as manual annotations have.",
    }),
    zOrder: t.int({ description: 'Drawing order: higher lies above lower. Absent or null: 0.' }),
  }),
});

const CreateAnnotationPayload = builder
  .objectRef<Payload<Decoded<AnnotationRow> | null>>('CreateAnnotationPayload')
  .implement({
    description: 'The new annotation, or why there is none.',
    fields: (t) => ({
      annotation: t.field({
        type: AnnotationRef,
        description:
          'The new annotation. Null where `userErrors` say why; otherwise it was created, but could not be read (an error ' +
          'says so) or told from others.',
        resolve: ({ value }) => value && rowOrFailure(value),
      }),
      userErrors: userErrorsField(t),
    }),
  });

/** The annotation is read where the answer leaves it out. */
function planAnnotation(input: AnnotationInput): FieldPlan {
  const query = { imageId: readAnnotation(input).imageId, imageUrl: false };
  const read = planned({ read: datasetImageRead, query, open: [], count: atMostOne });
  return { reads: [plannedWrite('acusight', annotationRequest()), read], objects: [] };
}

builder.mutationField('createAnnotation', (t) =>
  t.field({
    type: CreateAnnotationPayload,
    description:
      'Adds an annotation to a dataset image. One Acusight request, never sent twice; one more to read the annotation where ' +
      'the answer leaves it out. Acusight has no way to change or delete an annotation.',
    args: {
      input: t.arg({ type: CreateAnnotationInput, required: true, description: 'The only argument.' }),
    },
    extensions: {
      ...checkedBy((args: { readonly input: AnnotationInput }) => readAnnotation(args.input)),
      ...plannedBy<{ readonly input: AnnotationInput }>(({ args }) => planAnnotation(args.input)),
      ...semanticNonNull(),
    },
    resolve: (_root, { input }, context) =>
      payloadOf(context.writes.acusight.createAnnotation(readAnnotation(input)), context),
  }),
);
