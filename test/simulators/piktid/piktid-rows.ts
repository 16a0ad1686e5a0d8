/**
 * The rows of the simulated PiktID, in the words of the wire. Owns types only. Rows are mutable on purpose:
 * tests change them while the simulator runs, and every answer is computed from them anew.
 */

import type { SimulatedUser } from '#test/simulators/simulator.ts';

/** Who uploaded or started something: a user, a colleague without a login, or the platform itself. */
export type PiktidOwner = SimulatedUser | 'chiara' | 'platform';

/** Who may see a row: its owner and those it is shared with. */
export interface Owned {
  owner: PiktidOwner;
  sharedWith: SimulatedUser[];
}

/** An input picture of a job. */
export interface PiktidInputRow {
  /** Id of the uploaded asset; sent as `uuid` by by-project only (P-15). */
  assetId: string | null;
  filename: string;
}

export type PiktidImageStatus = 'pending' | 'processing' | 'completed' | 'failed';
export type PiktidJobStatus = PiktidImageStatus | 'aborted';

/** One version of one image of a job. Without `Owned`: an image belongs to whom its job belongs. */
export interface PiktidImageRow {
  id: number;
  image_index: number;
  group_index: number;
  version: number;
  original_filename: string | null;
  download_filename: string | null;
  inputs: PiktidInputRow[];
  /** Sent as null, as an object of nulls, or as one with links. */
  output: 'null' | 'empty' | 'links';
  input_description: Record<string, unknown> | null;
  status: PiktidImageStatus;
  /** From 0 to 1 (P-13). */
  quality_score: number | null;
  /** Seconds. */
  processing_time: number | null;
  error_message: string | null;
  feedback: string | null;
  feedback_comment: string | null;
  /** P-14: microseconds and `+00:00`. */
  created_at: string;
  review_status: string | null;
  review_annotations: unknown;
  retouch_claim: unknown;
  model_used: string | null;
  detail_needs_review: boolean;
  detail_review_reason: string | null;
}

export interface PiktidJobRow extends Owned {
  job_id: string;
  job_type: string;
  job_status: PiktidJobStatus;
  identity_code: string | null;
  identity_name: string | null;
  project_id: number | null;
  project_name: string | null;
  project_key: string | null;
  created_at: string;
  updated_at: string | null;
  created_by: string | null;
  processing_options: unknown;
  error_message: string | null;
  should_post_process: boolean;
  /** Every version, in any order; lists show the newest of each (image_index, group_index) (P-08). */
  images: PiktidImageRow[];
}

export interface PiktidAssetRow extends Owned {
  id: string;
  filename: string;
  created_at: string;
  created_by: string | null;
  tags: string[];
  visibility: 'private' | 'shared' | 'default';
  /** Not sent; `search` looks at it (P-09). */
  project_name: string | null;
  hasThumbnails: boolean;
  styling_note: string | null;
  detected: unknown;
  dimensions: { width: number; height: number } | null;
}

export interface PiktidProjectRow extends Owned {
  project_id: number;
  project_name: string;
  project_key: string;
  created_at: string | null;
  created_by: string | null;
}

/** An event of one account (P-17). */
export interface PiktidNotificationRow {
  owner: SimulatedUser;
  id: number;
  name: string;
  data: Record<string, unknown>;
  /** Seconds since 1970, with a fraction. */
  timestamp: number;
}

/** All rows. The arrays are the simulator's own: push to them, splice them, change what they hold. */
export interface PiktidData {
  readonly jobs: PiktidJobRow[];
  readonly assets: PiktidAssetRow[];
  readonly projects: PiktidProjectRow[];
  /** Oldest first. A row pushed here is seen by polls and backfills, not by streams that are open. */
  readonly notifications: PiktidNotificationRow[];
}

/** True where the user may see the row at all. Platform rows are for everyone who asks for them. */
export function isVisibleTo(row: Owned, user: SimulatedUser): boolean {
  return row.owner === user || row.owner === 'platform' || row.sharedWith.includes(user);
}

/** `mine`, `shared` or `default`, as this user sees the row. */
export function ownershipOf(row: Owned, user: SimulatedUser): 'mine' | 'shared' | 'default' {
  if (row.owner === 'platform') return 'default';
  return row.owner === user ? 'mine' : 'shared';
}

/** More variations than any position has. */
const groupsPerIndex = 1_000_000;

/** P-08: the newest version of each (image_index, group_index), in that order. */
export function newestImages(images: readonly PiktidImageRow[]): PiktidImageRow[] {
  const newest = new Map<number, PiktidImageRow>();
  for (const image of images) {
    const key = image.image_index * groupsPerIndex + image.group_index;
    const known = newest.get(key);
    if (known === undefined || known.version < image.version) newest.set(key, image);
  }
  return [...newest.values()].sort(compareImagePositions);
}

export function compareImagePositions(left: PiktidImageRow, right: PiktidImageRow): number {
  return left.image_index - right.image_index || left.group_index - right.group_index;
}

export interface ImageCounts {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
}

/** P-08: counters of the whole job, from its newest versions. */
export function countImages(newest: readonly PiktidImageRow[]): ImageCounts {
  return {
    total: newest.length,
    completed: newest.filter(({ status }) => status === 'completed').length,
    failed: newest.filter(({ status }) => status === 'failed').length,
  };
}
