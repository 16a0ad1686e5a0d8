/** The command line of `atelier-simulators`: what it may say, and what `--help` says about it. Starts nothing. */

import { parseArgs } from 'node:util';
import { type SimulatedUser, simulatedUsers } from '#test/simulators/simulator.ts';
import { type SimulatorName, simulatorNames } from '#test/simulators/start.ts';
import { type AtelierOptions, worldSizes } from './atelier-simulators.ts';
import { faultWords, parseFault, targetWords } from './fault-text.ts';

export type Command =
  | { readonly kind: 'help' }
  /** One sentence for each thing that is wrong. */
  | { readonly kind: 'wrong'; readonly mistakes: readonly string[] }
  | {
      readonly kind: 'run';
      readonly options: AtelierOptions;
      readonly withGateway: boolean;
      readonly json: boolean;
    };

const flags = {
  gateway: { type: 'boolean', default: true },
  port: { type: 'string', default: '4000' },
  piktid: { type: 'string', default: '4001' },
  sartiq: { type: 'string', default: '4002' },
  acusight: { type: 'string', default: '4003' },
  host: { type: 'string', default: '127.0.0.1' },
  seed: { type: 'string', default: '1' },
  size: { type: 'string', default: 'small' },
  user: { type: 'string', default: 'giulia' },
  fault: { type: 'string', multiple: true, default: [] as string[] },
  env: { type: 'string', multiple: true, default: [] as string[] },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false, short: 'h' },
} as const;

/** Finds everything that is wrong at once. */
export function readCommand(args: readonly string[]): Command {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    return { kind: 'wrong', mistakes: [error instanceof Error ? error.message : String(error)] };
  }
  if (values.help) return { kind: 'help' };
  const mistakes: string[] = [];
  const number = (name: 'port' | 'seed' | SimulatorName, most: number): number => {
    const value = Number(values[name]);
    if (!/^\d{1,16}$/.test(values[name]) || value > most)
      mistakes.push(`--${name} must be a whole number from 0 to ${most}, not "${values[name]}"`);
    return value;
  };
  const word = <Word extends string>(name: 'size' | 'user', words: readonly Word[]): Word | undefined => {
    const found = words.find((one) => one === values[name]);
    if (!found) mistakes.push(`--${name} must be one of ${words.join(', ')}, not "${values[name]}"`);
    return found;
  };
  const ports = Object.fromEntries(simulatorNames.map((name) => [name, number(name, 65_535)]));
  const user = word<SimulatedUser | 'none'>('user', [...simulatedUsers, 'none']);
  const size = word('size', Object.keys(worldSizes) as (keyof typeof worldSizes)[]);
  const options: AtelierOptions = {
    host: values.host,
    port: number('port', 65_535),
    ports,
    seed: number('seed', Number.MAX_SAFE_INTEGER),
    size: size ?? 'small',
    user: user === undefined || user === 'none' ? null : user,
    faults: values.fault.filter((text) => isFault(text, mistakes)),
    env: Object.fromEntries(values.env.map((text) => readVariable(text, mistakes))),
  };
  if (!values.gateway && values.env.length > 0) mistakes.push('--env says nothing without a gateway');
  if (mistakes.length > 0) return { kind: 'wrong', mistakes };
  return { kind: 'run', options, withGateway: values.gateway, json: values.json };
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: flags, allowNegative: true }).values;
}

function isFault(text: string, mistakes: string[]): boolean {
  try {
    parseFault(text);
    return true;
  } catch (error) {
    mistakes.push(error instanceof Error ? error.message : String(error));
    return false;
  }
}

function readVariable(text: string, mistakes: string[]): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) mistakes.push(`--env must be NAME=VALUE, not "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** What `--help` prints. */
export function helpText(): string {
  const faults = Object.entries(faultWords).map(
    ([name, { value, about, example }]) =>
      `  ${(value === null ? name : `${name}=${value}`).padEnd(18)}${about}\n${' '.repeat(20)}--fault "${example}"`,
  );
  const targets = Object.entries(targetWords).map(([name, about]) => `  ${`${name}=`.padEnd(18)}${about}`);
  return `atelier-simulators: the backends of Atelier, simulated, and a gateway on them

  atelier-simulators [options]

It prints the addresses, runs until SIGTERM or Ctrl-C, and needs no network and no credential.

  --port N          where the gateway listens (4000; 0 takes a free port)
  --piktid N, --sartiq N, --acusight N
                    where the backends listen (4001, 4002, 4003; 0 takes a free port)
  --host HOST       on which address all of them listen (127.0.0.1)
  --no-gateway      the backends alone
  --seed N          the same seed makes the same data (1)
  --size WORD       ${Object.keys(worldSizes).join(' or ')}: how many rows there are (small)
  --user WORD       as whom the gateway asks: ${simulatedUsers.join(', ')}, or none where clients send
                    tokens of their own (giulia)
  --env NAME=VALUE  a variable of the gateway, for example CORS_ORIGINS=http://localhost:5173; repeatable
  --fault TEXT      something that goes wrong, repeatable: a backend (${simulatorNames.join(', ')}, all), a
                    fault, and which requests it spoils
  --json            prints the addresses as one line of JSON
  --help, -h        this

Faults:
${faults.join('\n')}

Which requests:
${targets.join('\n')}
`;
}
