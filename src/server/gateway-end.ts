/**
 * The end of a gateway, in its order: drain, close, finish, and cut only what is told to. Owns the phases; what is closed
 * comes with it.
 */

import { type Clock, rest } from '#src/http/clock.ts';
import type { HttpServer } from './http-server.ts';
import type { Log } from './log.ts';

type Phase =
  | { readonly kind: 'running' }
  /** Everything is served, but who can should go to another gateway. */
  | { readonly kind: 'draining'; readonly ended: Promise<void> }
  /** No new connection; what runs is finished. */
  | { readonly kind: 'closing'; readonly ended: Promise<void> }
  | { readonly kind: 'closed' };

export interface GatewayEnd {
  isRunning(): boolean;
  /** Ends in order, and resolves when nothing is left; further calls wait for the same end. */
  stop(options: { readonly graceMs: number }): Promise<void>;
  /** Ends at once what `stop` would wait for; how many operations lose their answer by that. */
  cut(): number;
}

export function createGatewayEnd(options: {
  readonly server: HttpServer;
  /** Completes subscriptions, which would never end by themselves. */
  readonly endSubscriptions: () => void;
  /** Called last, when nobody is served any more. */
  readonly dispose: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}): GatewayEnd {
  const { server, endSubscriptions, dispose, clock, log } = options;
  const cutting = new AbortController();
  let phase: Phase = { kind: 'running' };
  const drain = async (graceMs: number): Promise<void> => {
    server.drain();
    if (graceMs > 0) await rest(clock, graceMs, cutting.signal);
  };
  const close = async (unused: 'closed at once' | 'waited for'): Promise<void> => {
    const closed = server.close(unused);
    endSubscriptions();
    await closed;
    await dispose();
  };
  return {
    isRunning: () => phase.kind === 'running',
    stop: ({ graceMs }) => {
      if (phase.kind === 'closed') return Promise.resolve();
      if (phase.kind !== 'running') return phase.ended;
      const drained = drain(graceMs);
      const ended = drained.then(async () => {
        phase = { kind: 'closing', ended };
        log.info({}, 'taking no new connections');
        await close(graceMs > 0 ? 'waited for' : 'closed at once');
        phase = { kind: 'closed' };
      });
      phase = { kind: 'draining', ended };
      return ended;
    },
    cut: () => {
      cutting.abort();
      return server.cut();
    },
  };
}
