/** What the gateway asks Acusight's lists for, and the parameters that say so on the wire. Pure. */

import type { Query } from '#src/http/json-client.ts';
import type { OffsetDialect, Page } from '#src/pagination/dialect.ts';

/** at most 100 rows at once; more is cut without a word. */
export const acusightDialect: OffsetDialect = { kind: 'offset', cap: 100 };

/** The parameters that say which page. */
export const acusightPageParameters: readonly string[] = ['limit', 'offset'];

export interface DatasetImageFilter {
  /** A project's id, or the images without one. */
  readonly project: number | 'none' | null;
  readonly batchId: number | null;
  readonly deviceId: string | null;
  readonly stage: string | null;
  readonly annotationStatus: string | null;
  readonly split: string | null;
  readonly classValues: readonly string[];
  readonly search: string | null;
  readonly filename: string | null;
}

/** Oldest first: what arrives while the list is read does not move its pages. */
export const byArrival = { field: 'created_at', direction: 'asc' } as const;

/** Every image. */
export const anyDatasetImage: DatasetImageFilter = {
  project: null,
  batchId: null,
  deviceId: null,
  stage: null,
  annotationStatus: null,
  split: null,
  classValues: [],
  search: null,
  filename: null,
};

/** Names the list of images with a filter, in whatever order. */
export function datasetImageList(filter: DatasetImageFilter): string {
  return `datasetImages ${JSON.stringify(filter)}`;
}

export interface DatasetImageOrder {
  readonly field: 'created_at' | 'updated_at' | 'filename';
  readonly direction: 'asc' | 'desc';
}

/** Which costly parts of an image must come along. */
export interface DatasetImageNeed {
  readonly annotations: boolean;
  readonly imageUrl: boolean;
}

export interface DatasetImagePageQuery {
  readonly filter: DatasetImageFilter;
  readonly order: DatasetImageOrder;
  readonly page: Page;
  readonly need: DatasetImageNeed;
}

/** What serves both needs. */
export function mergeDatasetImageNeeds(left: DatasetImageNeed, right: DatasetImageNeed): DatasetImageNeed {
  return {
    annotations: left.annotations || right.annotations,
    imageUrl: left.imageUrl || right.imageUrl,
  };
}

/** Parameters of GET /data/images. */
export function datasetImagePageParameters({ filter, order, page, need }: DatasetImagePageQuery): Query {
  return {
    project_id: filter.project === 'none' ? 'null' : filter.project,
    batch_id: filter.batchId,
    device_id: filter.deviceId,
    stage: filter.stage,
    annotation_status: filter.annotationStatus,
    split: filter.split,
    class_values: filter.classValues.length > 0 ? filter.classValues.join(',') : null,
    search: filter.search,
    filename: filter.filename,
    include_image_url: need.imageUrl || null,
    include_annotations: need.annotations || null,
    limit: page.limit,
    offset: page.offset,
    sort: order.field,
    order: order.direction,
  };
}
