/** Reads one job, for every field that needs one by its id. */

import { UpstreamFailure } from '#src/errors.ts';
import type { JobRow } from '#src/upstreams/piktid/contract.ts';
import { anyJob, type ImageNeed } from '#src/upstreams/piktid/queries.ts';
import type { GraphContext } from './context.ts';

/** One job by its id, with the images that are needed; null for an unknown one. */
export async function readJob(
  jobId: string,
  images: ImageNeed,
  { piktid }: GraphContext,
): Promise<JobRow | null> {
  const page = { offset: 0, limit: 1 };
  const { rows } = await piktid.jobPage.load({
    filter: { ...anyJob, jobId },
    direction: 'desc',
    page,
    images,
  });
  const [row] = rows;
  if (row instanceof UpstreamFailure) throw row;
  return row?.jobId === jobId ? row : null;
}
