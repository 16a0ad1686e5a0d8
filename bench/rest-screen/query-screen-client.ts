/** The same screen from a gateway: one query, one token, one way of paging, one of failing. */

import { readFileSync } from 'node:fs';

export type Post = (url: string, body: string) => Promise<Response>;

const query = readFileSync(new URL('screen.graphql', import.meta.url), 'utf8');

/** The screen, and what went wrong where a part of it is null. */
export async function queryScreen(jobId: string, graphqlUrl: string, post: Post) {
  const answer = await post(graphqlUrl, JSON.stringify({ query, variables: { jobId } }));
  const { data, errors = [] } = await answer.json();
  return { data, failures: errors.map(({ message }: { readonly message: string }) => message) };
}
