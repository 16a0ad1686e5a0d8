/**
 * Looks at the configuration and then at all upstreams, side by side, within a bounded time. Reads with the gateway's own
 * clients; changes nothing anywhere and prints nothing.
 */

import { type Config, parseConfig } from '#src/config/config.ts';
import type { Environment } from '#src/config/env.ts';
import { ConfigError } from '#src/config/faults.ts';
import { type UpstreamName, upstreamNames } from '#src/errors.ts';
import { acusightNouns, checkAcusight } from './acusight-checks.ts';
import { createContractLog } from './contract-findings.ts';
import { createExamination } from './examination.ts';
import { clockFinding, latencyFinding, limitFinding } from './exchange-findings.ts';
import type { DoctorReport, Finding } from './finding.ts';
import { makeContact } from './first-contact.ts';
import { checkPiktid, piktidNouns } from './piktid-checks.ts';
import { checkSartiq, sartiqNouns } from './sartiq-checks.ts';
import { connectReadOnly } from './wire.ts';

export interface DoctorOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Longest duration of one check, in milliseconds. */
  readonly checkMs: number;
  /** Longest duration of everything, in milliseconds. */
  readonly totalMs: number;
  /** From where on the median of an upstream's answers is slow, in milliseconds. */
  readonly slowMs: number;
}

export const usualLimits: Omit<DoctorOptions, 'now'> = { checkMs: 10_000, totalMs: 60_000, slowMs: 1_000 };

const routeChecks = {
  piktid: { check: checkPiktid, nouns: piktidNouns },
  sartiq: { check: checkSartiq, nouns: sartiqNouns },
  acusight: { check: checkAcusight, nouns: acusightNouns },
} as const;

export async function runDoctor(env: Environment, options: DoctorOptions): Promise<DoctorReport> {
  const startedAtMs = performance.now();
  const { config, findings } = readConfig(env);
  const durationMs = (): number => Math.round(performance.now() - startedAtMs);
  if (config === null) return { findings, requests: 0, durationMs: durationMs(), hasRun: false };
  const signal = AbortSignal.timeout(options.totalMs);
  const results = await Promise.all(
    upstreamNames.map((name) => examine(name, config, { ...options, signal })),
  );
  return {
    findings: [...findings, ...results.flatMap((result) => result.findings)],
    requests: results.reduce((sum, { requests }) => sum + requests, 0),
    durationMs: durationMs(),
    hasRun: true,
  };
}

/** The configuration as `npm start` reads it. Whose tokens these are lent to makes no difference here. */
function readConfig(env: Environment): { readonly config: Config | null; readonly findings: Finding[] } {
  const note = (mark: Finding['mark'], what: string, advice: string | null): Finding => ({
    upstream: null,
    check: 'environment',
    mark,
    what,
    advice,
  });
  try {
    const config = parseConfig(env);
    return { config, findings: [note('ok', '`npm start` would accept it', null)] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const config = parseOrNull({ ...env, GATEWAY_ANONYMOUS: 'allow' });
    const mark = config === null ? 'fail' : 'warn';
    const advice =
      config === null ? 'set it right; README.md explains every variable' : '`npm start` refuses this';
    return { config, findings: error.faults.map((fault) => note(mark, fault, advice)) };
  }
}

function parseOrNull(env: Environment): Config | null {
  try {
    return parseConfig(env);
  } catch {
    return null;
  }
}

async function examine(
  upstream: UpstreamName,
  { upstreams }: Config,
  options: DoctorOptions & { readonly signal: AbortSignal },
): Promise<{ readonly findings: readonly Finding[]; readonly requests: number }> {
  const { now, checkMs, slowMs, signal } = options;
  const config = upstreams[upstream];
  const timeoutMs = Math.min(checkMs, config.timeoutMs);
  await using wire = connectReadOnly(upstream, config, { timeoutMs, now });
  const exam = createExamination({ upstream, config, timeoutMs }, wire, { checkMs, signal });
  const { check, nouns } = routeChecks[upstream];
  const contracts = createContractLog(nouns);
  if (await makeContact(exam, now)) await check(exam, contracts);
  const results = [
    ...contracts.findings(),
    clockFinding(wire.exchanges),
    latencyFinding(wire.exchanges, slowMs),
    wire.exchanges.some(({ answer }) => answer !== null) ? limitFinding(wire.exchanges) : null,
  ];
  const found = results.flatMap((result) => (result === null ? [] : [{ upstream, ...result }]));
  return { findings: [...exam.findings, ...found], requests: wire.exchanges.length };
}
