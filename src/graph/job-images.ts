/** `Job.images`: the images of a job as a connection, and what pages of jobs must bring along for it. */

import { scopeOf } from '#src/pagination/scope.ts';
import type { WindowArgs } from '#src/pagination/window.ts';
import { galleryAlwaysServes, type ImageSelection, imageNeedOf } from '#src/upstreams/piktid/job-images.ts';
import { jobQuery } from '#src/upstreams/piktid/job-reads.ts';
import { imageFeedbacks, imageStatuses } from '#src/upstreams/piktid/known-words.ts';
import { type ImageOrder, imageOrder } from '#src/upstreams/piktid/orders.ts';
import {
  anyJob,
  type ImageFilter,
  type ImageNeed,
  type JobPageQuery,
  mergeImageNeeds,
  noImages,
} from '#src/upstreams/piktid/queries.ts';
import { jobPageRead, jobResultsRead } from '#src/upstreams/piktid/reads.ts';
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
import { type FieldCall, type FieldPlan, planned, plannedBy, planObject } from './field-plan.ts';
import { OrderDirection } from './order.ts';
import { ImageRef, JobRef } from './refs.ts';
import { fieldsAt, type SelectedField, selectedFields } from './selection.ts';
import { semanticNonNull } from './semantic-non-null.ts';
import { wordList } from './word-list.ts';

const ImageConnection = connectionRef('Image', ImageRef, 'images of a job');

const ImageFilterInput = builder.inputType('ImageFilter', {
  description: 'Narrows the images of a job. Everything given must hold.',
  fields: (t) => ({
    status: t.string({
      description: `Only images in this state: ${wordList(imageStatuses)}. An unknown word matches nothing.`,
    }),
    feedback: t.stringList({
      description: `Only images with one of these verdicts: ${wordList(imageFeedbacks)}. An empty list does not narrow.`,
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
  const { field, direction } = args.orderBy ?? { field: 'original_filename', direction: 'asc' };
  // Its keys in one order, so that equal lists are asked for once.
  const order = { field, direction };
  const request = readListArgs(args, () => scopeOf('Job.images', { filter, order }));
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

/** What is known of jobs before they are there: what their page was asked for. */
interface JobFacts {
  readonly asked: Pick<JobPageQuery, 'images'> & { readonly filter: ImageFilter };
}

/** What is known of the jobs that a page brings. */
export function factsOfJobs(query: unknown): JobFacts {
  const { images, filter } = query as JobPageQuery;
  return { asked: { images, filter: filter.images } };
}

/** What a job must bring along for what is selected of it. */
export function imagesOfJob(selected: readonly SelectedField[]): ImageNeed {
  return imageNeedOfSelected(fieldsAt(selected, ['images']), anyJob.images);
}

/** One job by its id. */
export function planJob(jobId: string, images: ImageNeed, typeName?: 'Job'): FieldPlan {
  return planObject(jobPageRead, jobQuery(jobId, images), {
    factsOf: factsOfJobs,
    ...(typeName ? { typeName } : {}),
  });
}

/** Jobs whose images did not come along cost one request each. */
function planImages({ args, field, on }: FieldCall<ImageArgs>): FieldPlan {
  const { selection } = readImageArgs(args);
  const window = neededWindow(selection.window, field.fields());
  const { asked } = on.facts as JobFacts;
  const isServed = galleryAlwaysServes({ ...selection, window }, asked);
  const count = { min: 0, max: on.count.max };
  const results = planned({ read: jobResultsRead, query: '', open: ['job_id'], identity: on.set, count });
  const hasCursors = window.after !== null || window.before !== null;
  return {
    reads: isServed && !hasCursors ? [] : [results],
    objects: [
      {
        count: { min: 0, max: window.size * on.count.max },
        set: `${on.set} images ${JSON.stringify([selection.filter, selection.order, window])}`,
      },
    ],
  };
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
    extensions: { ...checkedBy(readImageArgs), ...plannedBy(planImages), ...semanticNonNull() },
    resolve: async (job, args, context, info) => {
      const { request, selection } = readImageArgs(args);
      const window = neededWindow(request.window, selectedFields(info));
      const images = await context.piktid.imagesOf(job, { ...selection, window });
      return connectionOf({ ...request, window }, images, imageOrder(selection.order), context, info);
    },
  }),
);
