/** Answers POST /model-swap: checks the body, keeps the rate limit (P-18) and starts a running job (P-20). */

import type { Answer, RequestBody, UserRequest } from '#test/simulators/kit-types.ts';
import { createRandom } from '#test/simulators/random.ts';
import type { SimulatedUser } from '#test/simulators/simulator.ts';
import type { PiktidContext } from './piktid-context.ts';
import { emptyAnswer, invalidRequest, type PiktidProblem } from './piktid-query.ts';
import { isVisibleTo, type PiktidImageRow, type PiktidJobRow, type PiktidProjectRow } from './piktid-rows.ts';
import { formatMicros } from './piktid-times.ts';

/** The instants of the last job creations, by user. */
export type CreationLog = Map<SimulatedUser, number[]>;

const limit = 5;
const windowMs = 60_000;
const mostImages = 10;

interface ModelSwap {
  readonly identityCode: string;
  readonly projectKey: string;
  readonly images: readonly string[];
}

/**
 * POST /model-swap. `images` are asset ids or any other text; one that contains `broken` gives a failed
 * image. Unknown projects are 404. Every request counts against the limit, also a wrong one.
 */
export async function answerModelSwap(
  context: PiktidContext,
  creations: CreationLog,
  request: UserRequest,
): Promise<Answer> {
  const retryAfterMs = countCreation(creations, request.user, context.now());
  if (retryAfterMs > 0) return emptyAnswer(429, { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) });
  const swap = readModelSwap(await request.readBody());
  if (Array.isArray(swap)) return invalidRequest(swap);
  const project = context.data.projects.find(
    (row) =>
      isVisibleTo(row, request.user) && [row.project_key, String(row.project_id)].includes(swap.projectKey),
  );
  if (project === undefined) return emptyAnswer(404);
  const job = buildJob(context, request.user, swap, project);
  const failing = swap.images.flatMap((image, position) => (image.includes('broken') ? [position] : []));
  context.runner.start(job, request.user, new Set(failing));
  return {
    kind: 'json',
    status: 202,
    body: { job_id: job.job_id, status: 'pending', message: 'Job accepted' },
  };
}

/** Notes one request; milliseconds until the next is allowed, or 0 where this one is. */
function countCreation(creations: CreationLog, user: SimulatedUser, nowMs: number): number {
  const recent = (creations.get(user) ?? []).filter((atMs) => nowMs - atMs < windowMs);
  creations.set(user, recent);
  const oldest = recent[0];
  if (recent.length >= limit && oldest !== undefined) return oldest + windowMs - nowMs;
  recent.push(nowMs);
  return 0;
}

/** The request, or everything that is wrong with it (P-01). */
function readModelSwap(body: RequestBody): ModelSwap | PiktidProblem[] {
  const value = body.kind === 'json' ? body.value : null;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ field: null, message: 'Input should be a valid JSON object', position: 'json' }];
  }
  const fields: Record<string, unknown> = { ...value };
  const { identity_code: identityCode, project_id: projectKey, images } = fields;
  const problems: PiktidProblem[] = [];
  const note = (field: string, message: string): void => {
    problems.push({
      field,
      message: fields[field] === undefined ? 'Field required' : message,
      position: 'json',
    });
  };
  if (typeof identityCode !== 'string') note('identity_code', 'Input should be a valid string');
  if (typeof projectKey !== 'string') note('project_id', 'Input should be a valid string');
  const texts = Array.isArray(images) ? images.filter((image) => typeof image === 'string') : [];
  if (!Array.isArray(images)) note('images', 'Input should be a valid list');
  else if (texts.length < images.length) note('images', 'Every item should be a valid string');
  else if (images.length > mostImages) note('images', `List should have at most ${mostImages} items`);
  if (problems.length > 0 || typeof identityCode !== 'string' || typeof projectKey !== 'string')
    return problems;
  return { identityCode, projectKey, images: texts };
}

function buildJob(
  context: PiktidContext,
  user: SimulatedUser,
  swap: ModelSwap,
  project: PiktidProjectRow,
): PiktidJobRow {
  const createdAt = formatMicros(context.now() * 1000);
  const lastId = context.data.jobs.reduce(
    (most, { images }) => images.reduce((max, { id }) => Math.max(max, id), most),
    0,
  );
  return {
    owner: user,
    sharedWith: [],
    job_id: createRandom(0, `piktid job ${context.nonce()}`).uuid(),
    job_type: 'model_swap',
    job_status: 'pending',
    identity_code: swap.identityCode,
    identity_name: null,
    project_id: project.project_id,
    project_name: project.project_name,
    project_key: project.project_key,
    created_at: createdAt,
    updated_at: null,
    created_by: user,
    processing_options: null,
    error_message: null,
    should_post_process: false,
    images: swap.images.map((image, index) => buildImage(context, user, image, index, lastId, createdAt)),
  };
}

function buildImage(
  context: PiktidContext,
  user: SimulatedUser,
  image: string,
  index: number,
  lastId: number,
  createdAt: string,
): PiktidImageRow {
  const asset = context.data.assets.find((row) => row.id === image && isVisibleTo(row, user));
  const filename = asset?.filename ?? image;
  return {
    id: lastId + index + 1,
    image_index: index,
    group_index: 0,
    version: 0,
    original_filename: filename,
    download_filename: null,
    inputs: [{ assetId: asset?.id ?? null, filename }],
    output: 'null',
    input_description: null,
    status: 'pending',
    quality_score: null,
    processing_time: null,
    error_message: null,
    feedback: null,
    feedback_comment: null,
    created_at: createdAt,
    review_status: null,
    review_annotations: null,
    retouch_claim: null,
    model_used: null,
    detail_needs_review: false,
    detail_review_reason: null,
  };
}
