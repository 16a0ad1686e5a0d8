/**
 * What every request to `/graphql` passes before it may do anything, cheapest first: its URL, other sites, load, the gate,
 * the caller's rate; only then its body is read. Owns their order and what all answers have in common; each check is a
 * file of its own.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '#src/config/config.ts';
import { type AtelierError, GatewayOverloaded, GatewayUnauthenticated } from '#src/errors.ts';
import { anonymousCaller, type Caller, callerAt } from './caller.ts';
import { answerCors } from './cors.ts';
import { crossSiteRefusal } from './cross-site.ts';
import { type EndedOperation, endedOperation } from './ended-operation.ts';
import type { Gate } from './gate.ts';
import { type Incoming, newIncoming, type Refuser } from './incoming.ts';
import type { Patience } from './linger.ts';
import type { LoadShedding, Work } from './load-shedding.ts';
import type { Log } from './log.ts';
import type { RateLimit } from './rate-limit.ts';
import { type Refusal, sendRefusal } from './refusal.ts';
import { type RequestBody, readRequestBody } from './request-body.ts';
import { requestIdOf } from './request-id.ts';
import type { RequestListener } from './request-listener.ts';
import { urlRefusal } from './request-url.ts';
import type { Tracing } from './tracing.ts';

/** An operation that may run. */
export type Admitted = (
  request: IncomingMessage,
  response: ServerResponse,
  context: { readonly incoming: Incoming; readonly work: Work; readonly body: RequestBody },
) => void;

export interface EdgeOptions {
  readonly config: Pick<Config, 'listen' | 'gate' | 'edge'>;
  readonly gate: Gate;
  readonly rateLimit: RateLimit;
  readonly shedding: LoadShedding;
  readonly log: Log;
  readonly now: () => number;
  readonly patience: Patience;
  /** Null where nobody traces. */
  readonly tracing: Tracing | null;
  /** Is told of every request when it is over. */
  readonly onEnd: (operation: EndedOperation) => void;
}

/** Lets in who may come in. */
export function createEdge(options: EdgeOptions, admitted: Admitted): RequestListener {
  const { config, log, now, shedding, patience, onEnd, tracing } = options;
  return (request, response) => {
    const incoming = newIncoming(requestIdOf(request.headers['x-request-id']), now());
    setCommonHeaders(response, incoming);
    if (answerCors(request, response, config.edge.corsOrigins)) return;
    const refuse = (by: Refuser, refusal: Refusal): void => {
      incoming.refusedBy = by;
      sendRefusal(refusal, { request, response, incoming, patience });
    };
    incoming.trace = tracing?.begin(request, incoming.requestId) ?? null;
    response.once('close', () => {
      const ended = endedOperation(response, incoming, now());
      incoming.trace?.end(ended);
      onEnd(ended);
    });
    const refusal = urlRefusal(request) ?? crossSiteRefusal(request, config);
    if (refusal) return refuse('site', refusal);
    const work = shedding.begin();
    if ('status' in work) return refuse('load', work);
    response.once('close', () => work.end());
    const admit = async (): Promise<void> => {
      const { maxRequestBytes } = config.edge;
      const read =
        (await askWhoItIs(request, response, incoming, options)) ??
        (await readRequestBody(request, maxRequestBytes));
      // The client may have left, or have had its time.
      if (response.destroyed || response.headersSent) return;
      if ('by' in read) refuse(read.by, read.refusal);
      else if ('status' in read) refuse('body', read);
      else admitted(request, response, { incoming, work, body: read.body });
    };
    admit().catch((err: unknown) => {
      log.error({ err }, 'the edge failed in a way that nobody foresaw');
      response.destroy();
    });
  };
}

function setCommonHeaders(response: ServerResponse, { requestId }: Incoming): void {
  response.setHeader('x-request-id', requestId);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('cache-control', 'no-store');
}

/** Who the gate refuses counts for its place in the network, so that keys cannot be tried out without end. */
async function askWhoItIs(
  request: IncomingMessage,
  response: ServerResponse,
  incoming: Incoming,
  { config, gate, rateLimit, log }: EdgeOptions,
): Promise<Refused | null> {
  const { trustedProxies } = config.edge;
  const network = callerAt(request, trustedProxies);
  incoming.network = network;
  const countFor = async (caller: Caller): Promise<Refused | null> => {
    incoming.caller = caller;
    const refusal = await rateLimit({ caller, network }, response);
    return refusal && { by: 'rate', refusal };
  };
  let caller: Caller;
  try {
    const known = await gate(request.headers.authorization ?? null);
    caller = known ?? anonymousCaller(request, trustedProxies);
  } catch (err) {
    if (err instanceof GatewayOverloaded) log.error({ err }, 'the gate cannot tell who may come in');
    else if (!(err instanceof GatewayUnauthenticated)) throw err;
    return (await countFor(network)) ?? { by: 'gate', refusal: refusalOf(err) };
  }
  return countFor(caller);
}

/** A refusal, and what it comes from. */
interface Refused {
  readonly by: Refuser;
  readonly refusal: Refusal;
}

function refusalOf(error: GatewayOverloaded | GatewayUnauthenticated): Refusal {
  const { code, message } = error satisfies AtelierError;
  if (error instanceof GatewayOverloaded) {
    return { status: 503, code, message, retryAfterMs: error.retryAfterMs };
  }
  return { status: 401, code, message, headers: { 'www-authenticate': 'Bearer' } };
}
