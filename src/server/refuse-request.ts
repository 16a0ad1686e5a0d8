/** How a request is refused that is wrong whatever its operation is. Who refuses what is decided elsewhere. */

import { GraphQLError } from 'graphql';

/** Its answer has the status 400, whatever answer the client accepts. */
export function refuseRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}
