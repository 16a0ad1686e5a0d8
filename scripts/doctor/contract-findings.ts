/** Keeps what the contract watch is told of one upstream, and says it in words. Shows ids of rows, never their content. */

import type { ContractFinding, ContractWatch } from '#src/upstreams/contract-watch.ts';
import { type Finding, shownId } from './finding.ts';

export interface ContractLog extends ContractWatch {
  findings(): Omit<Finding, 'upstream'>[];
}

/** What is known of one fault of one column. */
interface Fault extends Omit<ContractFinding, 'row' | 'upstream'> {
  count: number;
  /** The first few. */
  readonly rows: string[];
}

/** Rows that are named of each fault. */
const maxNamed = 3;

/** @param nouns what the rows of each route are called: `jobs` */
export function createContractLog(nouns: Readonly<Record<string, string>>): ContractLog {
  const counts = new Map<string, number>();
  const faults = new Map<string, Fault>();
  return {
    rows: (_, route, count) => void counts.set(route, (counts.get(route) ?? 0) + count),
    broken: ({ route, field, fault, row }) => {
      const key = JSON.stringify([route, field, fault]);
      const known = faults.get(key) ?? { route, field, fault, count: 0, rows: [] };
      known.count += 1;
      if (row !== null && known.rows.length < maxNamed) known.rows.push(shownId(row));
      faults.set(key, known);
    },
    findings: () => {
      const total = counts.values().reduce((sum, count) => sum + count, 0);
      const isBroken = [...faults.values()].some(({ fault }) => fault !== 'unknown-word');
      const found = [...faults.values()].map((fault) =>
        findingOf(fault, counts.get(fault.route) ?? 0, nouns),
      );
      if (isBroken || total === 0) return found;
      const what = `all ${total} rows that were read keep it`;
      return [{ check: 'contract', mark: 'ok', what, advice: null }, ...found];
    },
  };
}

function findingOf(
  { route, field, fault, count, rows }: Fault,
  total: number,
  nouns: Readonly<Record<string, string>>,
): Omit<Finding, 'upstream'> {
  const isAnswer = total === 0 || /^\((answer|page)\)$/.test(field);
  const who = isAnswer
    ? `an answer of GET ${route}`
    : `${count} of ${total} ${nouns[route] ?? 'rows'} (GET ${route})`;
  const named = rows.length === 0 ? '' : `: ${rows.join(', ')}${count > rows.length ? ', …' : ''}`;
  const what = `${who} ${isAnswer || count === 1 ? 'has' : 'have'} ${wordsOf(field, fault)}${named}`;
  if (fault === 'unknown-word') {
    const advice = 'nothing breaks; look up the word, and add it to known-words.ts if it is meant';
    return { check: 'words', mark: 'warn', what, advice };
  }
  const advice = isAnswer
    ? 'the whole list fails with UPSTREAM_CONTRACT; tell the vendor, or follow the new shape in contract.ts'
    : 'these rows are null with UPSTREAM_CONTRACT for clients; tell the vendor, or loosen the column in contract.ts';
  return { check: 'contract', mark: 'fail', what, advice };
}

function wordsOf(field: string, fault: ContractFinding['fault']): string {
  switch (fault) {
    case 'missing':
      return `no ${field}`;
    case 'null':
      return `null for ${field}`;
    case 'wrong-type':
      return `another type than documented for ${field}`;
    case 'out-of-range':
      return `a value that is not allowed for ${field}`;
    case 'unknown-word':
      return `a word for ${field} that is not among the known ones`;
  }
}
