/**
 * Builds the chain of policies to each upstream, and from it an operation's loaders. The only place where policies
 * meet clients; a new policy is one more function here.
 */

import { Readable } from 'node:stream';
import type { Config, UpstreamConfig } from '#src/config/config.ts';
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
import { createWatching, type Watching } from './watching.ts';

/** Longest duration of one upstream request, in milliseconds. */
const upstreamTimeoutMs = 10_000;
/** Longest time in which an upstream takes nothing of an upload, in milliseconds; an upload may take any time. */
const uploadIdleMs = 30_000;

/** The three upstreams, connected. Disposing closes their sockets. */
export interface Upstreams extends AsyncDisposable {
  /** Fresh loaders for one operation of this request. */
  loadersFor(request: Request): Pick<GraphContext, UpstreamName>;
  /** The changes of one operation of this request. */
  writesFor(request: Request): Writes;
  readonly watching: Watching;
  /** Obtains a first token for every account that needs one; rejects with the upstream's failure. */
  logIn(): Promise<void>;
}

interface Connection extends AsyncDisposable {
  readonly json: JsonClient;
  readonly streams: StreamClient;
  logIn(): Promise<void>;
  scopeFor(request: Request): OperationScope;
}

export function connectUpstreams(config: Config['upstreams'], clock: Clock): Upstreams {
  const { now } = clock;
  const piktid = connect('piktid', config.piktid, now);
  const sartiq = connect('sartiq', config.sartiq, now);
  const acusight = connect('acusight', config.acusight, now);
  const clients = {
    piktid: createPiktidClient(piktid.json),
    sartiq: createSartiqClient(sartiq.json),
    acusight: createAcusightClient(acusight.json),
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
    loadersFor: (request) => ({
      piktid: createPiktidLoaders(clients.piktid, assetTotals, piktid.scopeFor(request)),
      sartiq: createSartiqLoaders(clients.sartiq, catalogues, sartiq.scopeFor(request)),
      acusight: createAcusightLoaders(clients.acusight, imageTotals, acusight.scopeFor(request)),
    }),
    writesFor: (request) => ({
      sartiq: createSartiqWrites(sartiq.json, clients.sartiq, sartiq.scopeFor(request)),
      acusight: createAcusightWrites(acusight.json, clients.acusight, acusight.scopeFor(request)),
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
  const transport = createTransport({ upstream, baseUrl: config.baseUrl });
  const sendText = withDeadline(transport.send, { upstream, timeoutMs: upstreamTimeoutMs });
  const sendFile = withIdleDeadline(transport.send, { upstream, idleMs: uploadIdleMs });
  const send: Send = (request) => (request.body instanceof Readable ? sendFile : sendText)(request);
  const open = withDeadline(transport.open, { upstream, timeoutMs: upstreamTimeoutMs });
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
    scopeFor: (request) => {
      const credential = credentialOf(request.headers);
      return { credential, caller: callerOf(credential), startedAtMs: now(), signal: request.signal };
    },
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}
