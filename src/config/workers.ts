/**
 * How many processes answer, and which part of what the environment allows each of them gets. Pure. Counts of callers are
 * not divided: the processes count together, see `siblings.ts`.
 */

import { z } from 'zod';
import type { Config } from './config.ts';
import type { ValueKind } from './faults.ts';

/** `auto`: as many as the machine, or the container, has processors. */
export type WorkerCount = number | 'auto';

/** More would be a mistake. */
const mostWorkers = 64;

export const workerCount: ValueKind<WorkerCount> = {
  schema: z.union([
    z.literal('auto'),
    z
      .string()
      .regex(/^\d{1,2}$/)
      .transform(Number)
      .pipe(z.int().min(1).max(mostWorkers)),
  ]) as z.ZodType<WorkerCount, string>,
  mustBe: `a number from 1 to ${mostWorkers}, or \`auto\``,
};

/** @param processors how many there are */
export function countWorkers(
  { workers, edge }: Pick<Config, 'workers' | 'edge'>,
  processors: number,
): number {
  if (workers !== 'auto') return workers;
  return Math.min(processors, mostWorkers, edge.maxOperations, edge.maxSubscriptions);
}

/** What one of so many workers may do, so that all together do no more than the configuration allows. */
export function shareOfWorker(config: Config, count: number): Config {
  const { cache, edge } = config;
  return {
    ...config,
    // None at all would mean something else.
    cache: { maxBytes: Math.ceil(cache.maxBytes / count) },
    edge: {
      ...edge,
      maxOperations: Math.floor(edge.maxOperations / count),
      maxSubscriptions: Math.floor(edge.maxSubscriptions / count),
    },
  };
}
