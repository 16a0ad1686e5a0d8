/** Answers GET /gallery/by-job and GET /gallery/by-project: filter, sort, cut, in that order (P-08). */

import { compareCodePoints } from '#test/simulators/code-points.ts';
import type { Answer, UserRequest } from '#test/simulators/kit-types.ts';
import type { SimulatedUser } from '#test/simulators/simulator.ts';
import { createLinker, type PiktidContext, toGalleryJob, toImageResultV2 } from './piktid-context.ts';
import { compareAscii, cutPage, readOrder, readPage } from './piktid-pages.ts';
import { createQueryReader, invalidRequest, type QueryReader } from './piktid-query.ts';
import type { Owned, PiktidImageRow, PiktidJobRow, PiktidProjectRow } from './piktid-rows.ts';
import { compareImagePositions, countImages, isVisibleTo, newestImages, ownershipOf } from './piktid-rows.ts';

/** Which images are shown, and in which order. */
interface ImageSelection {
  readonly status: string | null;
  readonly feedback: readonly string[] | null;
  readonly sortBy: 'original_filename' | 'quality_score';
}

function readImageSelection(reader: QueryReader): ImageSelection {
  return {
    status: reader.text('status'),
    feedback: reader.texts('feedback'),
    sortBy: reader.word('sort_by', ['original_filename', 'quality_score'], 'original_filename'),
  };
}

/** P-06: without an image filter, groups without any image are listed too. */
function filtersImages({ status, feedback }: ImageSelection): boolean {
  return status !== null || feedback !== null;
}

function fitsImage({ status, feedback }: ImageSelection, image: PiktidImageRow): boolean {
  if (status !== null && image.status !== status) return false;
  return feedback === null || (image.feedback !== null && feedback.includes(image.feedback));
}

/** P-03: names ascending by code point, scores descending, nulls last, ties by position. */
function compareImages(sortBy: ImageSelection['sortBy']) {
  return (left: PiktidImageRow, right: PiktidImageRow): number => {
    const byKey =
      sortBy === 'original_filename'
        ? compareNullsLast(left.original_filename, right.original_filename, compareCodePoints)
        : compareNullsLast(left.quality_score, right.quality_score, (a, b) => b - a);
    return byKey || compareImagePositions(left, right);
  };
}

function compareNullsLast<Value>(
  left: Value | null,
  right: Value | null,
  compare: (left: Value, right: Value) => number,
): number {
  if (left === null) return right === null ? 0 : 1;
  return right === null ? -1 : compare(left, right);
}

/** P-10: absent means mine and shared. */
function fitsOwnership(row: Owned, user: SimulatedUser, wanted: 'mine' | 'shared' | null): boolean {
  const ownership = ownershipOf(row, user);
  return wanted === null ? ownership !== 'default' : ownership === wanted;
}

/** GET /gallery/by-job. */
export function answerByJob(context: PiktidContext, request: UserRequest): Answer {
  const reader = createQueryReader(request.query);
  const page = readPage(reader);
  const order = readOrder(reader);
  const projectId = reader.optionalInteger('project_id');
  const selection = readImageSelection(reader);
  const ownership = reader.optionalWord('ownership', ['mine', 'shared']);
  const jobId = reader.text('job_id');
  const jobType = reader.text('job_type');
  const maxImages = reader.integer('max_images_per_job', { fallback: 50, min: 1, max: 200 });
  const search = reader.text('search')?.toLowerCase() ?? null;
  if (reader.problems.length > 0) return invalidRequest(reader.problems);
  const fits = (job: PiktidJobRow): boolean =>
    isVisibleTo(job, request.user) &&
    fitsOwnership(job, request.user, ownership) &&
    (projectId === null || job.project_id === projectId) &&
    (jobType === null || job.job_type === jobType) &&
    // P-09; the contract lets `search` win over `job_id`.
    (search === null ? jobId === null || job.job_id === jobId : job.job_id.toLowerCase().includes(search)) &&
    (!filtersImages(selection) || newestImages(job.images).some((image) => fitsImage(selection, image)));
  const jobs = context.data.jobs.filter(fits).sort(compareJobs(order));
  const { rows, pagination } = cutPage(jobs, page);
  const link = createLinker(context, request.origin);
  const shown = rows.map((job) => {
    const newest = newestImages(job.images);
    const images = newest
      .filter((image) => fitsImage(selection, image))
      .sort(compareImages(selection.sortBy));
    return toGalleryJob(job, newest, images.slice(0, maxImages), link);
  });
  return { kind: 'json', status: 200, body: { pagination, jobs: shown } };
}

/** P-03: by created_at, ties by job_id ascending in both directions. */
function compareJobs(order: 'asc' | 'desc') {
  const sign = order === 'asc' ? 1 : -1;
  return (left: PiktidJobRow, right: PiktidJobRow): number =>
    sign * compareAscii(left.created_at, right.created_at) || compareAscii(left.job_id, right.job_id);
}

/** GET /gallery/by-project. */
export function answerByProject(context: PiktidContext, request: UserRequest): Answer {
  const reader = createQueryReader(request.query);
  const page = readPage(reader);
  const order = readOrder(reader);
  const projectId = reader.optionalInteger('project_id');
  const selection = readImageSelection(reader);
  const ownership = reader.optionalWord('ownership', ['mine', 'shared']);
  const maxImages = reader.integer('max_images_per_project', { fallback: 50, min: 1, max: 200 });
  const search = reader.text('search')?.toLowerCase() ?? null;
  if (reader.problems.length > 0) return invalidRequest(reader.problems);
  const groups = groupByProject(context, request.user);
  const fits = (project: PiktidProjectRow): boolean =>
    fitsOwnership(project, request.user, ownership) &&
    (projectId === null || project.project_id === projectId) &&
    (search === null || projectTexts(project).some((text) => text.toLowerCase().includes(search))) &&
    (!filtersImages(selection) || imagesOf(groups, project).some(({ image }) => fitsImage(selection, image)));
  const projects = visibleProjects(context, request.user).filter(fits).sort(compareProjects(order));
  const { rows, pagination } = cutPage(projects, page);
  const link = createLinker(context, request.origin);
  const compare = compareImages(selection.sortBy);
  const shown = rows.map((project) => {
    const all = imagesOf(groups, project);
    const counts = countImages(all.map(({ image }) => image));
    const images = all
      .filter(({ image }) => fitsImage(selection, image))
      .sort((left, right) => compare(left.image, right.image) || compareAscii(left.jobId, right.jobId))
      .slice(0, maxImages);
    return {
      ...toProjectCore(project),
      created_at: project.created_at,
      created_by: project.created_by,
      total_images: counts.total,
      completed_images: counts.completed,
      failed_images: counts.failed,
      images: images.map(({ jobId, image }) => toImageResultV2(jobId, image, link)),
    };
  });
  return { kind: 'json', status: 200, body: { pagination, projects: shown } };
}

interface PlacedImage {
  readonly jobId: string;
  readonly image: PiktidImageRow;
}

/** The newest images of the visible jobs, by project id. */
function groupByProject(context: PiktidContext, user: SimulatedUser): ReadonlyMap<number, PlacedImage[]> {
  const groups = new Map<number, PlacedImage[]>();
  for (const job of context.data.jobs) {
    if (job.project_id === null || !isVisibleTo(job, user)) continue;
    const group = groups.get(job.project_id) ?? [];
    groups.set(job.project_id, group);
    for (const image of newestImages(job.images)) group.push({ jobId: job.job_id, image });
  }
  return groups;
}

function imagesOf(
  groups: ReadonlyMap<number, readonly PlacedImage[]>,
  project: PiktidProjectRow,
): readonly PlacedImage[] {
  return groups.get(project.project_id) ?? [];
}

function visibleProjects(context: PiktidContext, user: SimulatedUser): PiktidProjectRow[] {
  return context.data.projects.filter((project) => isVisibleTo(project, user));
}

function projectTexts({ project_name, project_key, project_id }: PiktidProjectRow): readonly string[] {
  return [project_name, project_key, String(project_id)];
}

function toProjectCore({ project_id, project_name, project_key }: PiktidProjectRow): Record<string, unknown> {
  return { project_id, project_name, project_key };
}

/** By created_at, unknown ones as the oldest; ties by id ascending. */
function compareProjects(order: 'asc' | 'desc') {
  const sign = order === 'asc' ? 1 : -1;
  return (left: PiktidProjectRow, right: PiktidProjectRow): number =>
    sign * compareAscii(left.created_at ?? '', right.created_at ?? '') || left.project_id - right.project_id;
}

/** GET /project: the caller's projects, newest first. Its 400 comes from P-01; the contract lists none here. */
export function answerProjects(context: PiktidContext, request: UserRequest): Answer {
  const reader = createQueryReader(request.query);
  const page = readPage(reader);
  if (reader.problems.length > 0) return invalidRequest(reader.problems);
  const projects = visibleProjects(context, request.user).sort(compareProjects('desc'));
  const { rows, pagination } = cutPage(projects, page);
  const shown = rows.map(({ project_id, project_name, project_key }) => ({
    project_id,
    project_text: project_name,
    project_key,
  }));
  return { kind: 'json', status: 200, body: { projects: shown, pagination } };
}
