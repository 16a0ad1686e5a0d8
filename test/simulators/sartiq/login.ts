/** Tokens: the password flow, and whom a token belongs to. A token of a login lives one hour by the clock. */

import { readBearer, userOfToken } from '#test/simulators/bearer.ts';
import type { Answer, Authentication, KitRequest, Route } from '#test/simulators/kit-types.ts';
import type { SimulatedUser } from '#test/simulators/simulator.ts';
import { answerJson, type World } from './call.ts';
import { type Check, type Problem, report, reportMissing, within } from './problems.ts';
import { refuse } from './refusals.ts';

const lifetimeSeconds = 3600;

export function loginRoutes(world: World): Route[] {
  return [
    {
      access: 'public',
      method: 'POST',
      path: '/login/access-token',
      handle: (request) => logIn(world, request),
    },
  ];
}

/** The fixed tokens never expire; those of a login do. */
export function authenticate({ data, now }: World, request: KitRequest): Authentication {
  const token = readBearer(request.headers);
  if (token === null) return { kind: 'refused', answer: refuse.notAuthenticated() };
  const session = data.sessions.find((row) => row.token === token && now() < row.expiresAtMs);
  const user = session?.person ?? userOfToken('sartiq', token);
  return user === null ? { kind: 'refused', answer: refuse.badCredentials() } : { kind: 'user', user };
}

async function logIn({ data, now, uuid }: World, request: KitRequest): Promise<Answer> {
  const body = await request.readBody();
  const fields = body.kind === 'form' ? body.fields : new URLSearchParams();
  const problems = checkForm(fields);
  if (problems.length > 0) return refuse.invalid(problems);
  const user = data.users.find(({ email }) => email === fields.get('username'));
  const person = user?.person ?? null;
  if (person === null || fields.get('password') !== passwordOf(person)) return refuse.wrongPassword();
  const token = `sartiq-login-${uuid()}`;
  data.sessions.push({ token, person, expiresAtMs: now() + lifetimeSeconds * 1000 });
  return answerJson({ access_token: token, token_type: 'bearer', expires_in: lifetimeSeconds });
}

/** For example `giulia-password`. */
function passwordOf(person: SimulatedUser): string {
  return `${person}-password`;
}

/** An empty field of a form counts as absent. */
function checkForm(fields: URLSearchParams): Problem[] {
  const check: Check = { loc: ['body'], problems: [] };
  for (const name of ['username', 'password']) {
    if (!fields.get(name)) reportMissing(within(check, name), null);
  }
  const grant = fields.get('grant_type');
  if (grant && grant !== 'password') {
    const pattern = '^password$';
    const msg = `String should match pattern '${pattern}'`;
    report(within(check, 'grant_type'), 'string_pattern_mismatch', msg, grant, { pattern });
  }
  return check.problems;
}
