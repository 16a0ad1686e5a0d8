/**
 * Runs jobs that were created through the API along P-20's timetable and tells about it. The state always
 * follows the clock that was passed in; a timer only exists while somebody listens.
 */

import type { SimulatedUser } from '#test/simulators/simulator.ts';
import type { PiktidData, PiktidImageRow, PiktidJobRow, PiktidNotificationRow } from './piktid-rows.ts';
import { formatMicros } from './piktid-times.ts';

export interface PiktidRunner {
  /** Starts a job now; its images must be pending. Those in `failing` will fail, by position. */
  start(job: PiktidJobRow, user: SimulatedUser, failing: ReadonlySet<number>): void;
  /** Brings every running job to the clock's state. Call it before reading rows. */
  advance(): void;
  /** Calls back for every new notification until the returned function is called. */
  subscribe(listener: (notification: PiktidNotificationRow) => void): () => void;
}

/** Something that happens to a job at one instant. */
interface Step {
  readonly atMs: number;
  readonly apply: () => void;
}

/** P-20. */
const invisibleMs = 500;
const pendingMs = 1_000;
const imageMs = 2_000;
/** The clock may stand still or be moved by hand: look at it often, but do not spin. */
const shortestWaitMs = 10;
const longestWaitMs = 50;

export function createPiktidRunner(data: PiktidData, now: () => number): PiktidRunner {
  const steps: Step[] = [];
  const listeners = new Set<(notification: PiktidNotificationRow) => void>();
  let timer: NodeJS.Timeout | undefined;
  let lastId = 90_200;
  const notify: Notify = (owner, name, atMs, about) => {
    lastId += 1;
    const notification = { owner, id: lastId, name, data: about, timestamp: atMs / 1000 };
    data.notifications.push(notification);
    for (const listener of listeners) listener(notification);
  };
  const advance = (): void => {
    for (let next = steps[0]; next !== undefined && next.atMs <= now(); next = steps[0]) {
      steps.shift();
      next.apply();
    }
    arm();
  };
  const arm = (): void => {
    clearTimeout(timer);
    const next = steps[0];
    if (next === undefined || listeners.size === 0) return;
    timer = setTimeout(advance, Math.min(longestWaitMs, Math.max(shortestWaitMs, next.atMs - now())));
  };
  return {
    advance,
    start: (job, user, failing) => {
      steps.push(...planJob({ data, job, user, failing, startMs: now(), notify }));
      steps.sort((left, right) => left.atMs - right.atMs);
      arm();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      arm();
      return () => {
        listeners.delete(listener);
        arm();
      };
    },
  };
}

type Notify = (owner: SimulatedUser, name: string, atMs: number, about: Record<string, unknown>) => void;

interface JobPlan {
  readonly data: PiktidData;
  readonly job: PiktidJobRow;
  readonly user: SimulatedUser;
  readonly failing: ReadonlySet<number>;
  readonly startMs: number;
  readonly notify: Notify;
}

/** The whole life of a job. A job that a test removed from the rows lives on unseen and unheard. */
function planJob(plan: JobPlan): Step[] {
  const { data, job } = plan;
  const shownMs = plan.startMs + invisibleMs;
  const workMs = shownMs + pendingMs;
  const alive = (apply: () => void) => () => {
    if (data.jobs.includes(job)) apply();
  };
  const images = job.images.map((image, position): Step => {
    const atMs = workMs + imageMs * (position + 1);
    return { atMs, apply: alive(() => finishImage(plan, image, position, atMs)) };
  });
  const endMs = workMs + imageMs * job.images.length;
  return [
    { atMs: shownMs, apply: () => data.jobs.push(job) },
    { atMs: workMs, apply: alive(() => startWork(plan, workMs)) },
    ...images,
    { atMs: endMs, apply: alive(() => finishJob(plan, endMs)) },
  ];
}

function startWork(plan: JobPlan, atMs: number): void {
  setJobStatus(plan, 'processing', atMs);
  const first = plan.job.images[0];
  if (first !== undefined) first.status = 'processing';
}

function finishImage(plan: JobPlan, image: PiktidImageRow, position: number, atMs: number): void {
  const failed = plan.failing.has(position);
  image.status = failed ? 'failed' : 'completed';
  image.output = failed ? 'empty' : 'links';
  image.quality_score = failed ? null : 0.9;
  image.processing_time = imageMs / 1000;
  image.error_message = failed ? 'No person found in the input image.' : null;
  image.download_filename = failed ? null : `${plan.job.job_id.slice(0, 8)}_${image.image_index}_0_v0.jpg`;
  const next = plan.job.images[position + 1];
  if (next !== undefined) next.status = 'processing';
  plan.job.updated_at = formatMicros(atMs * 1000);
  const { image_index, group_index, version, status } = image;
  plan.notify(plan.user, 'image_result', atMs, {
    job_id: plan.job.job_id,
    image_index,
    group_index,
    version,
    status,
  });
}

/** Completed if at least one image is. */
function finishJob(plan: JobPlan, atMs: number): void {
  const completed = plan.job.images.some(({ status }) => status === 'completed');
  if (!completed) plan.job.error_message = 'All images failed.';
  setJobStatus(plan, completed ? 'completed' : 'failed', atMs);
}

function setJobStatus(plan: JobPlan, status: PiktidJobRow['job_status'], atMs: number): void {
  plan.job.job_status = status;
  plan.job.updated_at = formatMicros(atMs * 1000);
  plan.notify(plan.user, 'batch_edit', atMs, { job_id: plan.job.job_id, status });
}
