/** A gateway as a subgraph beside another one, composed, behind Hive Gateway. Owns the lifetime of all but the gateway. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { type Campaign, type Campaigns, campaignsSdl, startCampaigns } from './campaigns.ts';

export interface Supergraph extends AsyncDisposable {
  /** The router's address, without `/graphql`. */
  readonly url: string;
  readonly campaigns: Campaigns;
}

/**
 * @param gateway.url its address, without `/graphql`
 * @param gateway.sdl what its `_service` tells
 */
export async function startSupergraph(
  gateway: { readonly url: string; readonly sdl: string },
  rows: readonly Campaign[],
): Promise<Supergraph> {
  await using stack = new AsyncDisposableStack();
  const campaigns = stack.use(await startCampaigns(rows));
  const child = fork(fileURLToPath(new URL('./hive.ts', import.meta.url)), { execArgv: [] });
  const exited = once(child, 'exit');
  stack.defer(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  child.send(
    compose([
      { name: 'atelier', url: `${gateway.url}/graphql`, sdl: gateway.sdl },
      { name: 'campaigns', url: campaigns.url, sdl: campaignsSdl },
    ]),
  );
  const listening = once(child, 'message') as Promise<[string]>;
  const failed = exited.then(([code]) => Promise.reject(new Error(`Hive Gateway ended with ${code}`)));
  const [url] = await Promise.race([listening, failed]);
  const started = stack.move();
  return { url, campaigns, [Symbol.asyncDispose]: () => started.disposeAsync() };
}

function compose(
  subgraphs: readonly { readonly name: string; readonly url: string; readonly sdl: string }[],
): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
  );
  if (supergraphSdl) return supergraphSdl;
  throw new Error(`The subgraphs do not compose: ${errors?.map(({ message }) => message).join('\n')}`);
}
