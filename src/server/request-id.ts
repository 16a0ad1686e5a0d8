/** The name of a request in logs, in answers and at the upstreams: the client's own where it is fit, otherwise a new one. */

import { randomUUID } from 'node:crypto';

/** Fit to be sent on as a header and to stand in a log line. */
const fitId = /^[\w.:+/=-]{1,128}$/;

/** @param sent the header `x-request-id` */
export function requestIdOf(sent: string | string[] | undefined): string {
  return typeof sent === 'string' && fitId.test(sent) ? sent : randomUUID();
}
