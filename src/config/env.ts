/**
 * The only reader of `process.env`. Hands the variables on as they are, an empty one as absent; what they mean is
 * decided in `config.ts`.
 */

/** The variables that the gateway knows; `README.md` explains them. */
export const variableNames = [
  'PORT',
  'HOST',
  'WORKERS',
  'PIKTID_URL',
  'SARTIQ_URL',
  'ACUSIGHT_URL',
  'PIKTID_TOKEN',
  'SARTIQ_TOKEN',
  'SARTIQ_USERNAME',
  'SARTIQ_PASSWORD',
  'ACUSIGHT_TOKEN',
  'GATEWAY_API_KEYS',
  'GATEWAY_JWKS_URL',
  'GATEWAY_JWT_ISSUER',
  'GATEWAY_JWT_AUDIENCE',
  'GATEWAY_ANONYMOUS',
  'REDIS_URL',
  'UPLOAD_MAX_BYTES',
  'NODE_ENV',
  'PIKTID_TIMEOUT_MS',
  'SARTIQ_TIMEOUT_MS',
  'ACUSIGHT_TIMEOUT_MS',
  'UPSTREAM_MAX_BYTES',
  'CACHE_MAX_BYTES',
  'OPERATION_TIMEOUT_MS',
  'GATEWAY_INTROSPECTION',
  'GATEWAY_FEDERATION',
  'PERSISTED_OPERATIONS',
  'PERSISTED_OPERATIONS_FILE',
  'MAX_REQUESTS_PER_OPERATION',
  'MAX_REQUESTS_PER_MINUTE',
  'CORS_ORIGINS',
  'REQUEST_MAX_BYTES',
  'RATE_LIMIT_PER_MINUTE',
  'TRUSTED_PROXIES',
  'MAX_OPERATIONS',
  'MAX_SUBSCRIPTIONS',
  'SHUTDOWN_GRACE_MS',
  'SHUTDOWN_TIMEOUT_MS',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_SERVICE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'OTEL_SDK_DISABLED',
  'LOG_LEVEL',
] as const;

export type VariableName = (typeof variableNames)[number];

/** The variables that are set to something. */
export type Environment = Readonly<Partial<Record<VariableName, string>>>;

export function readEnv(): Environment {
  const set = variableNames.flatMap((name) => {
    // biome-ignore lint/style/noProcessEnv: this is the one place that reads it
    const value = process.env[name]?.trim();
    return value ? [[name, value] as const] : [];
  });
  return Object.fromEntries(set);
}
