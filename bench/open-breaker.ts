/**
 * What an open breaker costs the operations that do not need its upstream: two gateways on the same simulators, one of
 * which cannot reach PiktID and has given it up, answer the same query over Sartiq and Acusight in turn. Prints the
 * ratio of their times on the processor, and of the times that clients wait.
 */

import { smallWorldSize } from '#test/simulators/simulator.ts';
import { startSimulators } from '#test/simulators/start.ts';
import { serviceEnvironment } from '#test/support/world.ts';
import { cpuMs, type GatewayProcess, startGatewayProcess } from './gateway-process.ts';

const rounds = 9;
const operationsPerRound = 40;
const query =
  '{ setDesigns(first: 20) { nodes { setDesignId name } } datasetImages(first: 20) { nodes { imageId filename } } }';

await using simulators = await startSimulators({ size: smallWorldSize });
const env = {
  ...serviceEnvironment(simulators),
  CACHE_MAX_BYTES: '0',
  RATE_LIMIT_PER_MINUTE: '0',
};
const healthy = await startGatewayProcess(env);
const broken = await startGatewayProcess({ ...env, PIKTID_URL: 'http://127.0.0.1:1' });
try {
  await openBreaker(broken);
  for (const gateway of [healthy, broken]) await measure(gateway);
  const ratios: { readonly cpu: number; readonly wait: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Who begins changes, because the second finds the simulators warmer.
    const [first, second] = round % 2 === 0 ? [healthy, broken] : [broken, healthy];
    const times = new Map([[first, await measure(first)] as const, [second, await measure(second)] as const]);
    const [before, during] = [times.get(healthy), times.get(broken)];
    if (before && during)
      ratios.push({ cpu: during.cpuMs / before.cpuMs, wait: during.waitMs / before.waitMs });
  }
  const isOpen = await isBreakerOpen(broken);
  process.stdout.write(
    `breaker of PiktID ${isOpen ? 'open all the time' : 'NOT OPEN'}, ${rounds} rounds of `,
  );
  process.stdout.write(`${operationsPerRound} operations each on both gateways\n`);
  print(
    'time on the processor',
    ratios.map(({ cpu }) => cpu),
  );
  print(
    'time that clients wait',
    ratios.map(({ wait }) => wait),
  );
  if (!isOpen) process.exitCode = 1;
} finally {
  healthy.stop();
  broken.stop();
}

function print(what: string, ratios: readonly number[]): void {
  const sorted = [...ratios].sort((left, right) => left - right);
  const at = (share: number): string => (sorted[Math.round(share * (sorted.length - 1))] ?? 0).toFixed(2);
  process.stdout.write(
    `${what}, open against closed: ${at(0.5)} (quartiles ${at(0.25)} to ${at(0.75)}, all ${at(0)} to ${at(1)})\n`,
  );
}

async function ask({ url }: GatewayProcess, text: string): Promise<string> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query: text }),
  });
  return answer.text();
}

async function measure(
  gateway: GatewayProcess,
): Promise<{ readonly cpuMs: number; readonly waitMs: number }> {
  const [startedMs, cpuBeforeMs] = [performance.now(), cpuMs(gateway.pid)];
  for (let count = 0; count < operationsPerRound; count += 1) {
    const text = await ask(gateway, query);
    if (text.includes('"errors"')) throw new Error(`An operation failed: ${text}`);
  }
  return { cpuMs: cpuMs(gateway.pid) - cpuBeforeMs, waitMs: performance.now() - startedMs };
}

async function isBreakerOpen({ url }: GatewayProcess): Promise<boolean> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return metrics.includes('atelier_upstream_breaker_state{upstream="piktid"} 2');
}

async function openBreaker(gateway: GatewayProcess): Promise<void> {
  for (let count = 0; count < 50; count += 1) await ask(gateway, '{ assets(first: 1) { totalCount } }');
  if (!(await isBreakerOpen(gateway))) throw new Error('The breaker did not open');
}
