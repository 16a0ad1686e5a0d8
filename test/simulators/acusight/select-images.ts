/** Chooses and orders images for a query. Pure; shows nothing, clamps nothing. */

import { compareCodePoints } from '#test/simulators/code-points.ts';
import type { IdFilter, ImageQuery } from './image-query.ts';
import type { AcusightData, BatchRow, ImageRow, Organization } from './rows.ts';

export interface Selection {
  readonly rows: readonly ImageRow[];
  /** All matches, before the window. */
  readonly total: number;
}

type Test = (image: ImageRow) => boolean;

export function selectImages(data: AcusightData, organization: Organization, query: ImageQuery): Selection {
  const tests = toTests(data, query);
  const matches = data.images.filter(
    (image) => image.organization === organization && tests.every((test) => test(image)),
  );
  matches.sort(imageOrder(query));
  return { rows: matches.slice(query.offset, query.offset + query.limit), total: matches.length };
}

/** One test per filter that was asked for; an image must pass them all. */
function toTests(data: AcusightData, query: ImageQuery): readonly Test[] {
  const tests: Test[] = [];
  const { annotationStatus, batchId, classValues, deviceId, filename, projectId, search, split, stage } =
    query;
  if (projectId !== undefined) tests.push(inProject(data.batches, projectId, stage));
  if (batchId !== undefined) tests.push((image) => image.batch_id === batchId);
  if (deviceId !== undefined) tests.push((image) => image.device_id === deviceId);
  if (annotationStatus !== undefined) tests.push((image) => image.annotation_status === annotationStatus);
  if (split === 'none') tests.push((image) => image.split === null);
  else if (split !== undefined && split !== 'all') tests.push((image) => image.split === split);
  if (classValues.length > 0) tests.push(withAnyClass(data, classValues));
  if (search !== undefined) {
    const part = search.toLowerCase();
    tests.push((image) => image.filename.toLowerCase().includes(part));
  }
  if (filename !== undefined) tests.push((image) => image.filename === filename);
  return tests;
}

/** An image without batch has no project and no stage. */
function inProject(batches: readonly BatchRow[], projectId: IdFilter, stage: string | undefined): Test {
  const byId = new Map(batches.map((batch) => [batch.id, batch]));
  return (image) => {
    const batch = image.batch_id === null ? undefined : byId.get(image.batch_id);
    return (batch?.project_id ?? null) === projectId && (stage === undefined || batch?.stage === stage);
  };
}

function withAnyClass(data: AcusightData, classValues: readonly string[]): Test {
  const imageIds = new Set<number>();
  for (const annotation of data.annotations) {
    if (classValues.includes(annotation.class_value)) imageIds.add(annotation.image_id);
  }
  return (image) => imageIds.has(image.id);
}

function imageOrder(query: ImageQuery): (left: ImageRow, right: ImageRow) => number {
  const sign = query.order === 'asc' ? 1 : -1;
  const { sort } = query;
  const compare = sort === 'filename' ? compareCodePoints : compareUnits;
  return (left, right) => sign * (compare(left[sort], right[sort]) || left.id - right.id);
}

function compareUnits(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
