/**
 * The words that PiktID is known to use in its columns, and what is looked at in its rows. Each of the sets is open: others may
 * come, and are passed on. Refuses nothing.
 */

import { knownWords, type RowCheck, type RowShape, rowsWithin } from '../contract-watch.ts';
import {
  type AssetRow,
  assetKeepsDigits,
  type ImageRow,
  imageKeepsDigits,
  type JobRow,
  jobKeepsDigits,
} from './contract.ts';

export const jobTypes = ['model_swap', 'flat_2_model', 'identity_preprocessing', 'identity_creation'];
const jobStatuses = ['pending', 'processing', 'completed', 'failed', 'aborted'];
export const imageStatuses = ['pending', 'processing', 'completed', 'failed'];
export const imageFeedbacks = ['like', 'dislike'];
export const reviewStatuses = ['pending', 'approved', 'needs_retouch'];
export const assetTags = ['model', 'product', 'background', 'other'];
export const assetVisibilities = ['private', 'shared', 'default'];

const imageChecks: readonly RowCheck<ImageRow>[] = [
  knownWords('status', imageStatuses, (row) => row.status),
  knownWords('feedback', imageFeedbacks, (row) => row.feedback),
  knownWords('review_status', reviewStatuses, (row) => row.reviewStatus),
];

export const imageShape: RowShape<ImageRow> = {
  keyOf: ({ jobId, imageIndex, groupIndex }) => [jobId, imageIndex, groupIndex].join('/'),
  checks: imageChecks,
  keepsDigits: imageKeepsDigits,
};

export const jobShape: RowShape<JobRow> = {
  keyOf: (row) => row.jobId,
  checks: [
    knownWords('job_type', jobTypes, (row) => row.jobType),
    knownWords('job_status', jobStatuses, (row) => row.jobStatus),
    rowsWithin('images', (row) => row.gallery.rows, imageChecks),
  ],
  keepsDigits: jobKeepsDigits,
};

export const assetShape: RowShape<AssetRow> = {
  keyOf: (row) => row.assetId,
  checks: [
    knownWords('tags', assetTags, (row) => row.tags),
    knownWords('visibility', assetVisibilities, (row) => row.visibility),
  ],
  keepsDigits: assetKeepsDigits,
};
