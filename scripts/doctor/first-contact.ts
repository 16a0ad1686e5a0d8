/**
 * The first request to an upstream: is it reached, is the base URL right, is the token accepted. Everything else waits for
 * that. Looks at the status only.
 */

import { UpstreamFailure } from '#src/errors.ts';
import { bearerTokenOf } from '#src/http/authorization.ts';
import type { UpstreamResponse } from '#src/http/exchange.ts';
import { parseJsonOrNull } from '#src/http/json.ts';
import { routePath } from '#src/http/route.ts';
import { failureOfStatus } from '#src/http/status.ts';
import type { Examination } from './examination.ts';
import { credentialNames, explain, variable } from './failures.ts';
import { tokenFinding } from './token-life.ts';
import { originOfDoctor } from './wire.ts';

/** A route that every account may read, and the least that can be asked of it. */
const knocks = {
  piktid: { path: routePath('/assets'), query: [['per_page', '1']], basePath: '' },
  sartiq: { path: routePath('/set-designs/'), query: [['limit', '1']], basePath: '/api/v1' },
  acusight: { path: routePath('/data/images'), query: [['limit', '1']], basePath: '/api' },
} as const;

/** Longest time for logging in, in milliseconds. */
const firstTokenMs = 10_000;

/** Whether the routes can be read; all that prevents it is noted. */
export async function makeContact(exam: Examination, now: () => number): Promise<boolean> {
  const token = await firstToken(exam);
  if (token === 'unusable') return false;
  const { path, query } = knocks[exam.patient.upstream];
  const answer = await exam.attempt('connection', ({ signal }) =>
    exam.wire.send({
      method: 'GET',
      ...path,
      query,
      headers: {
        accept: 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      origin: { ...originOfDoctor() },
      signal,
    }),
  );
  if (answer === null) return false;
  exam.note('connection', 'ok', `${exam.patient.config.baseUrl.host} answers`);
  if (!noteBaseUrl(exam, answer)) return false;
  return noteAccess(exam, answer, token, now());
}

/** The token to knock with, null where there is none, `unusable` where there is no use in going on. */
async function firstToken(exam: Examination): Promise<string | null> {
  const { patient, wire } = exam;
  if (patient.config.account === null) return null;
  try {
    return await bearerTokenOf(wire.credential, patient.upstream, AbortSignal.timeout(firstTokenMs));
  } catch (error) {
    if (error instanceof UpstreamFailure && error.code === 'UNAUTHENTICATED') {
      exam.note(
        'token',
        'fail',
        'does not accept the user name and password',
        `check ${credentialNames(patient)}`,
      );
    } else if (error instanceof UpstreamFailure && error.code === 'NOT_FOUND') {
      noteWrongBase(exam, 'POST /login/access-token is not there (404)');
    } else {
      const { what, advice } = explain(error, patient);
      exam.note(
        wire.exchanges.some(({ answer }) => answer !== null) ? 'token' : 'connection',
        'fail',
        what,
        advice,
      );
    }
    return 'unusable';
  }
}

function noteBaseUrl(exam: Examination, { status, headers, body }: UpstreamResponse): boolean {
  const { path } = knocks[exam.patient.upstream];
  if (status === 404) {
    noteWrongBase(exam, `GET ${path.route} is not there (404)`);
    return false;
  }
  if (status >= 300 && status < 400) {
    const advice = `set ${variable(exam.patient, 'URL')} to where it sends to: https:// instead of http://, or another host or path`;
    exam.note('base URL', 'fail', `sends elsewhere (${status}); the gateway does not follow`, advice);
    return false;
  }
  const isJson = parseJsonOrNull(body) !== null;
  if (status === 200 && !isJson) {
    const type = /html/.test(String(headers['content-type'])) ? 'a web page' : 'something that is no JSON';
    noteWrongBase(exam, `GET ${path.route} answers with ${type}`);
    return false;
  }
  const isShut = status === 401 || status === 403;
  exam.note('base URL', 'ok', `GET ${path.route} ${isShut ? 'asks who is there' : 'is there'}`);
  return true;
}

function noteWrongBase(exam: Examination, what: string): void {
  const { upstream, config } = exam.patient;
  const { basePath } = knocks[upstream];
  const configured = config.baseUrl.pathname.replace(/\/$/, '');
  const wanted = basePath === '' ? 'without a path' : `with the path ${basePath}`;
  const advice =
    configured === basePath
      ? 'check the host; behind a proxy, check the path under which it is published'
      : `the documented base URL is ${wanted}, this one is ${configured === '' ? 'without one' : `with ${configured}`}`;
  exam.note('base URL', 'fail', what, `check ${variable(exam.patient, 'URL')}: ${advice}`);
}

function noteAccess(
  exam: Examination,
  answer: UpstreamResponse,
  token: string | null,
  nowMs: number,
): boolean {
  const { patient } = exam;
  const failure = failureOfStatus(patient.upstream, answer, nowMs);
  if (failure !== null && failure.code !== 'UNAUTHENTICATED' && failure.code !== 'FORBIDDEN') {
    const { what, advice } = explain(failure, patient);
    exam.note(`GET ${knocks[patient.upstream].path.route}`, 'fail', what, advice);
    return false;
  }
  if (token === null) {
    const name = variable(patient, 'TOKEN');
    const what = `${name} is not set: callers bring their own tokens, and the routes were not looked at`;
    exam.note('token', 'warn', what, `set ${name} for this one run to look at them as one caller`);
    return false;
  }
  const life = tokenFinding(token, nowMs, credentialNames(patient));
  if (failure === null) {
    exam.note('token', life.mark, `is accepted; it ${life.what}`, life.advice);
    return true;
  }
  const { what, advice } = explain(failure, patient);
  exam.note('token', 'fail', failure.code === 'FORBIDDEN' ? what : `${what}; it ${life.what}`, advice);
  return false;
}
