/** One authenticated call: who calls, its parameters, and the problems found in them so far. Owns no route. */

import type { Answer, Route, UserRequest } from '#test/simulators/kit-types.ts';
import { isMember, maySee, userOfPerson } from './access.ts';
import { type Check, checkCount, checkUuid, type Problem, reportMissing } from './problems.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { SartiqData, SetDesignRow, UserRow } from './rows.ts';
import type { Saver } from './save-set-design.ts';
import { toMicroseconds } from './times.ts';
import { settleUploads } from './upload-task.ts';

/** What all routes share. */
export interface World {
  readonly data: SartiqData;
  readonly now: () => number;
  /** Ids of rows that are made while it runs. */
  readonly uuid: () => string;
}

export interface Call {
  readonly world: World;
  readonly data: SartiqData;
  readonly request: UserRequest;
  readonly user: UserRow;
  /** Where pictures are looked up and what their URLs begin with, see `show.ts`. */
  readonly origin: string;
  readonly problems: Problem[];
}

/** A route for callers with a token; uploads are brought up to date before it runs. */
export function userRoute(
  world: World,
  method: string,
  path: string,
  handle: (call: Call) => Answer | Promise<Answer>,
): Route {
  const { data } = world;
  return {
    access: 'user',
    method,
    path,
    handle: (request) => {
      settleUploads(data, world.now(), world.uuid);
      const user = userOfPerson(data, request.user);
      return handle({ world, data, request, user, origin: request.origin, problems: [] });
    },
  };
}

/** The UUID in the path; a wrong one is added to the problems. */
export function pathUuid(call: Call, name: string): string {
  const check: Check = { loc: ['path', name], problems: call.problems };
  return checkUuid(check, call.request.params[name] ?? '') ?? '';
}

/** A UUID of the query, or null where it is absent. */
export function queryUuid(call: Call, name: string): string | null {
  const text = lastValue(call, name);
  return text === undefined
    ? null
    : (checkUuid({ loc: ['query', name], problems: call.problems }, text) ?? null);
}

export function requiredQueryUuid(call: Call, name: string): string {
  if (lastValue(call, name) === undefined) {
    reportMissing({ loc: ['query', name], problems: call.problems }, null);
  }
  return queryUuid(call, name) ?? '';
}

/** The window of S-02. */
export function queryWindow(call: Call): { readonly skip: number; readonly limit: number } {
  const read = (name: string, absent: number): number => {
    const text = lastValue(call, name);
    const check: Check = { loc: ['query', name], problems: call.problems };
    return text === undefined ? absent : (checkCount(check, text) ?? absent);
  };
  return { skip: read('skip', 0), limit: read('limit', 100) };
}

/** Of a repeated parameter the last one counts. */
function lastValue(call: Call, name: string): string | undefined {
  return call.request.query.getAll(name).at(-1);
}

/** The JSON body, or undefined (and a problem) where there is none or it is no JSON. */
export async function readJsonBody(call: Call): Promise<unknown> {
  const body = await call.request.readBody();
  if (body.kind === 'json' && body.value !== null) return body.value;
  if (body.kind === 'malformed') {
    const ctx = { error: 'Expecting value' };
    call.problems.push({ type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {}, ctx });
  } else if (body.kind === 'other' || body.kind === 'form') {
    const msg = 'Input should be a valid dictionary or object to extract fields from';
    const input = body.kind === 'form' ? body.fields.toString() : body.bytes.toString('utf8');
    call.problems.push({ type: 'model_attributes_type', loc: ['body'], msg, input });
  } else {
    reportMissing({ loc: ['body'], problems: call.problems }, null);
  }
  return undefined;
}

/** What stands against the call before any row is looked at: bad values, or a foreign organization (S-04). */
export function refusalOf(call: Call, organizationId: string | null): Refusal | null {
  if (call.problems.length > 0) return refuse.invalid(call.problems);
  if (organizationId !== null && !isMember(call.data, organizationId, call.user.id))
    return refuse.forbidden();
  return null;
}

/** The set design, if it is there and the caller may see it. */
export function findDesign(call: Call, id: string): SetDesignRow | Refusal {
  const row = call.data.setDesigns.find((design) => design.id === id);
  if (row === undefined) return refuse.notFound('Set design');
  return maySee(call.data, row, call.user.id) ? row : refuse.forbidden();
}

/** Ids and time for what this call makes. */
export function saverOf({ user, world }: Call): Saver {
  const nowMs = world.now();
  return { callerId: user.id, nowMs, time: toMicroseconds(nowMs), uuid: world.uuid };
}

export function answerJson(body: unknown): Answer {
  return { kind: 'json', status: 200, body };
}
