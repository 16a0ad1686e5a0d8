/** The routes of set designs, without uploads. */

import type { Answer, Route } from '#test/simulators/kit-types.ts';
import { listSetDesigns } from './access.ts';
import {
  answerJson,
  type Call,
  findDesign,
  pathUuid,
  queryUuid,
  queryWindow,
  readJsonBody,
  refusalOf,
  requiredQueryUuid,
  saverOf,
  userRoute,
  type World,
} from './call.ts';
import { isRefusal, refuse } from './refusals.ts';
import type { SetDesignRow } from './rows.ts';
import { createSetDesign, updateSetDesign } from './save-set-design.ts';
import { checkCompletion, checkSetDesign } from './set-design-body.ts';
import { showPicture, showSetDesign } from './show.ts';
import { toMicroseconds } from './times.ts';

export function designRoutes(world: World): Route[] {
  return [
    userRoute(world, 'GET', '/set-designs/', listDesigns),
    userRoute(world, 'POST', '/set-designs/', createDesign),
    userRoute(world, 'GET', '/set-designs/{id}', (call) =>
      withDesign(call, (design) => answerJson(showSetDesign(call, design))),
    ),
    userRoute(world, 'PUT', '/set-designs/{id}', changeDesign),
    userRoute(world, 'DELETE', '/set-designs/{id}', (call) =>
      withDesign(call, (row) => deleteDesign(call, row)),
    ),
    userRoute(world, 'GET', '/set-designs/{id}/base-image', findBaseImage),
    userRoute(world, 'POST', '/set-designs/{id}/request-completion', requestCompletion),
  ];
}

function listDesigns(call: Call): Answer {
  const { limit, skip } = queryWindow(call);
  const organizationId = queryUuid(call, 'organization_id');
  const ownerId = queryUuid(call, 'owner_id');
  const refusal = refusalOf(call, organizationId);
  if (refusal !== null) return refusal;
  const rows = listSetDesigns(call.data, call.user.id, organizationId, ownerId);
  const data = rows.slice(skip, skip + limit).map((row) => showSetDesign(call, row));
  return answerJson({ data, count: rows.length });
}

async function createDesign(call: Call): Promise<Answer> {
  const organizationId = queryUuid(call, 'organization_id');
  const body = await readJsonBody(call);
  const check = { loc: ['body'], problems: call.problems };
  const input = body === undefined ? {} : checkSetDesign(check, body, 'create');
  const refusal = refusalOf(call, organizationId);
  if (refusal !== null) return refusal;
  const row = createSetDesign(call.data, saverOf(call), input, organizationId);
  return isRefusal(row) ? row : answerJson(showSetDesign(call, row));
}

async function changeDesign(call: Call): Promise<Answer> {
  const id = pathUuid(call, 'id');
  const organizationId = queryUuid(call, 'organization_id');
  const body = await readJsonBody(call);
  const check = { loc: ['body'], problems: call.problems };
  const input = body === undefined ? {} : checkSetDesign(check, body, 'update');
  const refusal = refusalOf(call, organizationId);
  if (refusal !== null) return refusal;
  const row = findDesign(call, id);
  if (isRefusal(row)) return row;
  return updateSetDesign(call.data, saverOf(call), row, input) ?? answerJson(showSetDesign(call, row));
}

function deleteDesign({ data }: Call, row: SetDesignRow): Answer {
  data.setDesigns.splice(data.setDesigns.indexOf(row), 1);
  return answerJson({ message: 'Set design deleted successfully' });
}

function findBaseImage(call: Call): Answer {
  const id = pathUuid(call, 'id');
  const organizationId = queryUuid(call, 'organization_id');
  const subjectId = requiredQueryUuid(call, 'subject_id');
  const shotTypeId = requiredQueryUuid(call, 'shot_type_id');
  const refusal = refusalOf(call, organizationId);
  if (refusal !== null) return refusal;
  const design = findDesign(call, id);
  if (isRefusal(design)) return design;
  const image = design.base_images.find(
    (candidate) => candidate.subject_id === subjectId && candidate.shot_type_id === shotTypeId,
  );
  return image === undefined ? refuse.notFound('Base image') : answerJson(showPicture(call, image));
}

async function requestCompletion(call: Call): Promise<Answer> {
  const id = pathUuid(call, 'id');
  const organizationId = queryUuid(call, 'organization_id');
  const body = await readJsonBody(call);
  const wanted = checkCompletion({ loc: ['body'], problems: call.problems }, body ?? {});
  const refusal = refusalOf(call, organizationId);
  if (refusal !== null) return refusal;
  const design = findDesign(call, id);
  if (isRefusal(design)) return design;
  const { data, user, world } = call;
  const isKnown = (rows: readonly { readonly id: string }[], ids: readonly string[]): boolean =>
    ids.every((wantedId) => rows.some((row) => row.id === wantedId));
  if (!isKnown(data.subjects, wanted.subject_ids)) return refuse.notFound('Subject');
  if (!isKnown(data.shotTypes, wanted.shot_type_ids)) return refuse.notFound('Shot type');
  const created_at = toMicroseconds(world.now());
  data.completionRequests.push({ set_design_id: id, requested_by: user.id, ...wanted, created_at });
  return answerJson({ message: 'Completion request sent' });
}

function withDesign(call: Call, answer: (design: SetDesignRow) => Answer): Answer {
  const id = pathUuid(call, 'id');
  const refusal = refusalOf(call, queryUuid(call, 'organization_id'));
  if (refusal !== null) return refusal;
  const design = findDesign(call, id);
  return isRefusal(design) ? design : answer(design);
}
