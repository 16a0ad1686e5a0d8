/**
 * OpenTelemetry's own tracer, batches and OTLP, put together from our configuration. Loaded where traces are wanted only.
 * The SDK is installed nowhere and reads no environment: spans are begun by `operation-trace.ts` alone.
 */

import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { createOtlpNetworkExportDelegate, OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import { createOtlpHttpExporterMetrics } from '@opentelemetry/otlp-exporter-base/node-http';
import { ProtobufTraceSerializer, TraceExporterMetricsHelper } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Config } from '#src/config/config.ts';
import type { TracingConfig } from '#src/config/tracing.ts';
import type { Log } from './log.ts';

import { createOperationTrace } from './operation-trace.ts';
import { createTraceDelivery, type TraceDelivery } from './trace-delivery.ts';
import { isKept, type Tracer } from './tracer.ts';
import type { Tracing } from './tracing.ts';

/** Spans wait for so long to be sent together, in milliseconds. */
const batchMs = 2_000;
/** Spans that wait at most; further ones are lost. */
const maxWaiting = 4_096;
/** Longest time of one delivery, in milliseconds. */
const deliveryMs = 10_000;
/** Longest time for what is left when the gateway ends, in milliseconds. */
const lastDeliveryMs = 3_000;
/** Events of one span at most; the newest are kept. */
const maxEvents = 256;

export function createOpenTelemetry(
  config: TracingConfig,
  { upstreams, shutdown, log }: Pick<Config, 'upstreams' | 'shutdown'> & { readonly log: Log },
): Tracing {
  const delivery = createTraceDelivery(config, log);
  const provider = new TracerProvider({
    resource: resourceFromAttributes(config.resource),
    sampler: createSampler(config.sampling),
    spanLimits: { eventCountLimit: maxEvents },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: createExporter(delivery),
        scheduledDelayMillis: batchMs,
        maxQueueSize: maxWaiting,
      }),
    ],
  });
  const tracer: Tracer = {
    spans: provider.getTracer('atelier'),
    propagator: new W3CTraceContextPropagator(),
    addressOf: (upstream) => addressOf(upstreams[upstream].baseUrl),
  };
  const lastMs = Math.min(lastDeliveryMs, (shutdown.timeoutMs - shutdown.graceMs) / 2);
  return {
    begin: (request, requestId) => createOperationTrace(request, requestId, tracer),
    [Symbol.asyncDispose]: async () => {
      const limit = setTimeout(delivery.cut, lastMs);
      // What could not be delivered, the delivery has said.
      await provider.shutdown().catch(() => {});
      clearTimeout(limit);
      await delivery[Symbol.asyncDispose]();
    },
  };
}

/** OTLP as protobuf over our own connections, which can be given up at the end. */
function createExporter({ transport }: TraceDelivery): SpanExporter {
  const metrics = createOtlpHttpExporterMetrics(
    'otlp_http_span_exporter',
    TraceExporterMetricsHelper,
    undefined,
    undefined,
  );
  const limits = { timeoutMillis: deliveryMs, concurrencyLimit: 8, compression: 'none' as const };
  return new OTLPExporterBase<ReadableSpan[]>(
    createOtlpNetworkExportDelegate(limits, ProtobufTraceSerializer, metrics, transport),
  );
}

function createSampler({ ratio, followsCaller }: TracingConfig['sampling']): Sampler {
  const root = new TraceIdRatioBasedSampler(ratio);
  const usual = followsCaller ? new ParentBasedSampler({ root }) : root;
  return {
    shouldSample: (context, ...rest) =>
      isKept(context)
        ? { decision: SamplingDecision.RECORD_AND_SAMPLED }
        : usual.shouldSample(context, ...rest),
    toString: () => String(usual),
  };
}

function addressOf({ hostname, port, protocol }: URL): { readonly host: string; readonly port: number } {
  const usualPort = protocol === 'https:' ? 443 : 80;
  return { host: hostname, port: port === '' ? usualPort : Number(port) };
}
