/** Gallery images: the outputs of a job, and `Job.images` through which they are read. */

import { scopeOf } from '#src/pagination/scope.ts';
import type { WindowArgs } from '#src/pagination/window.ts';
import type { ImageFileRow } from '#src/upstreams/piktid/contract.ts';
import { type ImageSelection, imageNeedOf } from '#src/upstreams/piktid/job-images.ts';
import { type ImageOrder, imageOrder } from '#src/upstreams/piktid/orders.ts';
import {
  type ImageFilter,
  type ImageNeed,
  mergeImageNeeds,
  noImages,
} from '#src/upstreams/piktid/queries.ts';
import { checkedBy, readFilterText } from './argument-check.ts';
import { builder } from './builder.ts';
import {
  connectionOf,
  connectionRef,
  type ListRequest,
  neededWindow,
  readListArgs,
  windowArguments,
} from './connection.ts';
import { NodeInterface, nodeId } from './node.ts';
import { OrderDirection } from './order.ts';
import { PictureInterface, pictureFields } from './picture.ts';
import { ImageRef, JobRef } from './refs.ts';
import { type SelectedField, selectedFields } from './selection.ts';
import { semanticNonNull } from './semantic-non-null.ts';

const ImageFile = builder.objectRef<ImageFileRow>('ImageFile').implement({
  description: 'One stored picture in two sizes.',
  fields: (t) => ({
    fullSize: t.expose('fullSize', {
      type: 'URL',
      description: 'The picture in full size. Expires within an hour.',
    }),
    thumbnail: t.expose('thumbnail', {
      type: 'URL',
      description: 'A small version. Expires within an hour.',
    }),
    uuid: t.exposeString('uuid', {
      description: "The uploaded asset's id, where the backend sends it; the gallery usually does not.",
    }),
  }),
});

ImageRef.implement({
  description:
    'A generated image of the gallery: one output of a job, in its newest version. Read from PiktID, always ' +
    'through its job. Identified by job, image index, group index and version.',
  interfaces: [NodeInterface, PictureInterface],
  fields: (t) => ({
    ...pictureFields(t, {
      url: (image) => image.output?.fullSize ?? null,
      thumbnailUrl: (image) => image.output?.thumbnail ?? null,
      filename: (image) => image.originalFilename,
    }),
    id: nodeId(t, 'Image', (image) => [image.jobId, image.imageIndex, image.groupIndex, image.version]),
    jobId: t.exposeString('jobId', {
      nullable: false,
      description: "PiktID's id of the job that made the image.",
    }),
    imageIndex: t.exposeInt('imageIndex', {
      nullable: false,
      description: 'Position, from 0, of the input or instruction in the job. Never changes.',
    }),
    groupIndex: t.exposeInt('groupIndex', {
      nullable: false,
      description: 'Which variation, from 0, of that position.',
    }),
    version: t.exposeInt('version', {
      nullable: false,
      description: 'Counts up with every regeneration or retouch.',
    }),
    originalFilename: t.exposeString('originalFilename', {
      description:
        'File name of the uploaded input, in its exact code points. Names repeat; null for outputs without one input.',
    }),
    downloadFilename: t.exposeString('downloadFilename', {
      description: 'File name suggested for a download.',
    }),
    inputs: t.field({
      type: [ImageFile],
      nullable: { list: false, items: false },
      description: 'The pictures that the image was made from.',
      resolve: (image) => image.inputs,
    }),
    output: t.field({
      type: ImageFile,
      description: 'The picture that was made. Null, or without URLs, until there is one.',
      resolve: (image) => image.output,
    }),
    inputDescription: t.expose('inputDescription', {
      type: 'JSON',
      description: 'What was asked for, as free JSON, for example `{"pose": "walking"}`.',
    }),
    status: t.exposeString('status', {
      nullable: false,
      description: 'Known words: `pending`, `processing`, `completed`, `failed`. Others may appear.',
    }),
    qualityScore: t.exposeFloat('qualityScore', { description: 'From 0 (worst) to 1. Null until scored.' }),
    processingTime: t.exposeFloat('processingTime', { description: 'Seconds that making the image took.' }),
    errorMessage: t.exposeString('errorMessage', {
      description: "Why the image failed, in PiktID's own words.",
    }),
    feedback: t.exposeString('feedback', {
      description: "A user's verdict. Known words: `like`, `dislike`. Null if there is none.",
    }),
    feedbackComment: t.exposeString('feedbackComment', { description: "A user's words about the image." }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When the image was created, with microseconds.',
    }),
    reviewStatus: t.exposeString('reviewStatus', {
      description:
        'State of a review. Known words: `pending`, `approved`, `needs_retouch`. Null without a review.',
    }),
    reviewAnnotations: t.expose('reviewAnnotations', {
      type: 'JSON',
      description: "A reviewer's notes; their shape is not documented.",
    }),
    retouchClaim: t.expose('retouchClaim', {
      type: 'JSON',
      description: 'Who took the image for retouching; the shape is not documented.',
    }),
  }),
});

const ImageConnection = connectionRef('Image', ImageRef, 'images of a job');

const ImageFilterInput = builder.inputType('ImageFilter', {
  description: 'Narrows the images of a job. Everything given must hold.',
  fields: (t) => ({
    status: t.string({
      description:
        'Only images in this state: `pending`, `processing`, `completed`, `failed`. An unknown word matches nothing.',
    }),
    feedback: t.stringList({
      description:
        'Only images with one of these verdicts: `like`, `dislike`. An empty list does not narrow.',
    }),
  }),
});

const ImageOrderField = builder.enumType('ImageOrderField', {
  description:
    'What the images of a job can be ordered by. Ties are in order of image index, then group index.',
  values: {
    ORIGINAL_FILENAME: {
      value: 'original_filename',
      description: 'By code points; images without a name come last.',
    },
    QUALITY_SCORE: { value: 'quality_score', description: 'By score; images without one come last.' },
  } as const,
});

const ImageOrderInput = builder.inputType('ImageOrder', {
  description: 'An order of the images of a job.',
  fields: (t) => ({
    field: t.field({ type: ImageOrderField, required: true, description: 'What to order by.' }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'asc',
      description: 'Names ascending and scores descending are the cheapest.',
    }),
  }),
});

interface ImageArgs extends WindowArgs {
  readonly filter?: ImageFilterArgs | null | undefined;
  readonly orderBy?: ImageOrder | null | undefined;
}

interface ImageFilterArgs {
  readonly status?: string | null | undefined;
  readonly feedback?: readonly string[] | null | undefined;
}

/** The filter on images that `ImageFilter` and the image part of `JobFilter` stand for. */
export function readImageFilter(filter: ImageFilterArgs | null | undefined): ImageFilter {
  return {
    status: readFilterText(filter?.status),
    feedback: (filter?.feedback ?? []).filter((word) => word !== ''),
  };
}

interface ImagesRequest {
  readonly request: ListRequest;
  readonly selection: ImageSelection;
}

function readImageArgs(args: ImageArgs): ImagesRequest {
  const filter = readImageFilter(args.filter);
  const order = args.orderBy ?? { field: 'original_filename', direction: 'asc' };
  const request = readListArgs(args, scopeOf('Job.images', { filter, order }));
  return { request, selection: { window: request.window, filter, order } };
}

/** What a page of jobs must bring along for everything that is selected of `Job.images`. */
export function imageNeedOfSelected(images: readonly SelectedField[], pageFilter: ImageFilter): ImageNeed {
  return images
    .map((field) => {
      const { selection } = readImageArgs(field.args as ImageArgs);
      const window = neededWindow(selection.window, field.fields());
      return imageNeedOf({ ...selection, window }, pageFilter);
    })
    .reduce(mergeImageNeeds, noImages);
}

builder.objectField(JobRef, 'images', (t) =>
  t.field({
    type: ImageConnection,
    description:
      'The images of this job in their newest versions, whichever jobs were asked for. They come along with the ' +
      'request for their jobs where a job has at most 200; of larger jobs only the first 200 do, and other windows ' +
      'cost one request per job. Where the jobs themselves were filtered by `imageStatus` or `imageFeedback`, ' +
      'select the images with the same filter to have them come along.',
    args: {
      ...windowArguments(t.arg),
      filter: t.arg({ type: ImageFilterInput, description: 'Which images; all if absent.' }),
      orderBy: t.arg({ type: ImageOrderInput, description: 'Default: by original file name, ascending.' }),
    },
    extensions: { ...checkedBy(readImageArgs), ...semanticNonNull() },
    resolve: async (job, args, context, info) => {
      const { request, selection } = readImageArgs(args);
      const window = neededWindow(request.window, selectedFields(info));
      const images = await context.piktid.imagesOf(job, { ...selection, window });
      return connectionOf({ ...request, window }, images, imageOrder(selection.order), context, info);
    },
  }),
);
