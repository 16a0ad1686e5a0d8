/**
 * Builds the chain of policies to each upstream, and from it an operation's loaders. The only place where policies
 * meet clients; a new policy is one more function here.
 */

import { Readable } from 'node:stream';
import type { Config } from '#src/config/config.ts';
import type { UpstreamConfig } from '#src/config/upstreams.ts';
import type { UpstreamName } from '#src/errors.ts';
import type { GraphContext, Writes } from '#src/graph/context.ts';
import type { Clock } from '#src/http/clock.ts';
import { withDeadline } from '#src/http/deadline.ts';
import type { OperationScope, Send } from '#src/http/exchange.ts';
import { withIdleDeadline } from '#src/http/idle-deadline.ts';
import { createJsonClient, type JsonClient } from '#src/http/json-client.ts';
import { createStreamClient, type StreamClient } from '#src/http/stream-client.ts';
import { createTransport } from '#src/http/transport.ts';
import { createAcusightClient } from '#src/upstreams/acusight/client.ts';
import { createAcusightLoaders } from '#src/upstreams/acusight/loaders.ts';
import { createAcusightWrites } from '#src/upstreams/acusight/writes.ts';
import { type ContractWatch, noContractWatch } from '#src/upstreams/contract-watch.ts';
import { createKnownTotals } from '#src/upstreams/known-totals.ts';
import { createPiktidClient } from '#src/upstreams/piktid/client.ts';
import { createJobEvents } from '#src/upstreams/piktid/job-events.ts';
import { createJobFeed } from '#src/upstreams/piktid/job-feed.ts';
import { createPiktidLoaders } from '#src/upstreams/piktid/loaders.ts';
import { createCatalogues } from '#src/upstreams/sartiq/catalogues.ts';
import { createSartiqClient } from '#src/upstreams/sartiq/client.ts';
import { createSartiqLoaders } from '#src/upstreams/sartiq/loaders.ts';
import { createSartiqLogin } from '#src/upstreams/sartiq/login.ts';
import { createUploadTaskFeed } from '#src/upstreams/sartiq/upload-task-feed.ts';
import { createSartiqWrites } from '#src/upstreams/sartiq/writes.ts';
import { type CredentialSource, callerOf, createCredentialSource } from './credentials.ts';
import type { Operation } from './operation.ts';
import { createWatching, type Watching } from './watching.ts';

/** Longest time in which an upstream takes nothing of an upload, in milliseconds; an upload may take any time. */
const uploadIdleMs = 30_000;

/** The three upstreams, connected. Disposing closes their sockets. */
export interface Upstreams extends AsyncDisposable {
  /** Loaders that have read nothing yet. */
  loadersFor(operation: Operation): Pick<GraphContext, UpstreamName>;
  writesFor(operation: Operation): Writes;
  readonly watching: Watching;
  /** Obtains a first token for every account that needs one; rejects with the upstream's failure. */
  logIn(): Promise<void>;
}

interface Connection extends AsyncDisposable {
  readonly json: JsonClient;
  readonly streams: StreamClient;
  logIn(): Promise<void>;
  scopeFor(operation: Operation): OperationScope;
}

/** @param contracts is told how the answers of the upstreams keep their contracts */
export function connectUpstreams(
  config: Config['upstreams'],
  clock: Clock,
  contracts: ContractWatch = noContractWatch,
): Upstreams {
  const { now } = clock;
  const piktid = connect('piktid', config.piktid, now);
  const sartiq = connect('sartiq', config.sartiq, now);
  const acusight = connect('acusight', config.acusight, now);
  const clients = {
    piktid: createPiktidClient(piktid.json, contracts),
    sartiq: createSartiqClient(sartiq.json, contracts),
    acusight: createAcusightClient(acusight.json, contracts),
  };
  const [assetTotals, imageTotals] = [createKnownTotals(now), createKnownTotals(now)];
  const catalogues = createCatalogues(clients.sartiq, now);
  const jobs = createJobFeed({
    // Loaders of its own for every read: older ones would answer from what they have.
    read: (jobId, images, scope) =>
      createPiktidLoaders(clients.piktid, assetTotals, scope).job(jobId, images),
    events: createJobEvents(piktid.streams, clock),
    clock,
  });
  const uploadTasks = createUploadTaskFeed(clients.sartiq, clock);
  return {
    watching: createWatching({ piktid: { ...piktid, jobs }, sartiq: { ...sartiq, uploadTasks } }),
    loadersFor: (operation) => ({
      piktid: createPiktidLoaders(clients.piktid, assetTotals, piktid.scopeFor(operation)),
      sartiq: createSartiqLoaders(clients.sartiq, catalogues, sartiq.scopeFor(operation)),
      acusight: createAcusightLoaders(clients.acusight, imageTotals, acusight.scopeFor(operation)),
    }),
    writesFor: (operation) => ({
      sartiq: createSartiqWrites(sartiq.json, clients.sartiq, sartiq.scopeFor(operation)),
      acusight: createAcusightWrites(acusight.json, clients.acusight, acusight.scopeFor(operation)),
    }),
    logIn: async () => {
      await Promise.all([piktid, sartiq, acusight].map((upstream) => upstream.logIn()));
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([piktid, sartiq, acusight].map((upstream) => upstream[Symbol.asyncDispose]()));
    },
  };
}

function connect(upstream: UpstreamName, config: UpstreamConfig, now: () => number): Connection {
  const { baseUrl, timeoutMs } = config;
  const transport = createTransport({ upstream, baseUrl });
  const sendText = withDeadline(transport.send, { upstream, timeoutMs });
  const sendFile = withIdleDeadline(transport.send, { upstream, idleMs: uploadIdleMs });
  const send: Send = (request) => (request.body instanceof Readable ? sendFile : sendText)(request);
  const open = withDeadline(transport.open, { upstream, timeoutMs });
  const credentialOf: CredentialSource = createCredentialSource(upstream, config.account, (account) =>
    createSartiqLogin({ ...account, send, now }),
  );
  return {
    json: createJsonClient({ upstream, send, now }),
    streams: createStreamClient({ upstream, open, now }),
    logIn: async () => {
      const credential = credentialOf(new Headers());
      if (credential.kind === 'service') await credential.token();
    },
    scopeFor: ({ headers, ...rest }) => {
      const credential = credentialOf(headers);
      return { ...rest, credential, caller: callerOf(credential) };
    },
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}
