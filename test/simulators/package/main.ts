/** The command `atelier-simulators`. Exit code 2 for wrong options, 1 where it cannot start. */

import { once } from 'node:events';
import { type Simulators, startAtelier, startSimulators } from './atelier-simulators.ts';
import { type Command, helpText, readCommand } from './command-options.ts';

type Run = Extract<Command, { kind: 'run' }>;

const command = readCommand(process.argv.slice(2));
if (command.kind === 'help') process.stdout.write(helpText());
else if (command.kind === 'wrong') complain(2, command.mistakes);
else await run(command);

async function run({ options, withGateway, json }: Run): Promise<void> {
  // From the start: a signal that comes while the rest starts is not lost.
  const signal = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  try {
    await using running = withGateway ? await startAtelier(options) : await startAlone(options);
    process.stdout.write(json ? jsonLine(running) : lines(running));
    await signal;
  } catch (error) {
    complain(1, [error instanceof Error ? error.message : String(error)]);
  }
}

interface Started extends AsyncDisposable {
  readonly graphqlUrl: string | null;
  readonly simulators: Simulators;
}

async function startAlone(options: Run['options']): Promise<Started> {
  const { port: _port, env: _env, ...rest } = options;
  const simulators = await startSimulators(rest);
  return { graphqlUrl: null, simulators, [Symbol.asyncDispose]: () => simulators.stop() };
}

function lines({ graphqlUrl, simulators: { piktid, sartiq, acusight } }: Started): string {
  const backends = `PiktID ${piktid.url}\nSartiq ${sartiq.url}\nAcusight ${acusight.url}\n`;
  return graphqlUrl === null ? backends : `GraphQL ${graphqlUrl}\n${backends}`;
}

/** `environment` is for a gateway that is started by other means. */
function jsonLine({ graphqlUrl, simulators }: Started): string {
  const { piktid, sartiq, acusight, environment } = simulators;
  const urls = { piktid: piktid.url, sartiq: sartiq.url, acusight: acusight.url };
  return `${JSON.stringify({ ...(graphqlUrl === null ? {} : { graphqlUrl }), ...urls, environment })}\n`;
}

function complain(code: number, mistakes: readonly string[]): void {
  process.exitCode = code;
  for (const mistake of mistakes) process.stderr.write(`atelier-simulators: ${mistake}\n`);
  if (code === 2) process.stderr.write('atelier-simulators: --help says what there is\n');
}
