/**
 * Whether Atelier became slower: the working tree beside another revision of it, in turn. Prints the ratios of processor time
 * with their spread. Exit code 1 for a workload that needs a quarter more, three times in a row.
 *
 * `npm run bench -- compare REV`, and `npm run bench -- guard` for the revision before in a short run, as CI does. The guard
 * lets pass what cannot be compared, and says so.
 */

import { parseArgs } from 'node:util';
import { atelier } from './operations/contestants.ts';
import { allowedGrowth, compareContestants } from './operations/regressions.ts';
import { checkOut, findRevision, runsTheSame } from './operations/revision.ts';
import { chooseWorkloads } from './operations/select.ts';
import { openStage } from './operations/stage.ts';
import { readWorkloads } from './operations/workloads.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '9' },
    'warm-up': { type: 'string', default: '400' },
    workloads: { type: 'string', default: 'W1,W2,W3,W4' },
    guard: { type: 'boolean', default: false },
  },
});

process.exitCode = await run();

async function run(): Promise<number> {
  const revision = positionals[0] ?? 'HEAD~1';
  const commit = await findRevision(revision);
  if (commit === null)
    return cannot(`this clone has no revision ${revision} (a shallow one has only its newest)`);
  if (values.guard && (await runsTheSame(commit))) {
    say(`guard: source and packages are those of ${commit}, there is nothing to compare`);
    return 0;
  }
  await using checkout = await checkOut(commit);
  await using stage = await openStage();
  const now = atelier({ name: 'now' });
  const before = atelier({ name: commit, root: checkout.root });
  const { regressions, faults } = await compareContestants(
    stage,
    { now, before },
    {
      workloads: chooseWorkloads(await readWorkloads(stage.upstreamUrl), values.workloads),
      rounds: Number(values.rounds),
      seconds: Number(values.seconds),
      warmUp: Number(values['warm-up']),
      warmUpSeconds: values.guard ? 5 : 30,
      say,
    },
  );
  const own = faults.filter((fault) => fault.startsWith(`${now.name} `));
  for (const fault of own) say(`FAULT: ${fault}`);
  if (own.length > 0) return 1;
  if (faults.length > 0) return cannot(faults.join('; '));
  for (const regression of regressions)
    say(`SLOWER than ${commit}, ${allowedGrowth} x and more: ${regression}`);
  if (regressions.length === 0) say(`no workload needs ${allowedGrowth} x as much as in ${commit}`);
  return regressions.length === 0 ? 0 : 1;
}

/** The guard must not hinder a change because of what was before it. */
function cannot(reason: string): number {
  say(`cannot be compared: ${reason}`);
  return values.guard ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
