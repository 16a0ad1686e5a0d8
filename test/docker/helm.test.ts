/** The objects of the Helm chart, rendered by Helm and read as Kubernetes reads them. */

import { readFile } from 'node:fs/promises';
import type { IPodSpec } from 'kubernetes-models/v1';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findHelm, type Helm } from '#test/support/helm.ts';
import { checkedObjects, type KubernetesObject, theOnly, unknownFields } from '#test/support/kubernetes.ts';
import { letsIn, letsOut, type Peer, selects } from '#test/support/network-policy.ts';
import { everything, home, ingressController, optionalParts, type Values } from './chart-values.ts';

type Objects = readonly KubernetesObject[];

let helm: Helm;
let byDefault: Objects;
let withAll: Objects;
beforeAll(async () => {
  helm = await findHelm('looks');
  [byDefault, withAll] = await Promise.all([render({}), render(everything)]);
});

/** Checked against the schema of each kind. */
const render = async (values: Values): Promise<Objects> => checkedObjects(await helm.template(values));
const kindsOf = (objects: Objects): string[] => objects.map(({ kind }) => kind).sort();

describe('what is made', () => {
  const always = ['Deployment', 'Pod', 'Service'];

  it('is by default what can run in any cluster', () => {
    expect(kindsOf(byDefault)).toEqual(
      [...always, 'NetworkPolicy', 'PodDisruptionBudget', 'ServiceAccount'].sort(),
    );
    expect(theOnly('Deployment', byDefault).spec?.replicas).toBe(2);
  });

  it('is every optional part where it is switched on', () => {
    expect(kindsOf(withAll)).toEqual([...always, ...optionalParts.map(([kind]) => kind)].sort());
  });

  it.each(optionalParts)('has all but the %s where that is off', async (kind, without) => {
    const all = kindsOf(await render(everything));
    expect(kindsOf(await render({ ...everything, ...without }))).toEqual(
      all.filter((other) => other !== kind),
    );
  });

  it('has no field that Kubernetes does not know', async () => {
    expect(await unknownFields([...byDefault, ...withAll])).toBe('');
    const [first] = withAll;
    const misspelt = { ...first, spec: { ...(first as { spec?: object }).spec, replicaz: 1 } };
    expect(await unknownFields([misspelt as KubernetesObject])).toContain('replicaz');
  });

  it('has nothing that Helm warns of', async () => {
    await helm.lint();
  });
});

describe('who belongs together', () => {
  it('selects the gateway’s Pods and not the one of `helm test`', () => {
    const testLabels = theOnly('Pod', withAll).metadata?.labels ?? {};
    const { selector, template } = theOnly('Deployment', withAll).spec ?? {};
    const spread = template?.spec?.topologySpreadConstraints?.map(({ labelSelector }) => labelSelector) ?? [];
    expect(spread).toHaveLength(2);
    const selectors = [
      selector,
      { matchLabels: theOnly('Service', withAll).spec?.selector },
      theOnly('PodDisruptionBudget', withAll).spec?.selector,
      theOnly('NetworkPolicy', withAll).spec?.podSelector,
      ...spread,
    ];
    for (const one of selectors) {
      expect(Object.keys(one?.matchLabels ?? {})).not.toEqual([]);
      expect(selects(one, template?.metadata?.labels ?? {})).toBe(true);
      expect(selects(one, testLabels)).toBe(false);
    }
  });

  it('leads every way in to the container’s port', () => {
    const [container] = theOnly('Deployment', withAll).spec?.template.spec?.containers ?? [];
    const service = theOnly('Service', withAll);
    const [port] = service.spec?.ports ?? [];
    expect(container?.ports).toEqual([{ name: port?.targetPort, containerPort: 4000, protocol: 'TCP' }]);
    const backend = theOnly('Ingress', withAll).spec?.rules?.[0]?.http?.paths[0]?.backend.service;
    expect(backend).toEqual({ name: service.metadata?.name, port: { name: port?.name } });
    const [reference] = theOnly('HTTPRoute', withAll).spec.rules?.[0]?.backendRefs ?? [];
    expect(reference).toEqual({ name: service.metadata?.name, port: port?.port });
    const monitor = theOnly('ServiceMonitor', withAll).spec;
    expect(selects(monitor.selector, service.metadata?.labels ?? {})).toBe(true);
    expect(monitor.endpoints.map((endpoint) => endpoint.port)).toEqual([port?.name]);
  });

  it('is read by Prometheus under the name that alerts and dashboard look for, whatever it is called', async () => {
    const { scrape_configs } = parse(await readFile('docker/prometheus/prometheus.yaml', 'utf8')) as {
      readonly scrape_configs: readonly { readonly job_name: string }[];
    };
    const monitor = theOnly('ServiceMonitor', await render({ ...everything, nameOverride: 'graph' })).spec;
    const [endpoint] = monitor.endpoints;
    const replacement = scrape_configs.map(({ job_name }) => job_name).join();
    expect(endpoint?.relabelings).toEqual([{ targetLabel: 'job', replacement }]);
  });

  it('lets nothing but /graphql out of the cluster', () => {
    const { rules } = theOnly('Ingress', withAll).spec ?? {};
    expect(rules?.flatMap(({ http }) => http?.paths.map(({ path }) => path))).toEqual(['/graphql']);
    const route = theOnly('HTTPRoute', withAll).spec.rules?.flatMap(({ matches }) => matches ?? []);
    expect(route?.map(({ path }) => path?.value)).toEqual(['/graphql']);
  });

  it('scales the Deployment on operations under way, and leaves the number of replicas to that', () => {
    const deployment = theOnly('Deployment', withAll);
    const { scaleTargetRef, metrics } = theOnly('HorizontalPodAutoscaler', withAll).spec ?? {};
    const { apiVersion, kind } = deployment;
    expect(scaleTargetRef).toEqual({ apiVersion, kind, name: deployment.metadata?.name });
    expect(deployment.spec).not.toHaveProperty('replicas');
    const target = { type: 'AverageValue', averageValue: '100' };
    expect(metrics).toEqual([
      { type: 'Pods', pods: { metric: { name: 'atelier_operations_running' }, target } },
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
      },
    ]);
  });

  it('scales on the processor alone where there are no metrics of Pods', async () => {
    const autoscaling = { enabled: true, operationsPerReplica: null, cpuUtilization: 60 };
    const alone = theOnly('HorizontalPodAutoscaler', await render({ autoscaling }));
    expect(alone.spec?.metrics?.map(({ type }) => type)).toEqual(['Resource']);
  });
});

describe('a Pod', () => {
  const podSpec = (objects: Objects): IPodSpec | undefined =>
    theOnly('Deployment', objects).spec?.template.spec;

  it.each([1, 5_999, 25_000, 25_001, 600_000, 2_147_483_647])(
    'has more time to end than the %i ms that the gateway takes at most',
    async (timeoutMs) => {
      const config = { SHUTDOWN_TIMEOUT_MS: timeoutMs, SHUTDOWN_GRACE_MS: 0 };
      const { terminationGracePeriodSeconds = 0 } = podSpec(await render({ config })) ?? {};
      expect(terminationGracePeriodSeconds * 1_000).toBeGreaterThan(timeoutMs);
      expect(terminationGracePeriodSeconds).toBeLessThan(timeoutMs / 1_000 + 10);
    },
  );

  it('is replaced before it goes', () => {
    const { strategy } = theOnly('Deployment', byDefault).spec ?? {};
    expect(strategy?.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: '25%' });
  });

  it('is asked whether it lives, apart from whether it takes traffic', () => {
    const [gateway] = podSpec(byDefault)?.containers ?? [];
    expect(gateway?.startupProbe?.httpGet).toEqual({ path: '/health', port: 'http' });
    expect(gateway?.livenessProbe?.httpGet).toEqual({ path: '/health', port: 'http' });
    expect(gateway?.readinessProbe?.httpGet).toEqual({ path: '/ready', port: 'http' });
  });

  it('has no right that it does not need, nor has the one that tests it', () => {
    for (const spec of [podSpec(byDefault), theOnly('Pod', byDefault).spec]) {
      expect(spec?.automountServiceAccountToken).toBe(false);
      expect(spec?.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(spec?.securityContext?.runAsUser).toBeGreaterThan(0);
      expect(spec?.containers.map(({ securityContext }) => securityContext)).toEqual([
        { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      ]);
    }
    expect(theOnly('ServiceAccount', byDefault).automountServiceAccountToken).toBe(false);
  });
});

describe('the NetworkPolicy', () => {
  const http = { protocol: 'TCP', port: 4000 } as const;
  const podIn = (namespace: string, labels: Record<string, string> = {}): Peer => ({
    kind: 'pod',
    namespace,
    labels,
  });
  const outside = (address: string): Peer => ({ kind: 'address', address });

  it('lets everybody in by default, to the one port', () => {
    const policy = theOnly('NetworkPolicy', byDefault);
    expect(letsIn(policy, home, podIn('elsewhere'), http)).toBe(true);
    expect(letsIn(policy, home, outside('203.0.113.7'), http)).toBe(true);
    expect(letsIn(policy, home, podIn('elsewhere'), { protocol: 'TCP', port: 9229 })).toBe(false);
  });

  it('lets in only who is named, who reads metrics, and `helm test`, at the port that is set', async () => {
    const networkPolicy = { ingress: { from: [ingressController] } };
    const objects = await render({ networkPolicy, config: { PORT: 8080 } });
    const policy = theOnly('NetworkPolicy', objects);
    const testLabels = theOnly('Pod', objects).metadata?.labels;
    const port = { protocol: 'TCP', port: 8080 } as const;
    for (const peer of [podIn('ingress-nginx'), podIn('monitoring'), podIn(home, testLabels)]) {
      expect(letsIn(policy, home, peer, port)).toBe(true);
      expect(letsIn(policy, home, peer, http)).toBe(false);
    }
    for (const peer of [podIn('elsewhere'), podIn(home), outside('203.0.113.7')]) {
      expect(letsIn(policy, home, peer, port)).toBe(false);
    }
  });

  it('lets out to names and backends, and not to the inside of the cluster or the cloud’s credentials', () => {
    const policy = theOnly('NetworkPolicy', byDefault);
    const https = { protocol: 'TCP', port: 443 } as const;
    for (const protocol of ['UDP', 'TCP'] as const) {
      expect(letsOut(policy, home, podIn('kube-system'), { protocol, port: 53 })).toBe(true);
      expect(letsOut(policy, home, outside('203.0.113.7'), { protocol, port: 53 })).toBe(false);
    }
    expect(letsOut(policy, home, outside('203.0.113.7'), https)).toBe(true);
    expect(letsOut(policy, home, outside('2001:db8::7'), https)).toBe(true);
    expect(letsOut(policy, home, outside('203.0.113.7'), { ...https, port: 80 })).toBe(false);
    for (const address of ['10.0.0.1', '172.20.0.1', '192.168.1.1', '169.254.169.254', 'fd00::1']) {
      expect(letsOut(policy, home, outside(address), https)).toBe(false);
    }
    expect(letsOut(policy, home, podIn(home), https)).toBe(false);
  });

  it('lets out to Redis and to a collector of traces only where they are used', () => {
    const redis = { protocol: 'TCP', port: 6379 } as const;
    const collector = podIn('observability');
    const without = theOnly('NetworkPolicy', byDefault);
    const policy = theOnly('NetworkPolicy', withAll);
    expect(letsOut(without, home, podIn('redis'), redis)).toBe(false);
    expect(letsOut(policy, home, podIn('redis'), redis)).toBe(true);
    const otlp = { protocol: 'TCP', port: 4318 } as const;
    expect(letsOut(without, home, collector, otlp)).toBe(false);
    expect(letsOut(policy, home, collector, otlp)).toBe(true);
    expect(letsOut(policy, home, podIn('elsewhere'), otlp)).toBe(false);
    expect(letsOut(policy, home, podIn(home, { app: 'proxy' }), { protocol: 'TCP', port: 3128 })).toBe(true);
  });
});
