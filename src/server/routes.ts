/** Which path is answered by what. Exact paths only; GraphQL itself is `graphql-handler.ts`. */

import { limitBodyTime } from './body-deadline.ts';
import { createGraphiql } from './graphiql.ts';
import { type RequestListener, sendJson } from './request-listener.ts';

/**
 * @param options.isReady whether new work may come
 * @param options.showGraphiql whether browsers get GraphiQL
 * @param options.bodyTimeoutMs longest time for a body that is no upload, in milliseconds
 */
export function createRoutes(options: {
  readonly graphql: RequestListener;
  readonly isReady: () => boolean;
  readonly showGraphiql: boolean;
  readonly metrics: RequestListener;
  readonly bodyTimeoutMs?: number;
}): RequestListener {
  const { graphql, isReady, showGraphiql, metrics, bodyTimeoutMs = 30_000 } = options;
  const graphiql = createGraphiql({ isShown: showGraphiql });
  return (request, response) => {
    limitBodyTime(request, response, bodyTimeoutMs);
    const path = request.url?.split('?')[0];
    if (graphiql(request, response)) return;
    if (path === '/graphql') graphql(request, response);
    else if (path === '/health') sendJson(response, 200, { status: 'ok' });
    else if (path === '/ready' && isReady()) sendJson(response, 200, { status: 'ready' });
    else if (path === '/ready') sendJson(response, 503, { status: 'stopping' });
    else if (path === '/metrics') metrics(request, response);
    else if (path === '/') response.writeHead(302, { location: '/graphql' }).end();
    else sendJson(response, 404, { error: 'There is nothing here. GraphQL is at /graphql.' });
  };
}
