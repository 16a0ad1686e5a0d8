/** The name of a request in logs, in answers and at the upstreams: the client's own where it is fit, otherwise a new one. */

import { randomUUID } from 'node:crypto';

/** Fit to be sent on as a header and to stand in a log line. */
const fitId = /^[\w.:+/=-]{1,128}$/;

/** The id of a request with these headers. */
export function requestIdOf(headers: Headers): string {
  const sent = headers.get('x-request-id');
  return sent !== null && fitId.test(sent) ? sent : randomUUID();
}
