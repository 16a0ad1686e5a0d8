/** Sartiq's error answers: `{detail: text}`, or `{detail: [...]}` for validation. Owns their words. */

import type { Answer } from '#test/simulators/kit-types.ts';
import type { Problem } from './problems.ts';

export type Refusal = Answer & { readonly refused: true };

function detail(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Refusal {
  return { refused: true, kind: 'json', status, body: { detail: text }, headers };
}

const challenge = { 'www-authenticate': 'Bearer' };

export const refuse = {
  badRequest: (text: string): Refusal => detail(400, text),
  notAuthenticated: (): Refusal => detail(401, 'Not authenticated', challenge),
  badCredentials: (): Refusal => detail(401, 'Could not validate credentials', challenge),
  wrongPassword: (): Refusal => detail(401, 'Incorrect email or password', challenge),
  forbidden: (): Refusal => detail(403, 'Not enough permissions'),
  /** `what` begins with a capital letter: `Set design`. */
  notFound: (what: string): Refusal => detail(404, `${what} not found`),
  invalid: (problems: readonly Problem[]): Refusal => ({
    refused: true,
    kind: 'json',
    status: 422,
    body: { detail: problems },
  }),
};

/** FastAPI's answer for a status that no handler chose. */
export function errorAnswer(status: number): Answer {
  switch (status) {
    case 401:
      return refuse.notAuthenticated();
    case 403:
      return refuse.forbidden();
    case 404:
      return detail(404, 'Not Found');
    case 405:
      return detail(405, 'Method Not Allowed');
    default:
      return detail(status, status === 429 ? 'Too Many Requests' : 'Internal Server Error');
  }
}

export function isRefusal(value: object): value is Refusal {
  return 'refused' in value;
}
