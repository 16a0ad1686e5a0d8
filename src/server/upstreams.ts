/**
 * Builds the chain of policies to each upstream, and from it an operation's loaders. The only place where policies
 * meet clients; a new policy is one more function here.
 */

import type { Config, UpstreamConfig } from '#src/config/config.ts';
import type { UpstreamName } from '#src/errors.ts';
import type { GraphContext } from '#src/graph/context.ts';
import { withDeadline } from '#src/http/deadline.ts';
import type { OperationScope, Send } from '#src/http/exchange.ts';
import { createJsonClient, type JsonClient } from '#src/http/json-client.ts';
import { createTransport } from '#src/http/transport.ts';
import { createAcusightClient } from '#src/upstreams/acusight/client.ts';
import { createAcusightLoaders } from '#src/upstreams/acusight/loaders.ts';
import { createKnownTotals } from '#src/upstreams/known-totals.ts';
import { createPiktidClient } from '#src/upstreams/piktid/client.ts';
import { createPiktidLoaders } from '#src/upstreams/piktid/loaders.ts';
import { createCatalogues } from '#src/upstreams/sartiq/catalogue.ts';
import { createSartiqClient } from '#src/upstreams/sartiq/client.ts';
import { createSartiqLoaders } from '#src/upstreams/sartiq/loaders.ts';
import { createSartiqLogin } from '#src/upstreams/sartiq/login.ts';
import { type CredentialSource, callerOf, createCredentialSource } from './credentials.ts';

/** Longest duration of one upstream request, in milliseconds. */
const upstreamTimeoutMs = 10_000;

/** The three upstreams, connected. Disposing closes their sockets. */
export interface Upstreams extends AsyncDisposable {
  /** Fresh loaders for one operation of this request. */
  loadersFor(request: Request): Omit<GraphContext, 'warnings'>;
  /** Obtains a first token for every account that needs one; rejects with the upstream's failure. */
  logIn(): Promise<void>;
}

interface Connection extends AsyncDisposable {
  readonly json: JsonClient;
  logIn(): Promise<void>;
  scopeFor(request: Request): OperationScope;
}

export function connectUpstreams(config: Config['upstreams'], now: () => number): Upstreams {
  const piktid = connect('piktid', config.piktid, now);
  const sartiq = connect('sartiq', config.sartiq, now);
  const acusight = connect('acusight', config.acusight, now);
  const clients = {
    piktid: createPiktidClient(piktid.json),
    sartiq: createSartiqClient(sartiq.json),
    acusight: createAcusightClient(acusight.json),
  };
  const [assetTotals, imageTotals] = [createKnownTotals(now), createKnownTotals(now)];
  const catalogues = createCatalogues(sartiq.json, now);
  return {
    loadersFor: (request) => ({
      piktid: createPiktidLoaders(clients.piktid, assetTotals, piktid.scopeFor(request)),
      sartiq: createSartiqLoaders(clients.sartiq, catalogues, sartiq.scopeFor(request)),
      acusight: createAcusightLoaders(clients.acusight, imageTotals, acusight.scopeFor(request)),
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
  const send: Send = withDeadline(transport.send, { upstream, timeoutMs: upstreamTimeoutMs });
  const credentialOf: CredentialSource = createCredentialSource(upstream, config.account, (account) =>
    createSartiqLogin({ ...account, send, now }),
  );
  return {
    json: createJsonClient({ upstream, send, now }),
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
