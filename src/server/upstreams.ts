/** Builds an operation's loaders on the connections to the upstreams. How requests travel is `connection.ts`. */

import type { Config } from '#src/config/config.ts';
import type { UpstreamName } from '#src/errors.ts';
import type { GraphContext, Writes } from '#src/graph/context.ts';
import type { ListTotals } from '#src/graph/field-plan.ts';
import { createFollow, type StartFollow } from '#src/http/follow.ts';
import { createAcusightClient } from '#src/upstreams/acusight/client.ts';
import { createAcusightLoaders } from '#src/upstreams/acusight/loaders.ts';
import { createAcusightWrites } from '#src/upstreams/acusight/writes.ts';
import type { ContractWatch } from '#src/upstreams/contract-watch.ts';
import { createKnownTotals } from '#src/upstreams/known-totals.ts';
import { createPiktidClient } from '#src/upstreams/piktid/client.ts';
import { createJobEvents } from '#src/upstreams/piktid/job-events.ts';
import { createJobFeed } from '#src/upstreams/piktid/job-feed.ts';
import { createPiktidLoaders } from '#src/upstreams/piktid/loaders.ts';
import { createCatalogues } from '#src/upstreams/sartiq/catalogues.ts';
import { createSartiqClient } from '#src/upstreams/sartiq/client.ts';
import { createSartiqLoaders } from '#src/upstreams/sartiq/loaders.ts';
import { createUploadTaskFeed } from '#src/upstreams/sartiq/upload-task-feed.ts';
import { createSartiqWrites } from '#src/upstreams/sartiq/writes.ts';
import { type ConnectionParts, connect } from './connection.ts';
import { changingOf, type Operation } from './operation.ts';
import { createWatching, type Watching } from './watching.ts';

/** The three upstreams, connected. Disposing closes their sockets. */
export interface Upstreams extends AsyncDisposable {
  /** Loaders that have read nothing yet. */
  loadersFor(operation: Operation): Pick<GraphContext, UpstreamName>;
  writesFor(operation: Operation): Writes;
  /** Whose credential an operation has at an upstream: `service`, `none`, or a hash of the caller's token. */
  credentialAt(upstream: UpstreamName, operation: Operation): string;
  /** What earlier answers told the caller of an operation. */
  totalsFor(operation: Operation): ListTotals;
  readonly watching: Watching;
  /** Obtains a first token for every account that needs one; rejects with the upstream's failure. */
  logIn(): Promise<void>;
}

/** @param parts.contracts is told how the answers of the upstreams keep their contracts */
export function connectUpstreams(
  config: Config['upstreams'],
  parts: ConnectionParts & { readonly contracts: ContractWatch },
): Upstreams {
  const { clock, contracts, observe } = parts;
  const { now } = clock;
  const piktid = connect('piktid', config.piktid, parts);
  const sartiq = connect('sartiq', config.sartiq, parts);
  const acusight = connect('acusight', config.acusight, parts);
  const clients = {
    piktid: createPiktidClient(piktid.json, contracts),
    sartiq: createSartiqClient(sartiq.json, contracts),
    acusight: createAcusightClient(acusight.json, contracts),
  };
  const totals = createKnownTotals(now);
  const catalogues = createCatalogues(clients.sartiq, now);
  const { turns } = parts;
  const follow: StartFollow | null = turns && ((onNews) => createFollow({ turns, now, onNews }));
  const jobs = createJobFeed({
    // Loaders of its own for every read: older ones would answer from what they have.
    read: (jobId, images, scope) => {
      observe('piktid', { kind: 'polled', feed: 'job' });
      return createPiktidLoaders(clients.piktid, totals, scope).job(jobId, images);
    },
    events: createJobEvents(piktid.streams, clock),
    follow,
    clock,
  });
  const credentialAt = (upstream: UpstreamName, operation: Operation): string =>
    ({ piktid, sartiq, acusight })[upstream].scopeFor(operation).caller;
  const uploadTask: typeof clients.sartiq.uploadTask = (taskId, scope) => {
    observe('sartiq', { kind: 'polled', feed: 'upload-task' });
    return clients.sartiq.uploadTask(taskId, scope);
  };
  const uploadTasks = createUploadTaskFeed({ uploadTask }, { clock, follow });
  return {
    watching: createWatching({ piktid: { ...piktid, jobs }, sartiq: { ...sartiq, uploadTasks } }),
    loadersFor: (operation) => ({
      piktid: createPiktidLoaders(clients.piktid, totals, piktid.scopeFor(operation)),
      sartiq: createSartiqLoaders(clients.sartiq, catalogues, totals, sartiq.scopeFor(operation)),
      acusight: createAcusightLoaders(clients.acusight, totals, acusight.scopeFor(operation)),
    }),
    credentialAt,
    totalsFor: (operation) => (upstream, list) => totals.of(credentialAt(upstream, operation)).get(list),
    writesFor: (operation) => ({
      sartiq: createSartiqWrites(sartiq.json, clients.sartiq, sartiq.scopeFor(changingOf(operation))),
      acusight: createAcusightWrites(
        acusight.json,
        clients.acusight,
        acusight.scopeFor(changingOf(operation)),
      ),
    }),
    logIn: async () => {
      await Promise.all([piktid, sartiq, acusight].map((upstream) => upstream.logIn()));
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([piktid, sartiq, acusight].map((upstream) => upstream[Symbol.asyncDispose]()));
    },
  };
}
