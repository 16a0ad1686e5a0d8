/** A report as text for people, one line a finding, or as JSON for tools. Decides nothing. */

import { upstreamTitles } from '#src/errors.ts';
import { type DoctorReport, exitCodeOf, type Finding, type Mark } from './finding.ts';

const marks: Readonly<Record<Mark, string>> = {
  ok: '[ ok ]',
  warn: '[warn]',
  fail: '[FAIL]',
  skip: '[ -- ]',
};

const headings = ['configuration', ...Object.values(upstreamTitles)];

export function textReport(report: DoctorReport): string {
  const sections = headings.flatMap((heading) => {
    const findings = report.findings.filter((finding) => headingOf(finding) === heading);
    return findings.length === 0 ? [] : [`${heading}\n${findings.map(lineOf).join('')}`];
  });
  return `${sections.join('\n')}\n${summaryOf(report)}\n`;
}

export function jsonReport(report: DoctorReport): string {
  const { findings, requests, durationMs } = report;
  const result = ['ok', 'wrong', 'not run'][exitCodeOf(report)];
  return `${JSON.stringify({ result, requests, durationMs, findings }, null, 2)}\n`;
}

function headingOf({ upstream }: Finding): string {
  return upstream === null ? 'configuration' : upstreamTitles[upstream];
}

function lineOf({ check, mark, what, advice }: Finding): string {
  const line = `${marks[mark]} ${check}: ${what}\n`;
  return advice === null ? line : `${line}       -> ${advice}\n`;
}

function summaryOf(report: DoctorReport): string {
  const count = (mark: Mark): number => report.findings.filter((finding) => finding.mark === mark).length;
  const counts = `${count('ok')} ok, ${count('warn')} to know, ${count('fail')} wrong, ${count('skip')} not looked at`;
  const cost = `${report.requests} requests in ${(report.durationMs / 1000).toFixed(1)} s`;
  const verdicts = {
    0: count('warn') > 0 ? 'Nothing is wrong; see the warnings.' : 'All is well.',
    1: 'Something is wrong: see the lines marked FAIL.',
    2: 'The upstreams were not looked at: the configuration comes first.',
  };
  return `${counts}; ${cost}, none of which changes anything.\n${verdicts[exitCodeOf(report)]}`;
}
