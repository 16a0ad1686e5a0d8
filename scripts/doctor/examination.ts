/** One upstream while it is looked at: runs checks one after the other and notes what they find. Knows no route. */

import { UpstreamFailure } from '#src/errors.ts';
import { ContractBreach, wholes } from '#src/http/contract-breach.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { ListOrder } from '#src/pagination/list-order.ts';
import type { RowPage } from '#src/upstreams/row-page.ts';
import { explain, type Patient } from './failures.ts';
import type { Finding, Mark } from './finding.ts';
import type { Wire } from './wire.ts';

export interface Examination {
  readonly patient: Patient;
  readonly wire: Wire;
  note(check: string, mark: Mark, what: string, advice?: string): void;
  /** What `read` brings; null, and a finding, where it fails. */
  attempt<T>(check: string, read: (scope: OperationScope) => Promise<T>): Promise<T | null>;
}

/**
 * @param options.checkMs the longest duration of one check
 * @param options.signal aborted when the time for all checks is over
 */
export function createExamination(
  patient: Patient,
  wire: Wire,
  options: { readonly checkMs: number; readonly signal: AbortSignal },
): Examination & { readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const note: Examination['note'] = (check, mark, what, advice) =>
    void findings.push({ upstream: patient.upstream, check, mark, what, advice: advice ?? null });
  return {
    patient,
    wire,
    findings,
    note,
    attempt: async (check, read) => {
      const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.checkMs)]);
      try {
        options.signal.throwIfAborted();
        return await read(wire.scope(signal));
      } catch (error) {
        if (!(error instanceof UpstreamFailure) && !signal.aborted) throw error;
        const { what, advice } = explain(error, patient);
        note(check, 'fail', what, advice);
        return null;
      }
    },
  };
}

/** A list of an upstream, and how the gateway reads it. */
export interface ListCheck<Row> {
  readonly route: string;
  /** What its rows are called: `jobs`. */
  readonly noun: string;
  /** The most rows that the gateway asks for at once. */
  readonly cap: number;
  readonly read: (limit: number, scope: OperationScope) => Promise<RowPage<Row>>;
  /** The order that the gateway relies on; null where it relies on none. */
  readonly order: ListOrder<Row> | null;
}

/** Few enough rows for every backend. */
const modestLimit = 20;

/** Reads the first page, as many rows as the gateway ever asks for; the rows that could be read. */
export async function checkList<Row>(exam: Examination, list: ListCheck<Row>): Promise<Row[] | null> {
  const check = `GET ${list.route}`;
  const answer = await exam.attempt(check, async (scope) => {
    try {
      return { asked: list.cap, page: await list.read(list.cap, scope) };
    } catch (error) {
      if (!isOtherPage(error)) throw error;
      return { asked: modestLimit, page: await list.read(modestLimit, scope) };
    }
  });
  if (answer === null) return null;
  const { rows, total } = answer.page;
  const good = rows.filter((row): row is Row => !(row instanceof UpstreamFailure));
  const broken = rows.length - good.length;
  const counts = `${rows.length} of ${total} ${list.noun} in one page`;
  if (broken === 0) exam.note(check, 'ok', `answers: ${counts}`);
  else exam.note(check, 'fail', `${counts}, ${broken} of them broken`, 'see the contract below');
  noteCap(exam, list, answer);
  noteOrder(exam, list, good);
  return good;
}

function noteCap<Row>(
  exam: Examination,
  { route, noun, cap }: ListCheck<Row>,
  { asked, page: { rows, total } }: { readonly asked: number; readonly page: RowPage<Row> },
): void {
  const isOther = asked < cap;
  if (!isOther && rows.length >= Math.min(cap, total)) {
    const seen = total >= cap ? 'as documented' : 'as far as so short a list shows';
    exam.note('page cap', 'ok', `${cap} ${noun} at once, ${seen}`);
    return;
  }
  const what = `GET ${route} was asked for ${cap} rows and gave ${isOther ? 'another page' : `${rows.length} of ${total}`}`;
  const place = `src/upstreams/${exam.patient.upstream}/queries.ts`;
  exam.note('page cap', 'fail', what, `lower the cap in ${place}: long lists fail or have gaps otherwise`);
}

function noteOrder<Row>(
  exam: Examination,
  { route, noun, order }: ListCheck<Row>,
  rows: readonly Row[],
): void {
  if (order === null || rows.length < 2) return;
  const isSorted = rows.every((row, index) => {
    const before = rows[index - 1];
    return before === undefined || order.compareRows(before, row) <= 0;
  });
  if (isSorted) {
    exam.note('order', 'ok', `${noun} come in the order that cursors rely on`);
    return;
  }
  const what = `${noun} of GET ${route} are not in the documented order: windows may drift`;
  exam.note(
    'order',
    'warn',
    what,
    `compare src/upstreams/${exam.patient.upstream}/orders.ts with the vendor`,
  );
}

/** Reads one object that the list has shown. */
export async function checkObject<Row>(
  exam: Examination,
  route: string,
  read: ((scope: OperationScope) => Promise<Row | UpstreamFailure | null>) | null,
): Promise<Row | null> {
  const check = `GET ${route}`;
  if (read === null) {
    exam.note(check, 'skip', 'not looked at: the lists before it showed no row to ask for');
    return null;
  }
  const row = await exam.attempt(check, async (scope) => ({ found: await read(scope) }));
  if (row === null) return null;
  if (row.found === null) {
    exam.note(
      check,
      'fail',
      'does not find what a list shows (404)',
      'compare docs/upstreams with the vendor: the path may have changed',
    );
    return null;
  }
  if (row.found instanceof UpstreamFailure) {
    exam.note(check, 'fail', 'answers with a broken row', 'see the contract below');
    return null;
  }
  exam.note(check, 'ok', 'answers');
  return row.found;
}

function isOtherPage(error: unknown): boolean {
  if (!(error instanceof UpstreamFailure && error.cause instanceof ContractBreach)) return false;
  return error.cause.columns.some(({ field }) => field === wholes.page);
}
