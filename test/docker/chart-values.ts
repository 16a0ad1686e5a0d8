/** Values that the tests give to the chart in `docker/helm/atelier`. */

export type Values = Readonly<Record<string, unknown>>;

export const home = 'studio';
export const ingressController = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } },
};

/** Every part of the chart that can be off, on. */
export const everything = {
  image: { digest: `sha256:${'5'.repeat(64)}` },
  imagePullSecrets: [{ name: 'registry' }],
  config: {
    UPLOAD_MAX_BYTES: 4 * 1024 ** 3,
    CORS_ORIGINS: 'https://studio.example,https://admin.studio.example',
    TRUSTED_PROXIES: 1,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.observability:4318',
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_TRACES_SAMPLER_ARG: 0.25,
    PERSISTED_OPERATIONS: 'only',
    PIKTID_URL: 'https://piktid.example/v2',
  },
  existingSecret: 'atelier',
  secrets: {
    PIKTID_TOKEN: {},
    SARTIQ_USERNAME: { key: 'user' },
    SARTIQ_PASSWORD: { key: 'password' },
    ACUSIGHT_TOKEN: {},
    GATEWAY_API_KEYS: {},
    REDIS_URL: { name: 'redis-connection', key: 'url' },
  },
  persistedOperations: { configMap: 'operations' },
  extraEnv: [{ name: 'NODE_EXTRA_CA_CERTS', value: '/ca/ca.crt' }],
  extraVolumes: [{ name: 'ca', configMap: { name: 'ca' } }],
  extraVolumeMounts: [{ name: 'ca', mountPath: '/ca', readOnly: true }],
  service: { annotations: { 'studio.example/team': 'photo' } },
  ingress: {
    enabled: true,
    className: 'nginx',
    annotations: { 'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600' },
    hosts: ['api.studio.example'],
    tls: [{ secretName: 'api-tls', hosts: ['api.studio.example'] }],
  },
  httpRoute: {
    enabled: true,
    annotations: { 'studio.example/team': 'photo' },
    parentRefs: [{ name: 'public', namespace: 'gateways' }],
    hostnames: ['api.studio.example'],
    timeouts: { request: '0s' },
  },
  autoscaling: { enabled: true, cpuUtilization: 70 },
  networkPolicy: {
    ingress: { from: [ingressController] },
    egress: {
      extra: [{ to: [{ podSelector: { matchLabels: { app: 'proxy' } } }], ports: [{ port: 3128 }] }],
    },
  },
  serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
  serviceAccount: { annotations: { 'studio.example/role': 'none' } },
  podAnnotations: { 'studio.example/team': 'photo' },
  podLabels: { 'studio.example/team': 'photo' },
  priorityClassName: 'high',
  nodeSelector: { 'kubernetes.io/arch': 'amd64' },
  affinity: { podAntiAffinity: {} },
  tolerations: [{ key: 'dedicated', operator: 'Exists' }],
} satisfies Values;

/** The kind that each part makes, and the values without it. */
export const optionalParts: readonly (readonly [kind: string, without: Values])[] = [
  ['Ingress', { ingress: { ...everything.ingress, enabled: false } }],
  ['HTTPRoute', { httpRoute: { ...everything.httpRoute, enabled: false } }],
  ['HorizontalPodAutoscaler', { autoscaling: { ...everything.autoscaling, enabled: false } }],
  ['PodDisruptionBudget', { podDisruptionBudget: { enabled: false } }],
  ['NetworkPolicy', { networkPolicy: { ...everything.networkPolicy, enabled: false } }],
  ['ServiceMonitor', { serviceMonitor: { ...everything.serviceMonitor, enabled: false } }],
  ['ServiceAccount', { serviceAccount: { create: false } }],
];
