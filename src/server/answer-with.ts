/**
 * Has Yoga answer a request of Node, and sends its answer. Owns what becomes of an error that Yoga itself does not
 * catch, as in a hook of a plugin: its own adapter would answer with the stack, and tell no log.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendNodeResponse } from '@whatwg-node/server';
import type { YogaServerInstance } from 'graphql-yoga';
import { isAbort, maskedMessage } from './client-errors.ts';
import type { Patience } from './linger.ts';
import type { NodeContext } from './node-context.ts';
import { PlainAnswer } from './plain-answer.ts';
import { readRequestOf } from './read-request.ts';
import { sendRefusal } from './refusal.ts';

/**
 * Resolves when the answer is sent, or nobody is there to read it.
 *
 * @param options.report gets what had to be masked
 */
export async function answerWith(
  yoga: Pick<YogaServerInstance<NodeContext, object>, 'handleNodeRequestAndResponse' | 'handleRequest'>,
  exchange: { readonly response: ServerResponse; readonly context: NodeContext },
  options: { readonly report: (error: unknown) => void; readonly patience: Patience },
): Promise<void> {
  const { response, context } = exchange;
  const { report, patience } = options;
  const request: IncomingMessage = context.req;
  try {
    const answer: Response | PlainAnswer =
      context.body === null
        ? await yoga.handleNodeRequestAndResponse(request, response, { ...context })
        : await yoga.handleRequest(readRequestOf(request, response, context.body), context);
    if (!(answer instanceof PlainAnswer)) await sendNodeResponse(answer, response, request, true);
    else if (!response.destroyed) answer.send(response);
  } catch (error) {
    // A client that has left reads nothing, and what it interrupted is no fault.
    if (response.destroyed) return;
    if (response.headersSent) response.destroy();
    else sendRefusal(masked, { request, response, incoming: context.incoming, patience });
    if (isAbort(error)) return;
    try {
      report(error);
    } catch {
      // A log that fails may be what brought us here, and must not end the process for it.
    }
  }
}

const masked = { status: 500, code: 'INTERNAL', message: maskedMessage } as const;
