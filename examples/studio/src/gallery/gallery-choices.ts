/** What the gallery can be narrowed to and ordered by, and the variables that say so. Pure. */

import type { GalleryPageQueryVariables } from '../generated/graphql.ts';

export interface GalleryChoices {
  readonly status: keyof typeof statuses;
  readonly verdict: keyof typeof verdicts;
  readonly owner: keyof typeof owners;
  readonly order: keyof typeof orders;
  readonly imageOrder: keyof typeof imageOrders;
  /** Only this job; null for all. */
  readonly jobId: string | null;
}

export const statuses = {
  all: 'All',
  completed: 'Finished',
  processing: 'Under way',
  failed: 'Failed',
} as const;
export const verdicts = { any: 'Any', like: 'Liked', dislike: 'Disliked' } as const;
export const owners = { all: 'Everybody', MINE: 'Me', SHARED: 'My groups' } as const;
export const orders = { DESC: 'Newest first', ASC: 'Oldest first' } as const;
export const imageOrders = { best: 'Best first', name: 'By file name' } as const;

/**
 * Without a filter and in an order that PiktID has itself, the first images come along with their jobs however many a job
 * has: one request, always.
 */
export const firstGallery: GalleryChoices = {
  status: 'all',
  verdict: 'any',
  owner: 'all',
  order: 'DESC',
  imageOrder: 'best',
  jobId: null,
};

/** Jobs and their images are narrowed alike: then one request brings both. */
export function galleryVariables(choices: GalleryChoices): GalleryPageQueryVariables {
  const { status, verdict, owner, order, imageOrder, jobId } = choices;
  const imageStatus = status === 'all' ? null : status;
  const feedback = verdict === 'any' ? null : [verdict];
  return {
    jobFilter: { imageStatus, imageFeedback: feedback, ownership: owner === 'all' ? null : owner, jobId },
    imageFilter: { status: imageStatus, feedback },
    jobDirection: order,
    imageOrder: imageOrder === 'best' ? { field: 'QUALITY_SCORE', direction: 'DESC' } : null,
  };
}
