/** What spans are made with, and the context of those that are kept because the span that caused them is. */

import {
  type Context,
  createContextKey,
  ROOT_CONTEXT,
  type Tracer as SpanMaker,
  type TextMapPropagator,
} from '@opentelemetry/api';
import type { UpstreamName } from '#src/errors.ts';

export interface Tracer {
  readonly spans: SpanMaker;
  /** Reads and writes the headers in which requests say of which trace they are part. */
  readonly propagator: TextMapPropagator;
  readonly addressOf: (upstream: UpstreamName) => { readonly host: string; readonly port: number };
}

const keptKey = createContextKey('kept');

/** Begins a trace of its own that no sampler is asked about. */
export const keptContext: Context = ROOT_CONTEXT.setValue(keptKey, true);

export function isKept(context: Context): boolean {
  return context.getValue(keptKey) === true;
}
