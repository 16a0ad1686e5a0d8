/** Sees the operations that GraphiQL runs, asks for their traces and hands the answers on. Changes nothing else of them. */

import { type Explained, explainedBy } from './explain.ts';

/** What became of a run; null for an answer that comes in parts, which has no trace here. */
export type Ran = (explained: Explained | null) => void;

/** @returns `fetch` as the page is to use it from now on */
export function watchRuns(
  ask: typeof fetch,
  options: { readonly endpoint: URL; readonly isTracing: () => boolean; readonly ran: Ran },
): typeof fetch {
  return async (input, init) => {
    if (!options.isTracing() || !isRun(input, init, options.endpoint)) return await ask(input, init);
    const headers = new Headers(init?.headers);
    // A person may have asked for something else, in the editor of headers.
    if (!headers.has('x-atelier-explain')) headers.set('x-atelier-explain', 'trace');
    const answer = await ask(input, { ...init, headers });
    void handOn(answer.clone(), options.ran);
    return answer;
  };
}

async function handOn(answer: Response, ran: Ran): Promise<void> {
  if (!/\bjson\b/.test(answer.headers.get('content-type') ?? '')) {
    await answer.body?.cancel();
    ran(null);
    return;
  }
  try {
    ran(explainedBy(await answer.json()));
  } catch {
    // Stopped, or not to be read: GraphiQL itself says so.
  }
}

/** GraphiQL asks for the schema in the same way. */
function isRun(input: RequestInfo | URL, init: RequestInit | undefined, endpoint: URL): boolean {
  if (init?.method !== 'POST' || typeof init.body !== 'string' || input instanceof Request) return false;
  const url = new URL(input, endpoint);
  if (url.origin !== endpoint.origin || url.pathname !== endpoint.pathname) return false;
  if (new Headers(init.headers).get('accept') === 'text/event-stream') return false;
  return !/"operationName":\s*"IntrospectionQuery"/.test(init.body);
}
