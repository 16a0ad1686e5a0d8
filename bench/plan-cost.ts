/**
 * What planning costs beside executing: the operations of `examples/operations` are executed by a gateway on simulators, and
 * planned in this process by the gateway's own planner, in turn. Prints the ratio of processor times for each, planned anew
 * every time (by a planner that knows nothing) and planned before (the same operation again). A ratio over the limit fails.
 */

import { type ExecutionArgs, parse } from 'graphql';
import { nothingKnown } from '#src/graph/field-plan.ts';
import { buildSchema } from '#src/graph/schema.ts';
import { readExampleOperations } from '#src/server/example-operations.ts';
import { createPlanner } from '#src/server/planning.ts';
import { smallWorldSize } from '#test/simulators/simulator.ts';
import { startSimulators } from '#test/simulators/start.ts';
import { serviceEnvironment } from '#test/support/world.ts';
import { cpuMs, startGatewayProcess } from './gateway-process.ts';

const rounds = 15;
const executionsPerRound = 20;
const plansPerRound = 400;
/** Of the processor time of an execution. */
const limit = 0.05;

const schema = buildSchema();

await using simulators = await startSimulators({ size: smallWorldSize });
const gateway = await startGatewayProcess({
  ...serviceEnvironment(simulators),
  CACHE_MAX_BYTES: '0',
  RATE_LIMIT_PER_MINUTE: '0',
  MAX_REQUESTS_PER_MINUTE: '0',
});
try {
  for (const query of readExampleOperations()) {
    await executeMs(query);
    planMs(query, 'anew');
    const measured = [];
    for (let round = 0; round < rounds; round += 1) {
      const executed = await executeMs(query);
      measured.push({ anew: planMs(query, 'anew') / executed, known: planMs(query, 'known') / executed });
    }
    const name = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? 'unnamed';
    const anew = spread(measured.map((ratios) => ratios.anew));
    const known = spread(measured.map((ratios) => ratios.known));
    process.stdout.write(`${name}: planned anew ${anew.text}, known ${known.text} of an execution\n`);
    if (anew.median > limit) {
      process.stdout.write(`${name}: planning costs more than ${limit * 100} % of executing\n`);
      process.exitCode = 1;
    }
  }
} finally {
  gateway.stop();
}

/** Processor time of the gateway for one execution, in milliseconds. */
async function executeMs(query: string): Promise<number> {
  const before = cpuMs(gateway.pid);
  for (let count = 0; count < executionsPerRound; count += 1) {
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query }),
    });
    const text = await answer.text();
    if (text.includes('"errors"')) throw new Error(`An operation failed: ${text.slice(0, 500)}`);
  }
  return (cpuMs(gateway.pid) - before) / executionsPerRound;
}

/** Processor time of this process for one plan, in milliseconds. */
function planMs(query: string, kind: 'anew' | 'known'): number {
  const args: ExecutionArgs = { schema, document: parse(query), variableValues: {} };
  const knowing = createPlanner();
  knowing(args, nothingKnown);
  const before = process.cpuUsage();
  for (let round = 0; round < plansPerRound; round += 1) {
    const planner = kind === 'known' ? knowing : createPlanner();
    planner(args, nothingKnown);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / plansPerRound;
}

function spread(ratios: readonly number[]): { readonly median: number; readonly text: string } {
  const sorted = ratios.toSorted((left, right) => left - right);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const percent = (share: number): string => `${(at(share) * 100).toFixed(2)} %`;
  return { median: at(0.5), text: `${percent(0.5)} (${percent(0.25)} to ${percent(0.75)})` };
}
