/** What a NetworkPolicy lets through, as Kubernetes reads it: any rule that has both the peer and the port will do. */

import { BlockList, isIPv6 } from 'node:net';
import type {
  INetworkPolicy,
  INetworkPolicyPeer,
  INetworkPolicyPort,
} from 'kubernetes-models/networking.k8s.io/v1';

type Labels = Readonly<Record<string, string>>;

/** A Pod in some namespace, or an address outside. */
export type Peer =
  | { readonly kind: 'pod'; readonly namespace: string; readonly labels: Labels }
  | { readonly kind: 'address'; readonly address: string };

export interface Port {
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
}

/** @param home the namespace of the policy. */
export function letsIn({ spec }: INetworkPolicy, home: string, peer: Peer, port: Port): boolean {
  return (spec?.ingress ?? []).some((rule) => has(rule.ports, port) && isAmong(rule.from, home, peer));
}

/** @param home the namespace of the policy. */
export function letsOut({ spec }: INetworkPolicy, home: string, peer: Peer, port: Port): boolean {
  return (spec?.egress ?? []).some((rule) => has(rule.ports, port) && isAmong(rule.to, home, peer));
}

/** Whether a selector has these labels; an absent one has all. */
export function selects(
  selector:
    | { readonly matchLabels?: Labels | undefined; readonly matchExpressions?: readonly unknown[] }
    | undefined,
  labels: Labels,
): boolean {
  if (selector?.matchExpressions) throw new Error('matchExpressions are not understood here');
  return Object.entries(selector?.matchLabels ?? {}).every(([name, value]) => labels[name] === value);
}

function has(ports: readonly INetworkPolicyPort[] | undefined, wanted: Port): boolean {
  if (!ports || ports.length === 0) return true;
  return ports.some(({ protocol = 'TCP', port }) => protocol === wanted.protocol && port === wanted.port);
}

function isAmong(peers: readonly INetworkPolicyPeer[] | undefined, home: string, peer: Peer): boolean {
  if (!peers || peers.length === 0) return true;
  return peers.some(({ ipBlock, namespaceSelector, podSelector }) => {
    if (peer.kind === 'address') return ipBlock !== undefined && holds(ipBlock, peer.address);
    if (ipBlock) return false;
    const isThere = namespaceSelector
      ? selects(namespaceSelector, { 'kubernetes.io/metadata.name': peer.namespace })
      : peer.namespace === home;
    return isThere && selects(podSelector, peer.labels);
  });
}

function holds(
  block: { readonly cidr: string; readonly except?: readonly string[] },
  address: string,
): boolean {
  return isIn([block.cidr], address) && !isIn(block.except ?? [], address);
}

function isIn(ranges: readonly string[], address: string): boolean {
  const list = new BlockList();
  const kindOf = (text: string) => (isIPv6(text) ? 'ipv6' : 'ipv4');
  for (const range of ranges) {
    const [net = '', bits] = range.split('/');
    // A BlockList takes every IPv4 address for one of IPv6, too; a policy does not.
    if (kindOf(net) === kindOf(address)) list.addSubnet(net, Number(bits), kindOf(net));
  }
  return list.check(address, kindOf(address));
}
