/** Answers the routes of single jobs: status, results and the versions of one image. */

import type { Answer, UserRequest } from '#test/simulators/kit-types.ts';
import { createLinker, type PiktidContext, toImageResult, toJobStatus } from './piktid-context.ts';
import { emptyAnswer, invalidRequest, notAnInteger, parseInteger } from './piktid-query.ts';
import {
  compareImagePositions,
  countImages,
  isVisibleTo,
  newestImages,
  type PiktidJobRow,
} from './piktid-rows.ts';

/** P-16: null for unknown and for foreign ids. */
function findJob(context: PiktidContext, request: UserRequest): PiktidJobRow | null {
  const job = context.data.jobs.find((row) => row.job_id === request.params['job_id']);
  return job !== undefined && isVisibleTo(job, request.user) ? job : null;
}

/** GET /jobs/{job_id}/status. */
export function answerJobStatus(context: PiktidContext, request: UserRequest): Answer {
  const job = findJob(context, request);
  return job === null ? emptyAnswer(404) : { kind: 'json', status: 200, body: toJobStatus(job) };
}

/** GET /jobs/{job_id}/results: the newest version of every image, in order of position. */
export function answerJobResults(context: PiktidContext, request: UserRequest): Answer {
  const job = findJob(context, request);
  if (job === null) return emptyAnswer(404);
  const link = createLinker(context, request.origin);
  const newest = newestImages(job.images);
  const counts = countImages(newest);
  const scores = newest.map((image) => image.quality_score).filter((score) => score !== null);
  const average = scores.reduce((total, score) => total + score, 0) / scores.length;
  return {
    kind: 'json',
    status: 200,
    body: {
      ...toJobStatus(job),
      results: newest.map((image) => toImageResult(job.job_id, image, link)),
      summary: {
        total_images: counts.total,
        successful: counts.completed,
        failed: counts.failed,
        average_quality_score: scores.length === 0 ? null : roundTo4(average),
        success_rate: counts.total === 0 ? null : roundTo4(counts.completed / counts.total),
      },
      credits_used: job.job_status === 'completed' ? counts.completed * 2 : null,
    },
  };
}

function roundTo4(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

/** GET /jobs/{job_id}/versions/{image_index}: all groups and versions; 404 for an index that the job lacks. */
export function answerVersions(context: PiktidContext, request: UserRequest): Answer {
  const imageIndex = parseInteger(request.params['image_index'] ?? '');
  if (imageIndex === null) {
    return invalidRequest([{ field: 'image_index', message: notAnInteger, position: 'path' }]);
  }
  const job = findJob(context, request);
  const images = job?.images.filter((image) => image.image_index === imageIndex) ?? [];
  if (job === null || images.length === 0) return emptyAnswer(404);
  const link = createLinker(context, request.origin);
  const versions = images
    .sort((left, right) => compareImagePositions(left, right) || left.version - right.version)
    .map((image) => toImageResult(job.job_id, image, link));
  return { kind: 'json', status: 200, body: { job_id: job.job_id, image_index: imageIndex, versions } };
}
