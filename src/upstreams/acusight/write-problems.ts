/**
 * Reads what Acusight says against a change (`{success: false, error: {code, message, details}}`) and finds the field
 * of the input that it is about. Pure.
 */

import { z } from 'zod';
import type { UpstreamRejection } from '#src/http/rejection.ts';
import { type InputPath, kindOfStatus, safeWords, type WriteProblem } from '../written.ts';

const text = z.string().nullish();
const answer = z.object({ error: z.object({ message: text, details: text }) });

/** The fields of both writing routes, and what the graph calls them. */
const fields: Readonly<Record<string, string>> = {
  annotation_status: 'annotationStatus',
  split: 'split',
  split_locked: 'splitLocked',
  image_id: 'imageId',
  type: 'type',
  class_value: 'classValue',
  geometry: 'geometry',
  source: 'source',
  confidence: 'confidence',
  z_order: 'zOrder',
};

/** What Acusight says; nothing where it says nothing that can be read. */
export function readWriteProblems({ status, body }: UpstreamRejection): WriteProblem[] {
  const { data } = answer.safeParse(body);
  const message = data?.error.details || data?.error.message;
  if (!message) return [];
  return [{ kind: kindOfStatus(status), message: safeWords(message), path: pathOf(message, status) }];
}

/** `details` start with the field: "split must be one of train, val, test". An image that is missing is named. */
function pathOf(message: string, status: number): InputPath | null {
  const [word = ''] = /^\w+/.exec(message) ?? [];
  if (Object.hasOwn(fields, word)) return [fields[word] ?? word];
  return status === 404 && /^image\b/i.test(message) ? ['imageId'] : null;
}
