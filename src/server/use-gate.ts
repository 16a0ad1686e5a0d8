/** The Yoga plugin that asks the gate before an operation is read. GraphiQL's page itself is open. */

import type { Plugin } from 'graphql-yoga';
import { GatewayUnauthenticated } from '#src/errors.ts';
import type { Gate } from './gate.ts';

export function useGate(gate: Gate): Plugin {
  return {
    onRequestParse: async ({ request, endResponse, fetchAPI }) => {
      try {
        await gate(request.headers.get('authorization'));
      } catch (error) {
        if (!(error instanceof GatewayUnauthenticated)) throw error;
        const body = { errors: [{ message: error.message, extensions: { code: error.code } }] };
        endResponse(fetchAPI.Response.json(body, { status: 401, headers: { 'www-authenticate': 'Bearer' } }));
      }
    },
  };
}
