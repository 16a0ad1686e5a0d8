/** Jobs of the gallery: the type and the fields of the query that read them. */

import { BadUserInput } from '#src/errors.ts';
import type { Page } from '#src/pagination/dialect.ts';
import { scopeOf } from '#src/pagination/scope.ts';
import type { WindowArgs } from '#src/pagination/window.ts';
import type { JobRow } from '#src/upstreams/piktid/contract.ts';
import { imageFeedbacks, imageStatuses, jobTypes } from '#src/upstreams/piktid/known-words.ts';
import { jobOrder } from '#src/upstreams/piktid/orders.ts';
import {
  type Direction,
  type ImageNeed,
  type JobFilter,
  type JobPageQuery,
  noImages,
  piktidDialect,
  piktidPageParameters,
} from '#src/upstreams/piktid/queries.ts';
import { jobPageRead } from '#src/upstreams/piktid/reads.ts';
import { checkedBy, readFilterText, readTextId } from './argument-check.ts';
import { builder } from './builder.ts';
import {
  connectionRef,
  type ListRequest,
  readConnection,
  readListArgs,
  windowArguments,
} from './connection.ts';
import { planConnection } from './connection-plan.ts';
import { plannedBy } from './field-plan.ts';
import { factsOfJobs, imageNeedOfSelected, imagesOfJob, planJob, readImageFilter } from './job-images.ts';
import type { ListQuery } from './list-query.ts';
import { NodeInterface, nodeId } from './node.ts';
import { OrderDirection } from './order.ts';
import { JobRef } from './refs.ts';
import { fieldsAt, type SelectedField, selectedFields } from './selection.ts';
import { semanticNonNull } from './semantic-non-null.ts';
import { wordList } from './word-list.ts';

JobRef.implement({
  description: 'A job of the gallery: a batch of images made in one go. Read from PiktID.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: nodeId(t, 'Job', (job) => [job.jobId]),
    jobId: t.exposeString('jobId', { nullable: false, description: "PiktID's id of the job." }),
    jobType: t.exposeString('jobType', {
      nullable: false,
      description: `What the job does. Known words: ${wordList(jobTypes)}. Others may appear.`,
    }),
    jobStatus: t.exposeString('jobStatus', {
      nullable: false,
      description:
        'Known words: `pending`, `processing`, and the final ones `completed`, `failed`, `aborted`. Others may appear.',
    }),
    identityCode: t.exposeString('identityCode', {
      description: 'Code of the AI model (person) in the images. Null for job types that use none.',
    }),
    identityName: t.exposeString('identityName', { description: 'Name of that AI model.' }),
    projectId: t.exposeInt('projectId', {
      description: "PiktID's id of the project. Null for jobs without a project.",
    }),
    projectName: t.exposeString('projectName', { description: "The project's name, free text." }),
    projectKey: t.exposeString('projectKey', { description: "The project's short name in URLs." }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When the job was created, with microseconds.',
    }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When the job last changed.' }),
    createdBy: t.exposeString('createdBy', { description: 'User name of who started the job.' }),
    totalImages: t.exposeInt('totalImages', {
      nullable: false,
      description: 'Images of the whole job, whatever filter found it.',
    }),
    completedImages: t.exposeInt('completedImages', {
      nullable: false,
      description: 'Images that are done, of the whole job.',
    }),
    failedImages: t.exposeInt('failedImages', {
      nullable: false,
      description: 'Images that failed, of the whole job.',
    }),
    processingOptions: t.expose('processingOptions', {
      type: 'JSON',
      description: 'Options that the job was started with, as free JSON.',
    }),
  }),
});

const JobConnection = connectionRef('Job', JobRef, 'jobs');

const JobOwnership = builder.enumType('JobOwnership', {
  description: 'Whose jobs.',
  values: {
    MINE: { value: 'mine', description: "The caller's own." },
    SHARED: { value: 'shared', description: "Those of members of the caller's groups." },
  } as const,
});

const JobFilterInput = builder.inputType('JobFilter', {
  description:
    'Narrows a list of jobs. Everything given must hold; empty text and empty lists do not narrow.',
  fields: (t) => ({
    projectId: t.int({ description: 'Only jobs of the project with this PiktID id.' }),
    jobId: t.string({ description: 'Only the job with exactly this id. Not together with `search`.' }),
    jobType: t.string({
      description: `Only jobs of this type: ${wordList(jobTypes)}, or a newer word.`,
    }),
    ownership: t.field({
      type: JobOwnership,
      description: "Whose jobs; the caller's own and shared ones if absent.",
    }),
    search: t.string({
      description:
        'Only jobs whose id contains this text, upper and lower case alike. Not together with `jobId`.',
    }),
    imageStatus: t.string({
      description:
        `Only jobs with at least one image in this state: ${wordList(imageStatuses)}. An unknown word matches nothing. ` +
        'Does not narrow `Job.images`.',
    }),
    imageFeedback: t.stringList({
      description: `Only jobs with at least one image with one of these verdicts: ${wordList(imageFeedbacks)}. Does not narrow \`Job.images\`.`,
    }),
  }),
});

interface JobsArgs extends WindowArgs {
  readonly filter?: typeof JobFilterInput.$inferInput | null | undefined;
  readonly orderDirection: Direction;
}

interface JobsRequest extends ListRequest {
  readonly filter: JobFilter;
  readonly direction: Direction;
}

function readJobsArgs(args: JobsArgs): JobsRequest {
  const filter = readJobFilter(args.filter ?? {});
  const direction = args.orderDirection;
  return { ...readListArgs(args, () => scopeOf('jobs', { filter, direction })), filter, direction };
}

function readJobFilter(filter: typeof JobFilterInput.$inferInput): JobFilter {
  const [jobId, search] = [readFilterText(filter.jobId), readFilterText(filter.search)];
  if (jobId !== null && search !== null) {
    throw new BadUserInput('`jobId` and `search` cannot be combined: leave one of them out', {
      argument: ['filter', 'search'],
    });
  }
  return {
    projectId: filter.projectId ?? null,
    jobId,
    jobType: readFilterText(filter.jobType),
    ownership: filter.ownership ?? null,
    search,
    images: readImageFilter({ status: filter.imageStatus, feedback: filter.imageFeedback }),
  };
}

/** The list that the arguments ask for, with the images that are selected of its jobs. */
function listOfJobs(
  { filter, direction }: JobsRequest,
  selected: readonly SelectedField[],
): ListQuery<JobRow, JobPageQuery> {
  const jobs = fieldsAt(selected, ['nodes'], ['edges', 'node']);
  const images = imageNeedOfSelected(
    fieldsAt(
      jobs.flatMap((job) => job.fields()),
      ['images'],
    ),
    filter.images,
  );
  const withImages = (need: ImageNeed) => (page: Page) => ({ filter, direction, page, images: need });
  return {
    read: jobPageRead,
    queryOf: withImages(images),
    bareQueryOf: images.count > 0 ? withImages(noImages) : undefined,
    order: jobOrder(direction),
    dialect: piktidDialect,
    pageParameters: piktidPageParameters,
  };
}

builder.queryField('jobs', (t) =>
  t.field({
    type: JobConnection,
    description:
      'Jobs of the gallery, newest first by default. One PiktID request where one page holds the window.',
    args: {
      ...windowArguments(t.arg),
      filter: t.arg({
        type: JobFilterInput,
        description: 'Which jobs; all that the caller may see if absent.',
      }),
      orderDirection: t.arg({
        type: OrderDirection,
        required: true,
        defaultValue: 'desc',
        description: 'Direction of the order by creation time. Ties are in ascending order of the job id.',
      }),
    },
    extensions: {
      ...checkedBy(readJobsArgs),
      ...plannedBy<JobsArgs>((call) => {
        const request = readJobsArgs(call.args);
        return planConnection(request, listOfJobs(request, call.field.fields()), call, {
          factsOf: factsOfJobs,
        });
      }),
      ...semanticNonNull(),
    },
    resolve: (_root, args, context, info) => {
      const request = readJobsArgs(args);
      const list = listOfJobs(request, selectedFields(info));
      return readConnection(request, list, context.piktid.jobPage, context, info);
    },
  }),
);

/** The id of a job, for every field that takes one. */
export function readJobArgs({ jobId }: { readonly jobId: string }): string {
  return readTextId(jobId, 'jobId');
}

builder.queryField('job', (t) =>
  t.field({
    type: JobRef,
    description:
      'One job by its PiktID id; null if there is none that the caller may see. One PiktID request.',
    args: { jobId: t.arg.string({ required: true, description: "PiktID's id of the job, exactly." }) },
    extensions: {
      ...checkedBy(readJobArgs),
      ...plannedBy<{ readonly jobId: string }>(({ args, field }) =>
        planJob(readJobArgs(args), imagesOfJob(field.fields())),
      ),
    },
    resolve: (_root, args, { piktid }, info) =>
      piktid.job(readJobArgs(args), imagesOfJob(selectedFields(info))),
  }),
);
