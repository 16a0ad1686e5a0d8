/**
 * What each workload asks the backends for, in their own words: the routes and parameters of the floor and of the reference.
 * Paths are below the URL of `upstream.ts`.
 */

import { imagesPerJob } from './world.ts';

export type Variables = Readonly<Record<string, string>>;

const wire = (text = ''): string => text.toLowerCase();

/** The gallery page with its images. */
export function galleryPath({ type = '', direction }: Variables): string {
  return `${jobsPath(imagesPerJob, wire(direction))}&job_type=${type}`;
}

/** @param images of each job; the backend gives one at least */
function jobsPath(images: number, order: string): string {
  return `/piktid/gallery/by-job?page=1&per_page=20&max_images_per_job=${images}&order=${order}`;
}

/** The four lists of the dashboard. */
export const dashboardPaths = {
  jobs: jobsPath(1, 'desc'),
  assets: assetsPath(20, { field: 'CREATED_AT', direction: 'DESC' }),
  setDesigns: '/sartiq/api/v1/set-designs/?skip=0&limit=20',
  datasetImages: '/acusight/api/data/images?limit=20&offset=0&sort=created_at&order=desc',
} as const;

export function assetsPath(count: number, { field, direction }: Variables): string {
  return `/piktid/assets?page=1&per_page=${count}&order=${wire(direction)}&sort_by=${wire(field)}`;
}

/** The dataset images of one name, with their annotations. */
export function namedImagesPath(name: string): string {
  return `/acusight/api/data/images?filename=${encodeURIComponent(name)}&include_annotations=true&limit=100&offset=0&sort=created_at&order=asc`;
}

export function setDesignPath({ id = '' }: Variables): string {
  return `/sartiq/api/v1/set-designs/${id}`;
}
