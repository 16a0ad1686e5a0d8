/** What `npm run explain` can be told on its command line. Refuses what it does not know. Reads no files. */

import { parseArgs } from 'node:util';
import type { ListTotals } from '#src/graph/field-plan.ts';
import { anyDatasetImage, datasetImageList } from '#src/upstreams/acusight/queries.ts';
import { anyAsset, assetList } from '#src/upstreams/piktid/queries.ts';
import { Mistake } from './mistake.ts';

export interface Flags {
  /** Files and folders; `-` is the standard input. */
  readonly paths: readonly string[];
  /** JSON, or the name of a file that holds it. */
  readonly variables: string | null;
  /** The most upstream requests that an operation may need. */
  readonly budget: number;
  readonly totals: ListTotals;
  readonly json: boolean;
  /** A revision to compare with. */
  readonly diff: string | null;
  readonly failOnIncrease: boolean;
}

/** What the gateway allows where its operator says nothing else, in upstream requests. */
const defaultBudget = 200;
const defaultPath = 'examples/operations';

export const usage = `What operations cost, in upstream requests, without asking anybody.

  npm run explain -- [options] [FILE | FOLDER | -]...

FILE holds operations and fragments; of a FOLDER all .graphql files count, with those of its folders; - is the standard
input. Without any: ${defaultPath}. Fragments may stand in any of the files.

  --variables JSON|FILE  values of variables; otherwise those of NAME.variables.json beside NAME.graphql, then defaults
  --budget N             exit with 1 where an operation may need more upstream requests; default ${defaultBudget}
  --assets N             PiktID has so many assets        } windows over several pages are then exact,
  --dataset-images N     Acusight has so many images      } and joins may read whole lists instead
  --diff REV             compare with the same files at a git revision
  --fail-on-increase     with --diff: exit with 1 where an operation became more expensive
  --json                 print the plans as JSON
  --help                 print this

Exit code: 0 for yes, 1 for too expensive, 2 for a mistake in the files or on the command line.

  npm run explain
  npm run explain -- src/queries/gallery.graphql --variables '{"first": 50}'
  npm run explain -- src --budget 40 --diff origin/main --fail-on-increase
  echo '{ assets(first: 200) { nodes { datasetImages { imageId } } } }' | npm run explain -- -
`;

/**
 * Null where help is asked for.
 *
 * @throws Mistake for what is unknown or has a wrong value
 */
export function readFlags(argv: readonly string[]): Flags | null {
  const { values, positionals } = parsed(argv);
  if (values.help) return null;
  if (values['fail-on-increase'] && values.diff === undefined) {
    throw new Mistake('--fail-on-increase needs --diff REV to compare with');
  }
  const paths = positionals.length === 0 ? [defaultPath] : positionals;
  if (values.diff !== undefined && paths.includes('-')) {
    throw new Mistake('The standard input (-) has no earlier revision: --diff needs files or folders');
  }
  return {
    paths,
    variables: values.variables ?? null,
    budget: wholeNumber('budget', values.budget) ?? defaultBudget,
    totals: totalsOf({
      assets: wholeNumber('assets', values.assets),
      datasetImages: wholeNumber('dataset-images', values['dataset-images']),
    }),
    json: values.json ?? false,
    diff: values.diff ?? null,
    failOnIncrease: values['fail-on-increase'] ?? false,
  };
}

/** Only whole lists are known by their lengths, not those with a filter. */
function totalsOf(known: Record<'assets' | 'datasetImages', number | null>): ListTotals {
  const totals = new Map([
    [assetList(anyAsset), known.assets],
    [datasetImageList(anyDatasetImage), known.datasetImages],
  ]);
  return (_upstream, list) => totals.get(list) ?? null;
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        variables: { type: 'string' },
        budget: { type: 'string' },
        assets: { type: 'string' },
        'dataset-images': { type: 'string' },
        diff: { type: 'string' },
        'fail-on-increase': { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const isOurs =
      error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE');
    if (!isOurs) throw error;
    const [first = ''] = error.message.split(/[.\n]/);
    throw new Mistake(`${first}: see npm run explain -- --help`);
  }
}

function wholeNumber(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new Mistake(`--${flag} must be a whole number, not '${text}'`);
}
