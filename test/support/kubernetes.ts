/**
 * What Kubernetes says of objects, without a cluster: its published schemas for values, and the types made from the same
 * schemas for fields that do not exist, which the schemas let pass and `kubectl` would warn of.
 */

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { HTTPRoute, type IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1';
import {
  type IServiceMonitor,
  ServiceMonitor,
} from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { Deployment, type IDeployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler, type IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import {
  type IIngress,
  type INetworkPolicy,
  Ingress,
  NetworkPolicy,
} from 'kubernetes-models/networking.k8s.io/v1';
import { type IPodDisruptionBudget, PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import {
  type IPod,
  type IService,
  type IServiceAccount,
  Pod,
  Service,
  ServiceAccount,
} from 'kubernetes-models/v1';

export interface Kinds {
  readonly Deployment: IDeployment;
  readonly HorizontalPodAutoscaler: IHorizontalPodAutoscaler;
  readonly HTTPRoute: IHTTPRoute;
  readonly Ingress: IIngress;
  readonly NetworkPolicy: INetworkPolicy;
  readonly Pod: IPod;
  readonly PodDisruptionBudget: IPodDisruptionBudget;
  readonly Service: IService;
  readonly ServiceAccount: IServiceAccount;
  readonly ServiceMonitor: IServiceMonitor;
}
export type Kind = keyof Kinds;
export type KubernetesObject = Kinds[Kind];

/** Each kind that is known, with the package that has its type. */
const models = {
  Deployment: { model: Deployment, from: 'kubernetes-models/apps/v1' },
  HorizontalPodAutoscaler: { model: HorizontalPodAutoscaler, from: 'kubernetes-models/autoscaling/v2' },
  HTTPRoute: { model: HTTPRoute, from: '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1' },
  Ingress: { model: Ingress, from: 'kubernetes-models/networking.k8s.io/v1' },
  NetworkPolicy: { model: NetworkPolicy, from: 'kubernetes-models/networking.k8s.io/v1' },
  Pod: { model: Pod, from: 'kubernetes-models/v1' },
  PodDisruptionBudget: { model: PodDisruptionBudget, from: 'kubernetes-models/policy/v1' },
  Service: { model: Service, from: 'kubernetes-models/v1' },
  ServiceAccount: { model: ServiceAccount, from: 'kubernetes-models/v1' },
  ServiceMonitor: {
    model: ServiceMonitor,
    from: '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
  },
} as const;

/** @throws where a document is of an unknown kind or version, or has a value that its schema refuses. */
export function checkedObjects(documents: readonly unknown[]): KubernetesObject[] {
  return documents.map((document) => {
    const { apiVersion, kind } = document as KubernetesObject;
    const known = Object.hasOwn(models, kind) ? models[kind].model : undefined;
    if (known?.apiVersion !== apiVersion) throw new Error(`no schema for ${kind} of ${apiVersion}`);
    new known(document as never).validate();
    return document as KubernetesObject;
  });
}

/** The one object of a kind. */
export function theOnly<K extends Kind>(kind: K, objects: readonly KubernetesObject[]): Kinds[K] {
  const found = objects.filter((object) => object.kind === kind);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} objects are a ${kind}`);
  return found[0] as Kinds[K];
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the compiler says of the objects, a fault a line; empty where each field is one of its kind. */
export async function unknownFields(objects: readonly KubernetesObject[]): Promise<string> {
  const lines = objects.map((object, index) => {
    const type = `import('${models[object.kind].from}').I${object.kind}`;
    return `export const object${index}: ${type} = ${JSON.stringify(object)};\n`;
  });
  const cache = join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'atelier-objects-'));
  try {
    const compilerOptions = { strict: true, noEmit: true, skipLibCheck: true, module: 'nodenext', types: [] };
    await writeFile(join(folder, 'objects.ts'), lines.join(''));
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['objects.ts'] }),
    );
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    await promisify(execFile)(process.execPath, [compiler, '--project', folder]);
    return '';
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string };
    if (!stdout) throw error;
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}
