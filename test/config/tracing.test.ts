import { describe, expect, it } from 'vitest';
import { parseConfig } from '#src/config/config.ts';
import type { Environment } from '#src/config/env.ts';
import { secretsOf } from '#src/config/secrets.ts';
import { faultsOf } from '#test/support/config-faults.ts';

const place = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' } as const;
const tracingOf = (env: Environment) => parseConfig(env).tracing;

describe('traces', () => {
  it('are not wanted without a place for them, whatever else is said', () => {
    expect(tracingOf({ OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' })).toBeNull();
  });

  it('go below the endpoint of all signals; all are kept that the caller keeps, under our name', () => {
    expect(tracingOf(place)).toEqual({
      endpoint: new URL('http://collector:4318/v1/traces'),
      headers: {},
      resource: { 'service.name': 'atelier' },
      sampling: { ratio: 1, followsCaller: true },
    });
  });

  it.each([
    ['https://otlp.example/otlp', 'https://otlp.example/otlp/v1/traces'],
    ['https://otlp.example/otlp/', 'https://otlp.example/otlp/v1/traces'],
  ])('go below a path of it, too: %s', (endpoint, expected) => {
    expect(tracingOf({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })?.endpoint.href).toBe(expected);
  });

  it('go to an endpoint of their own exactly', () => {
    const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://traces:1/take' };
    expect(tracingOf(own)?.endpoint.href).toBe('http://traces:1/take');
    expect(tracingOf({ ...place, ...own })?.endpoint.href).toBe('http://traces:1/take');
  });

  it.each([
    ['true', null],
    ['TRUE', null],
    ['false', expect.anything()],
  ])('are not wanted where the SDK is disabled: %s', (value, expected) => {
    expect(tracingOf({ ...place, OTEL_SDK_DISABLED: value })).toEqual(expected);
  });

  it.each([
    ['always_on', 1, false],
    ['always_off', 0, false],
    ['traceidratio', 0.25, false],
    ['parentbased_always_on', 1, true],
    ['parentbased_always_off', 0, true],
    ['parentbased_traceidratio', 0.25, true],
  ])('are sampled by %s', (sampler, ratio, followsCaller) => {
    const env = { ...place, OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: '0.25' };
    expect(tracingOf(env)?.sampling).toEqual({ ratio, followsCaller });
  });

  it('have the name that is said for them alone, before that among the attributes', () => {
    const attributes = { ...place, OTEL_RESOURCE_ATTRIBUTES: 'service.name=a, k8s.pod.name = pod%2C1' };
    expect(tracingOf(attributes)?.resource).toEqual({ 'service.name': 'a', 'k8s.pod.name': 'pod,1' });
    expect(tracingOf({ ...attributes, OTEL_SERVICE_NAME: 'b' })?.resource).toMatchObject({
      'service.name': 'b',
    });
  });

  it('are sent with headers whose values are secrets, and so is what stands behind `Bearer`', () => {
    const config = parseConfig({
      ...place,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20key-1,x-key=k=2',
    });
    expect(config.tracing?.headers).toEqual({ authorization: 'Bearer key-1', 'x-key': 'k=2' });
    expect(secretsOf(config)).toEqual(['Bearer key-1', 'key-1', 'k=2']);
  });

  it.each<Environment>([
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector-q1234567:4317' },
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://q1234567@collector' },
    { OTEL_EXPORTER_OTLP_HEADERS: 'q1234567' },
    { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=q1234567%0d%0ax: y' },
    { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=q1234567%' },
    { OTEL_EXPORTER_OTLP_HEADERS: 'x/key=q1234567' },
    { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=1,Content-Length=q1234567' },
    { OTEL_EXPORTER_OTLP_HEADERS: 'content-type=q1234567' },
    { OTEL_RESOURCE_ATTRIBUTES: '=q1234567' },
    { OTEL_TRACES_SAMPLER: 'q1234567' },
    { OTEL_TRACES_SAMPLER_ARG: '1.1' },
    { OTEL_TRACES_SAMPLER_ARG: '-1' },
    { OTEL_SDK_DISABLED: 'q1234567' },
  ])('are refused by name, without the value: %j', (env) => {
    const [fault, ...others] = faultsOf(env);
    expect(fault).toMatch(new RegExp(`^${Object.keys(env)[0]} must be `));
    expect(fault).not.toContain('q1234567');
    expect(others).toEqual([]);
  });
});
