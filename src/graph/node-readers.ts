/** How an object of each type is read again by its key, and what that will ask for. A new type is listed here, once each. */

import { UpstreamFailure } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import { anyImage } from '#src/upstreams/piktid/job-reads.ts';
import { assetRead, imageVersionsRead, jobResultsRead } from '#src/upstreams/piktid/reads.ts';
import type { CatalogueName } from '#src/upstreams/sartiq/catalogue-contract.ts';
import { type SetDesignKey, setDesignRead, uploadTaskRead } from '#src/upstreams/sartiq/reads.ts';
import { catalogueReads } from './catalogue-plan.ts';
import type { GraphContext } from './context.ts';
import { planDatasetImage, readDatasetImage } from './dataset-image.ts';
import { atMostOne, type FieldPlan, planned, planObject } from './field-plan.ts';
import type { NodeKeys, NodeType } from './global-id.ts';
import { imagesOfJob, planJob } from './job-images.ts';
import type { SelectedField } from './selection.ts';

/** Reads an object by its key; what is selected of it says what must come along. */
export type Reader<Key> = (
  key: Key,
  context: GraphContext,
  selected: readonly SelectedField[],
) => Promise<object | null | undefined>;

export const nodeReaders: { readonly [Type in NodeType]: Reader<NodeKeys[Type]> } = {
  Job: ([jobId], { piktid }, selected) => piktid.job(jobId, imagesOfJob(selected)),
  Image: ([jobId, imageIndex, groupIndex, version], { piktid }) =>
    piktid.image({ jobId, imageIndex, groupIndex, version }),
  Asset: ([assetId], { piktid }) => piktid.asset.load(assetId),
  SetDesign: ([setDesignId], context) => readSetDesign(setDesignId, context),
  SetBaseImage: async ([setDesignId, id], context) =>
    partOf((await readSetDesign(setDesignId, context))?.baseImages, id, ({ imageId }) => imageId),
  SetReferenceImage: async ([setDesignId, id], context) =>
    partOf((await readSetDesign(setDesignId, context))?.referenceImages, id, ({ imageId }) => imageId),
  SubjectPortrait: async ([setDesignId, id], context) =>
    partOf((await readSetDesign(setDesignId, context))?.subjectPortraits, id, ({ imageId }) => imageId),
  UploadTask: ([taskId], { sartiq }) => sartiq.uploadTask.load(taskId),
  Subject: (key, context) => readCatalogueRow('subjects', key, context),
  ShotType: (key, context) => readCatalogueRow('shot-types', key, context),
  BackgroundPreset: (key, context) => readCatalogueRow('background-presets', key, context),
  DatasetImage: ([imageId], context, selected) => readDatasetImage(imageId, selected, context),
  Annotation: async ([imageId, id], context) =>
    partOf(
      (await readDatasetImage(imageId, [], context))?.annotations,
      id,
      ({ annotationId }) => annotationId,
    ),
};

function readSetDesign(setDesignId: string, { sartiq }: GraphContext) {
  return sartiq.setDesign.load(inPerson(setDesignId));
}

function readCatalogueRow(
  name: CatalogueName,
  [organizationId, id]: readonly [organizationId: string, id: string],
  { sartiq }: GraphContext,
) {
  return sartiq.catalogueRow({ name, organizationId: organizationId || null }, id);
}

/** A row by its id among the parts of an object; throws its failure where it could not be read. */
function partOf<Row extends object, Id extends string | number>(
  rows: readonly Decoded<Row>[] | null | undefined,
  id: Id,
  idOf: (row: Row) => Id,
): Row | null {
  for (const row of rows ?? []) {
    if (row instanceof UpstreamFailure) {
      if (row.row === String(id)) throw row;
    } else if (idOf(row) === id) {
      return row;
    }
  }
  return null;
}

type Planner<Key> = (key: Key, selected: readonly SelectedField[]) => FieldPlan;

/** What the readers of the same names will ask for. */
export const nodePlanners: { readonly [Type in NodeType]: Planner<NodeKeys[Type]> } = {
  Job: ([jobId], selected) => planJob(jobId, imagesOfJob(selected)),
  Image: ([jobId, imageIndex]) => planImage(jobId, imageIndex),
  Asset: ([assetId]) => planObject(assetRead, assetId),
  SetDesign: ([setDesignId]) => planObject(setDesignRead, inPerson(setDesignId)),
  SetBaseImage: ([setDesignId]) => planObject(setDesignRead, inPerson(setDesignId)),
  SetReferenceImage: ([setDesignId]) => planObject(setDesignRead, inPerson(setDesignId)),
  SubjectPortrait: ([setDesignId]) => planObject(setDesignRead, inPerson(setDesignId)),
  UploadTask: ([taskId]) => planObject(uploadTaskRead, taskId),
  Subject: (key) => planCatalogueNode('subjects', key),
  ShotType: (key) => planCatalogueNode('shot-types', key),
  BackgroundPreset: (key) => planCatalogueNode('background-presets', key),
  DatasetImage: ([imageId], selected) => planDatasetImage(imageId, selected),
  Annotation: ([imageId]) => ({ ...planDatasetImage(imageId, []), objects: [] }),
};

/** Its job, and where that is not enough the results of the job, and the versions of the image. */
function planImage(jobId: string, imageIndex: number): FieldPlan {
  const job = planJob(jobId, anyImage);
  const results = planned({ read: jobResultsRead, query: jobId, open: [], count: atMostOne });
  const versions = planned({
    read: imageVersionsRead,
    query: { jobId, imageIndex },
    open: [],
    count: atMostOne,
  });
  const objects = job.objects.map(({ count, set }) => ({ count, set: `${set} image ${imageIndex}` }));
  return { reads: [...job.reads, results, versions], objects };
}

function planCatalogueNode(
  name: CatalogueName,
  [organizationId]: readonly [organizationId: string, id: string],
): FieldPlan {
  return {
    reads: [catalogueReads({ name, organizationId: organizationId || null }, atMostOne)],
    objects: [],
  };
}

function inPerson(setDesignId: string): SetDesignKey {
  return { setDesignId, organizationId: null };
}
