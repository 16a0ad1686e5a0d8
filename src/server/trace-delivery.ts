/**
 * Sends batches of spans, which somebody else has written, to where traces go. A place that is away loses them: nothing
 * is sent twice, and nothing waits for it but the end of the gateway, for a bounded time. The log hears of it once.
 */

import type { ExportResponse, IExporterTransport } from '@opentelemetry/otlp-exporter-base';
import { Pool } from 'undici';
import type { TracingConfig } from '#src/config/tracing.ts';
import type { Log } from './log.ts';

export interface TraceDelivery extends AsyncDisposable {
  readonly transport: IExporterTransport;
  /** Gives up what is under way. */
  cut(): void;
}

export function createTraceDelivery(
  { endpoint, headers }: Pick<TracingConfig, 'endpoint' | 'headers'>,
  log: Log,
): TraceDelivery {
  const pool = new Pool(endpoint.origin, { connections: 2, pipelining: 1 });
  const cutting = new AbortController();
  let isAway = false;
  const lost = (reason: string): ExportResponse => {
    if (!isAway) log.warn({ reason }, 'traces are lost: where they go does not take them');
    isAway = true;
    return { status: 'failure', error: new Error(reason) };
  };
  const taken = (): ExportResponse => {
    if (isAway) log.info({}, 'traces are taken again');
    isAway = false;
    return { status: 'success' };
  };
  return {
    transport: {
      send: async (data, timeoutMs) => {
        try {
          const answer = await pool.request({
            method: 'POST',
            path: endpoint.pathname,
            headers: { ...headers, 'content-type': 'application/x-protobuf' },
            body: data,
            signal: AbortSignal.any([cutting.signal, AbortSignal.timeout(timeoutMs)]),
          });
          await answer.body.dump();
          const { statusCode } = answer;
          return statusCode >= 200 && statusCode < 300 ? taken() : lost(`status ${statusCode}`);
        } catch (error) {
          return lost(reasonOf(error));
        }
      },
      shutdown: () => {},
    },
    cut: () => cutting.abort(),
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}

/** A word of Node or undici; a message may hold more than an operator should read in a log. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
