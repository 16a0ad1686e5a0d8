/**
 * `npm run doctor`: looks at the configured upstreams with the credentials of the environment and says in plain words what
 * is wrong. Exit code 0 for all is well or warnings, 1 for something wrong, 2 where it could not run.
 */

import { parseArgs } from 'node:util';
import { readEnv } from '#src/config/env.ts';
import { exitCodeOf } from './doctor/finding.ts';
import { jsonReport, textReport } from './doctor/report.ts';
import { runDoctor, usualLimits } from './doctor/run-doctor.ts';

const help = `npm run doctor [-- --json]

Reads one page of each route of PiktID, Sartiq and Acusight, as \`npm start\` is configured to reach them, and says what is
wrong and what to do: configuration, connection, base URL, token, routes, page caps, filters, contract, clock, latency.
It only reads (and logs in to Sartiq where a user name and password are set), takes at most a minute and prints no token,
no link and nothing of a row but its id.

Environment: PIKTID_TOKEN, SARTIQ_TOKEN (or SARTIQ_USERNAME with SARTIQ_PASSWORD), ACUSIGHT_TOKEN, PIKTID_URL, SARTIQ_URL,
ACUSIGHT_URL and all others of \`npm start\`. What has no token is only reached, not read.

  --json   the findings as JSON
  --help   this text

Exit code: 0 nothing is wrong (there may be warnings), 1 something is wrong, 2 the configuration or the arguments are.
`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const values = readArgs(args);
  if (typeof values === 'string') {
    process.stderr.write(`atelier: ${values}\n`);
    return 2;
  }
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const report = await runDoctor(readEnv(), { now: Date.now, ...usualLimits });
  process.stdout.write(values.json ? jsonReport(report) : textReport(report));
  return exitCodeOf(report);
}

/** What was asked for, or one line that says why it cannot be. */
function readArgs(args: string[]): { readonly json: boolean; readonly help: boolean } | string {
  try {
    const options = { json: { type: 'boolean' }, help: { type: 'boolean' } } as const;
    const { values } = parseArgs({ args, options });
    return { json: values.json ?? false, help: values.help ?? false };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}; see --help`;
  }
}
