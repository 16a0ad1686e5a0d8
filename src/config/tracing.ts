/**
 * Where traces go and which are kept, in the variables that OpenTelemetry has for it. Decides nothing about spans.
 */

import type { Reader } from './faults.ts';
import { headerList, httpUrl, keyValueList, oneOf, ratio, trueOrFalse } from './value-kinds.ts';

export interface TracingConfig {
  /** Takes OTLP over HTTP: `http://collector:4318/v1/traces`. */
  readonly endpoint: URL;
  /** Sent with every export; their values are secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the traces say of this process; `service.name` is among it. */
  readonly resource: Readonly<Record<string, string>>;
  readonly sampling: {
    /** The share of traces that is kept, from 0 to 1. */
    readonly ratio: number;
    /** Whether a caller who has decided already decides for the gateway, too. */
    readonly followsCaller: boolean;
  };
}

const samplers = {
  always_on: { followsCaller: false, ratio: 1 },
  always_off: { followsCaller: false, ratio: 0 },
  traceidratio: { followsCaller: false, ratio: null },
  parentbased_always_on: { followsCaller: true, ratio: 1 },
  parentbased_always_off: { followsCaller: true, ratio: 0 },
  parentbased_traceidratio: { followsCaller: true, ratio: null },
} as const;

type SamplerName = keyof typeof samplers;
const samplerName = oneOf(...(Object.keys(samplers) as SamplerName[]));

/** Null where nobody wants traces. */
export function readTracing({ read, env }: Reader): TracingConfig | null {
  const base = read<URL | null>('OTEL_EXPORTER_OTLP_ENDPOINT', httpUrl, null);
  const own = read<URL | null>('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', httpUrl, null);
  const sampler = samplers[read('OTEL_TRACES_SAMPLER', samplerName, 'parentbased_always_on')];
  const sampled = read('OTEL_TRACES_SAMPLER_ARG', ratio, 1);
  const headers = read('OTEL_EXPORTER_OTLP_HEADERS', headerList, {});
  const attributes = read('OTEL_RESOURCE_ATTRIBUTES', keyValueList, {});
  const isDisabled = read('OTEL_SDK_DISABLED', trueOrFalse, false);
  const endpoint = own ?? (base && tracesBelow(base));
  if (isDisabled || endpoint === null) return null;
  const name = env.OTEL_SERVICE_NAME ?? attributes['service.name'] ?? 'atelier';
  return {
    endpoint,
    headers,
    resource: { ...attributes, 'service.name': name },
    sampling: { ratio: sampler.ratio ?? sampled, followsCaller: sampler.followsCaller },
  };
}

/** The endpoint of all signals has one path below it for each. */
function tracesBelow(base: URL): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
  return url;
}
