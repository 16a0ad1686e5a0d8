/** The routes of base image uploads and their tasks (S-10). */

import type { Answer, Route } from '#test/simulators/kit-types.ts';
import {
  answerJson,
  type Call,
  findDesign,
  pathUuid,
  queryUuid,
  refusalOf,
  requiredQueryUuid,
  userRoute,
  type World,
} from './call.ts';
import { reportMissing } from './problems.ts';
import { type ReceivedUpload, receiveUpload } from './receive-upload.ts';
import { isRefusal, refuse } from './refusals.ts';
import type { ArchiveFile, ShotTypeRow, UploadRow } from './rows.ts';
import { taskAt } from './upload-task.ts';
import type { ZipEntry } from './zip.ts';

export function uploadRoutes(world: World): Route[] {
  return [
    userRoute(world, 'POST', '/set-designs/{set_design_id}/base-images/upload', upload),
    userRoute(world, 'GET', '/set-designs/{set_design_id}/base-images/upload-task', newestTask),
    userRoute(world, 'GET', '/set-designs/upload-tasks/{task_id}', taskById),
  ];
}

async function upload(call: Call): Promise<Answer> {
  const designId = pathUuid(call, 'set_design_id');
  const organizationId = queryUuid(call, 'organization_id');
  const subjectId = requiredQueryUuid(call, 'subject_id');
  const { request } = call;
  const received = await receiveUpload(request.rawBody(), request.headers['content-type'] ?? '');
  const { part } = received;
  if (part.kind === 'malformed') return refuse.badRequest('There was an error parsing the body');
  reportPart(call, part.kind);
  const refusal = refusalOf(call, organizationId);
  if (refusal !== null) return refusal;
  const design = findDesign(call, designId);
  if (isRefusal(design)) return design;
  if (!call.data.subjects.some((subject) => subject.id === subjectId)) return refuse.notFound('Subject');
  if (received.listing.kind === 'no-zip') return refuse.badRequest('File must be a ZIP archive');
  const row = toUploadRow(call, designId, subjectId, received);
  call.data.uploads.push(row);
  return answerJson(taskAt(row, row.createdAtMs));
}

function reportPart(call: Call, kind: ReceivedUpload['part']['kind']): void {
  const check = { loc: ['body', 'file'], problems: call.problems };
  if (kind === 'missing') reportMissing(check, null);
  if (kind === 'plain-field') {
    const msg = "Value error, Expected UploadFile, received: <class 'str'>";
    call.problems.push({ type: 'value_error', loc: check.loc, msg, input: '', ctx: { error: {} } });
  }
}

function toUploadRow(call: Call, designId: string, subjectId: string, received: ReceivedUpload): UploadRow {
  const { listing, part, receivedBytes, sha256 } = received;
  return {
    id: call.world.uuid(),
    owner_id: call.user.id,
    set_design_id: designId,
    subject_id: subjectId,
    createdAtMs: call.world.now(),
    filename: part.kind === 'file' ? part.filename : '',
    receivedBytes,
    sha256,
    files:
      listing.kind === 'files' ? listing.files.map((file) => toArchiveFile(call.data.shotTypes, file)) : null,
    appliedFiles: 0,
  };
}

/** `looks/front_full_body.jpg` is for the shot type of exactly that name. */
function toArchiveFile(shotTypes: readonly ShotTypeRow[], { checksum, name, size }: ZipEntry): ArchiveFile {
  const stem = name.replace(/^.*\//s, '').replace(/\.[^.]*$/, '');
  return { name, size, checksum, shotTypeId: shotTypes.find((shot) => shot.name === stem)?.id ?? null };
}

function newestTask(call: Call): Answer {
  const designId = pathUuid(call, 'set_design_id');
  const organizationId = queryUuid(call, 'organization_id');
  const subjectId = requiredQueryUuid(call, 'subject_id');
  const refusal = refusalOf(call, organizationId);
  if (refusal !== null) return refusal;
  const design = findDesign(call, designId);
  if (isRefusal(design)) return design;
  const tasks = call.data.uploads.filter(
    (row) => row.set_design_id === designId && row.subject_id === subjectId,
  );
  const newest = tasks.reduce<UploadRow | null>(
    (best, row) => (best === null || row.createdAtMs >= best.createdAtMs ? row : best),
    null,
  );
  return newest === null ? refuse.notFound('Upload task') : answerJson(taskAt(newest, call.world.now()));
}

function taskById(call: Call): Answer {
  const id = pathUuid(call, 'task_id');
  const refusal = refusalOf(call, null);
  if (refusal !== null) return refusal;
  const task = call.data.uploads.find((row) => row.id === id);
  if (task === undefined) return refuse.notFound('Upload task');
  const design = findDesign(call, task.set_design_id);
  return isRefusal(design) ? design : answerJson(taskAt(task, call.world.now()));
}
