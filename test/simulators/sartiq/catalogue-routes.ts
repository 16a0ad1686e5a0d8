/** The read-only routes around set designs: subjects, shot types, presets, users, organizations (S-13). */

import type { Answer, Route } from '#test/simulators/kit-types.ts';
import { isMember, newestFirst, shareOrganization } from './access.ts';
import {
  answerJson,
  type Call,
  pathUuid,
  queryUuid,
  queryWindow,
  refusalOf,
  userRoute,
  type World,
} from './call.ts';
import { refuse } from './refusals.ts';
import { showOrganization, showSubject, showUser } from './show.ts';

/** Rows without organization are everybody's. */
interface CatalogueRow {
  readonly id: string;
  readonly created_at: string;
  readonly organization_id: string | null;
}

export function catalogueRoutes(world: World): Route[] {
  const { backgroundPresets, shotTypes, subjects } = world.data;
  const same = <Row>(_: Call, row: Row): Row => row;
  return [
    userRoute(world, 'GET', '/subjects/', (call) => listRows(call, subjects, showSubject)),
    userRoute(world, 'GET', '/subjects/{id}', (call) => oneRow(call, subjects, 'Subject', showSubject)),
    userRoute(world, 'GET', '/shot-types/', (call) => listRows(call, shotTypes, same)),
    userRoute(world, 'GET', '/shot-types/{id}', (call) => oneRow(call, shotTypes, 'Shot type', same)),
    userRoute(world, 'GET', '/background-presets/', (call) => listRows(call, backgroundPresets, same)),
  ];
}

export function accountRoutes(world: World): Route[] {
  return [
    userRoute(world, 'GET', '/users/me', (call) => answerJson(showUser(call.user))),
    userRoute(world, 'GET', '/users/{id}', readUser),
    userRoute(world, 'GET', '/organizations/', listOrganizations),
    userRoute(world, 'GET', '/organizations/{id}', readOrganization),
  ];
}

/** Everybody's rows, and those of the organization that the call is for. */
function listRows<Row extends CatalogueRow>(
  call: Call,
  rows: readonly Row[],
  show: (call: Call, row: Row) => unknown,
): Answer {
  const { limit, skip } = queryWindow(call);
  const organizationId = queryUuid(call, 'organization_id');
  const refusal = refusalOf(call, organizationId);
  if (refusal !== null) return refusal;
  const scoped = rows.filter((row) => row.organization_id === null || row.organization_id === organizationId);
  scoped.sort(newestFirst);
  const data = scoped.slice(skip, skip + limit).map((row) => show(call, row));
  return answerJson({ data, count: scoped.length });
}

/** The contract has no 403 here: rows of foreign organizations are not found. */
function oneRow<Row extends CatalogueRow>(
  call: Call,
  rows: readonly Row[],
  what: string,
  show: (call: Call, row: Row) => unknown,
): Answer {
  const id = pathUuid(call, 'id');
  const refusal = refusalOf(call, queryUuid(call, 'organization_id'));
  if (refusal !== null) return refusal;
  const row = rows.find((candidate) => candidate.id === id);
  const organizationId = row?.organization_id ?? null;
  const foreign = organizationId !== null && !isMember(call.data, organizationId, call.user.id);
  return row === undefined || foreign ? refuse.notFound(what) : answerJson(show(call, row));
}

/** Oneself and people of a shared organization. */
function readUser(call: Call): Answer {
  const id = pathUuid(call, 'id');
  const refusal = refusalOf(call, null);
  if (refusal !== null) return refusal;
  const row = call.data.users.find((user) => user.id === id);
  if (row === undefined) return refuse.notFound('User');
  if (id !== call.user.id && !shareOrganization(call.data, call.user.id, id)) return refuse.forbidden();
  return answerJson(showUser(row));
}

function listOrganizations(call: Call): Answer {
  const own = call.data.organizations.filter(({ members }) => members.has(call.user.id));
  return answerJson({ data: own.sort(newestFirst).map(showOrganization), count: own.length });
}

function readOrganization(call: Call): Answer {
  const id = pathUuid(call, 'id');
  const refusal = refusalOf(call, null);
  if (refusal !== null) return refusal;
  const row = call.data.organizations.find((organization) => organization.id === id);
  if (row === undefined || !row.members.has(call.user.id)) return refuse.notFound('Organization');
  return answerJson(showOrganization(row));
}
