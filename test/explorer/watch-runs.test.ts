import { describe, expect, it } from 'vitest';
import type { Explained } from '#src/explorer/explain.ts';
import { watchRuns } from '#src/explorer/watch-runs.ts';
import { planOf } from './plans.ts';

const endpoint = new URL('http://gateway.test/graphql');
const trace = { durationMs: 1, actual: 0, requests: [] };
const traced = { data: { a: 1 }, extensions: { explain: { plan: planOf(), trace } } };

interface Run {
  readonly sent: string | null;
  readonly seen: Explained | null;
  /** What GraphiQL got. */
  readonly text: string;
}

/** What becomes of one request; `seen` is what the panel was told. */
async function run(
  init: RequestInit,
  options: { readonly isTracing?: boolean; readonly url?: string; readonly answer?: Response } = {},
): Promise<Run> {
  const { isTracing = true, url = endpoint.href, answer = Response.json(traced) } = options;
  const { promise: seen, resolve: ran } = Promise.withResolvers<Explained | null>();
  let sent: string | null = null;
  const watched = watchRuns(
    async (_url, { headers } = {}) => {
      sent = new Headers(headers).get('x-atelier-explain');
      return answer;
    },
    { endpoint, isTracing: () => isTracing, ran },
  );
  const text = await (await watched(url, init)).text();
  return { sent, seen: sent === 'trace' ? await seen : null, text };
}

const post: RequestInit = {
  method: 'POST',
  body: '{"query":"{ a }"}',
  headers: { accept: 'application/json' },
};

describe('a run that is watched', () => {
  it('asks for its trace, and hands it on without taking the answer away', async () => {
    const { sent, seen, text } = await run(post);
    expect(sent).toBe('trace');
    expect(seen?.trace).toEqual(trace);
    expect(JSON.parse(text)).toEqual(traced);
  });

  it.each<[string, RequestInit, Parameters<typeof run>[1]]>([
    ['runs are not traced', post, { isTracing: false }],
    ['GraphiQL asks for the schema', { ...post, body: '{"operationName":"IntrospectionQuery"}' }, {}],
    ['it goes elsewhere', post, { url: 'http://gateway.test/other' }],
    ['it goes to another host', post, { url: 'http://elsewhere.test/graphql' }],
    ['it is a subscription', { ...post, headers: { accept: 'text/event-stream' } }, {}],
    ['it is no operation', { method: 'HEAD' }, {}],
  ])('stays as it is where %s', async (_why, init, options) => {
    expect((await run(init, options)).sent).toBeNull();
  });

  it('leaves a header that a person wrote', async () => {
    const init = { ...post, headers: { 'X-Atelier-Explain': 'plan' } };
    expect((await run(init)).sent).toBe('plan');
  });

  it('has no trace where the answer comes in parts', async () => {
    const answer = new Response('---', { headers: { 'content-type': 'multipart/mixed; boundary="-"' } });
    const { seen, text } = await run(post, { answer });
    expect([seen, text]).toEqual([null, '---']);
  });
});
