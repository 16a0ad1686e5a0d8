/**
 * What a process that runs a gateway shares with others that do: what makes it end and how, and what it says if it
 * cannot start. The only place that listens to signals and to faults that nobody caught.
 */

import type { ShutdownConfig } from '#src/config/config.ts';
import { ConfigError } from '#src/config/faults.ts';
import type { Gateway } from './gateway.ts';
import type { Log } from './log.ts';

/** Tells a process to end. */
export type EndSignal = 'SIGINT' | 'SIGTERM';

/** Why a process is to end: a signal, a fault that nobody caught, or that nobody looks after it any more. */
type EndReason = EndSignal | 'fault' | 'lost its primary process';

/** Whoever looks after a process and says when it ends. */
export interface Overseer {
  onSignal(tell: (signal: EndSignal) => void): void;
  /** It is there no more. */
  onLost(tell: () => void): void;
  /** Hears that this process is about to end without being told to. */
  tellLeaving(): void;
}

/** The end of this process. */
export interface ProcessEnd {
  /**
   * Waits until the process is to end, and stops the gateway. Then nothing is left, and the process ends by itself: with
   * code 0, or 1 after a fault. Never rejects.
   */
  stopInTime(gateway: Gateway): Promise<void>;
}

/** Who started it, as most processes have it. */
const starter: Overseer = {
  onSignal: (tell) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, tell);
  },
  onLost: () => {},
  tellLeaving: () => {},
};

/**
 * Listens from now on for what makes the process end. `shutdown.timeoutMs` after the first of it, or at a second signal,
 * it is over at once, with code 1 and a word on what was lost.
 */
export function watchProcessEnd({
  shutdown,
  log,
  overseer = starter,
}: {
  readonly shutdown: ShutdownConfig;
  readonly log: Log;
  readonly overseer?: Overseer;
}): ProcessEnd {
  const { graceMs, timeoutMs } = shutdown;
  const first = Promise.withResolvers<EndReason>();
  let phase: 'running' | 'ending' = 'running';
  let running: Gateway | null = null;
  const cut = (why: string): never => {
    try {
      log.warn({ operations: running?.cut() ?? 0 }, `${why}: cutting what still runs`);
    } catch (error) {
      log.error({ err: error }, `${why}: cutting failed`);
    }
    process.exit(1);
  };
  const begin = (reason: EndReason): void => {
    phase = 'ending';
    // Holds nothing up: where everything has ended, so has the process.
    setTimeout(cut, timeoutMs, `not finished after ${timeoutMs} ms`).unref();
    first.resolve(reason);
  };
  overseer.onSignal((signal) => (phase === 'running' ? begin(signal) : cut(`a second signal, ${signal}`)));
  overseer.onLost(() => {
    process.exitCode = 1;
    if (phase === 'running') begin('lost its primary process');
  });
  // Rejections that nobody handles come here, too.
  process.on('uncaughtException', (error) => {
    process.exitCode = 1;
    log.error({ err: error }, 'a fault that nobody caught; ending');
    if (phase !== 'running') return;
    overseer.tellLeaving();
    begin('fault');
  });
  return {
    stopInTime: async (gateway) => {
      running = gateway;
      const reason = await first.promise;
      log.info({ reason }, 'finishing what runs');
      try {
        // Whoever types Ctrl-C has no load balancer that must hear of it first.
        await gateway.stop({ graceMs: reason === 'SIGTERM' ? graceMs : 0 });
        log.info({}, 'stopped');
      } catch (error) {
        process.exitCode = 1;
        log.error({ err: error }, 'stopping failed');
      }
    },
  };
}

/** One line for people: why a gateway could not start, and what to do where that is known. */
export function startFailure(error: unknown): string {
  if (error instanceof ConfigError) return `atelier: ${error.message}`;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const where = error instanceof Error && 'port' in error ? `port ${error.port}` : 'the address';
  if (code === 'EADDRINUSE') return `atelier: ${where} is in use; set PORT to another one`;
  if (code === 'EACCES') return `atelier: ${where} is not allowed to this user; set PORT to another one`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return 'atelier: HOST is not an address of this machine';
  }
  return `atelier: could not start: ${error instanceof Error ? error.message : String(error)}`;
}
