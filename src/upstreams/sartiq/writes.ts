/**
 * The changes that one operation makes to set designs. Each is one request that is never sent twice; only a change
 * that depends on the set design as it is reads it first.
 */

import { UpstreamFailure } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JsonClient } from '#src/http/json-client.ts';
import { compareInstants } from '#src/pagination/compare.ts';
import { carryOut, refused, type WriteProblem, type Written } from '../written.ts';
import { type BaseImageUpload, uploadBaseImages } from './base-image-upload.ts';
import type { SartiqClient } from './client.ts';
import { decodeSetDesign, type SetDesignRow } from './contract.ts';
import { editLists, hasEdits, type ListOrigins, type SetDesignListEdits } from './list-edits.ts';
import { type SetDesignColumns, type SetDesignLists, setDesignBody } from './set-design-draft.ts';
import type { UploadTaskRow } from './upload-task.ts';
import { readWriteProblems, type SentInput } from './write-problems.ts';
import { completionRequest, creationRequest, deletionRequest, updateRequest } from './write-requests.ts';

/** A new set design. */
export interface SetDesignCreation extends SetDesignColumns, SetDesignLists {
  readonly name: string;
  /** On whose behalf the call acts (S-04). */
  readonly actingOrganizationId?: string | null | undefined;
}

/** A change of a set design. A list is given whole or by its changes, not both. */
export interface SetDesignUpdate extends SetDesignColumns, SetDesignLists, SetDesignListEdits {
  readonly setDesignId: string;
  readonly actingOrganizationId?: string | null | undefined;
  /** Refused where the set design changed after this instant. */
  readonly ifUnmodifiedSince?: string | null | undefined;
}

export interface SetDesignDeletion {
  readonly setDesignId: string;
  /** On whose behalf the call acts (S-04). */
  readonly organizationId?: string | null | undefined;
}

/** What the operators are asked to prepare. */
export interface CompletionRequest extends SetDesignDeletion {
  readonly subjectIds: readonly string[];
  readonly shotTypeIds: readonly string[];
}

export interface SartiqWrites {
  /** POST /set-designs/ */
  createSetDesign(creation: SetDesignCreation): Promise<Written<SetDesignRow>>;
  /** PUT /set-designs/{id}, after GET where the change depends on what is there. */
  updateSetDesign(update: SetDesignUpdate): Promise<Written<SetDesignRow>>;
  /** DELETE /set-designs/{id}; the value is its id. */
  deleteSetDesign(deletion: SetDesignDeletion): Promise<Written<string>>;
  /** POST /set-designs/{id}/request-completion: messages people. The value is Sartiq's message, where it has one. */
  requestCompletion(request: CompletionRequest): Promise<Written<string | null>>;
  /** POST /set-designs/{id}/base-images/upload; see `uploadBaseImages`. */
  uploadBaseImages(upload: BaseImageUpload): Promise<Written<UploadTaskRow>>;
}

export function createSartiqWrites(
  json: JsonClient,
  client: Pick<SartiqClient, 'setDesign'>,
  scope: OperationScope,
): SartiqWrites {
  return {
    createSetDesign: (creation) => createSetDesign(json, creation, scope),
    updateSetDesign: (update) => updateSetDesign(json, client, update, scope),
    deleteSetDesign: (deletion) => deleteSetDesign(json, deletion, scope),
    requestCompletion: (request) => requestCompletion(json, request, scope),
    uploadBaseImages: (upload) => uploadBaseImages(json, upload, scope),
  };
}

function createSetDesign(
  json: JsonClient,
  creation: SetDesignCreation,
  scope: OperationScope,
): Promise<Written<SetDesignRow>> {
  const target = creationRequest(creation.actingOrganizationId ?? null);
  // Creation takes no null for lists; to leave one out says the same.
  const lists = {
    baseImages: creation.baseImages ?? undefined,
    referenceImages: creation.referenceImages ?? undefined,
    subjectPortraits: creation.subjectPortraits ?? undefined,
  };
  const body = setDesignBody({ ...creation, ...lists });
  return carryOut({
    write: () => json.write({ ...target, json: body }, scope),
    decode: (answer) => rowOf(decodeSetDesign(answer)),
    problemsOf: problemsIn({ input: creation, parameters: { organization_id: 'actingOrganizationId' } }),
  });
}

async function updateSetDesign(
  json: JsonClient,
  client: Pick<SartiqClient, 'setDesign'>,
  update: SetDesignUpdate,
  scope: OperationScope,
): Promise<Written<SetDesignRow>> {
  const { setDesignId } = update;
  const organizationId = update.actingOrganizationId ?? null;
  let [lists, origins]: [SetDesignLists, ListOrigins] = [{}, {}];
  if (dependsOnDesign(update)) {
    const design = await client.setDesign({ setDesignId, organizationId }, scope);
    if (design === null) return refused(noSuchDesign);
    const row = rowOf(design);
    if (isModifiedSince(row, update.ifUnmodifiedSince ?? null)) return refused(modified);
    ({ lists, origins } = editLists(row, update));
  }
  const body = setDesignBody({ ...update, ...lists });
  const target = updateRequest({ setDesignId, organizationId });
  const parameters = { id: 'setDesignId', organization_id: 'actingOrganizationId' };
  return carryOut({
    write: () => json.write({ ...target, json: body }, scope),
    decode: (answer) => rowOf(decodeSetDesign(answer)),
    problemsOf: problemsIn({ input: update, parameters, origins }),
  });
}

function deleteSetDesign(
  json: JsonClient,
  deletion: SetDesignDeletion,
  scope: OperationScope,
): Promise<Written<string>> {
  const { setDesignId, organizationId = null } = deletion;
  return carryOut({
    write: () => json.write(deletionRequest({ setDesignId, organizationId }), scope),
    decode: () => setDesignId,
    problemsOf: problemsIn({ input: deletion, parameters: designParameters }),
  });
}

function requestCompletion(
  json: JsonClient,
  request: CompletionRequest,
  scope: OperationScope,
): Promise<Written<string | null>> {
  const { setDesignId, organizationId = null, subjectIds, shotTypeIds } = request;
  const target = completionRequest({ setDesignId, organizationId });
  const body = { subject_ids: subjectIds, shot_type_ids: shotTypeIds };
  return carryOut({
    write: () => json.write({ ...target, json: body }, scope),
    decode: messageIn,
    problemsOf: problemsIn({ input: request, parameters: designParameters }),
  });
}

const designParameters = { id: 'setDesignId', organization_id: 'organizationId' };

const noSuchDesign: WriteProblem = {
  kind: 'not found',
  message: 'Set design not found',
  path: ['setDesignId'],
};

const modified: WriteProblem = {
  kind: 'conflict',
  message: 'The set design was changed after `ifUnmodifiedSince`',
  path: ['ifUnmodifiedSince'],
};

/** Whether the set design must be read before it is changed. */
export function dependsOnDesign(update: SetDesignUpdate): boolean {
  const { baseImageChanges, referenceImageChanges, subjectPortraitChanges, ifUnmodifiedSince } = update;
  const edits = [baseImageChanges, referenceImageChanges, subjectPortraitChanges];
  return ifUnmodifiedSince != null || edits.some(hasEdits);
}

function isModifiedSince({ setDesignId, updatedAt }: SetDesignRow, instant: string | null): boolean {
  if (instant === null) return false;
  const order = compareInstants(updatedAt, instant);
  if (!Number.isNaN(order)) return order > 0;
  const details = { row: setDesignId, field: 'updated_at' };
  throw new UpstreamFailure('UPSTREAM_CONTRACT', 'sartiq', 'sent a time that cannot be compared', details);
}

function problemsIn(sent: SentInput) {
  return (rejection: Parameters<typeof readWriteProblems>[0]) => readWriteProblems(rejection, sent);
}

function rowOf(decoded: Decoded<SetDesignRow>): SetDesignRow {
  if (decoded instanceof UpstreamFailure) throw decoded;
  return decoded;
}

/** The request was accepted, so an answer without a message is no failure. */
function messageIn(answer: unknown): string | null {
  const isMessage = typeof answer === 'object' && answer !== null && 'message' in answer;
  return isMessage && typeof answer.message === 'string' ? answer.message : null;
}
