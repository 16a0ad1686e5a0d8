/** What is looked at in Acusight: every route that the gateway reads, and how its two filters by file name work. */

import { createAcusightClient } from '#src/upstreams/acusight/client.ts';
import type { DatasetImageRow } from '#src/upstreams/acusight/contract.ts';
import { datasetImageOrder } from '#src/upstreams/acusight/orders.ts';
import {
  acusightDialect,
  anyDatasetImage,
  byArrival,
  type DatasetImageFilter,
} from '#src/upstreams/acusight/queries.ts';
import type { ContractWatch } from '#src/upstreams/contract-watch.ts';
import { checkList, checkObject, type Examination } from './examination.ts';
import { isPlainAscii } from './finding.ts';

/** What the rows of each route are called. */
export const acusightNouns = { '/data/images': 'dataset images', '/data/images/{id}': 'dataset images' };

type AcusightClient = ReturnType<typeof createAcusightClient>;

export async function checkAcusight(exam: Examination, watch: ContractWatch): Promise<void> {
  const client = createAcusightClient(exam.wire.json, watch);
  const need = { annotations: true, imageUrl: false };
  const images = await checkList<DatasetImageRow>(exam, {
    route: '/data/images',
    noun: 'dataset images',
    cap: acusightDialect.cap,
    order: datasetImageOrder(byArrival),
    read: (limit, scope) =>
      client.datasetImagePage(
        { filter: anyDatasetImage, order: byArrival, page: { offset: 0, limit }, need },
        scope,
      ),
  });
  const first = images?.[0];
  await checkObject(
    exam,
    '/data/images/{id}',
    first ? (scope) => client.datasetImage({ imageId: first.imageId, imageUrl: true }, scope) : null,
  );
  // What the filters bring is among what was read: it would count twice.
  const unwatched = createAcusightClient(exam.wire.json);
  const named = images?.find(
    ({ filename }) => filename !== null && filename.length > 2 && isPlainAscii(filename),
  );
  if (!named?.filename)
    return exam.note('file names', 'skip', 'not looked at: no image of the page has a plain file name');
  await checkExactName(exam, unwatched, named.filename);
  await checkSearch(exam, unwatched, named.filename);
}

/** `filename` brings the images of exactly this name, which joins rely on. */
async function checkExactName(exam: Examination, client: AcusightClient, filename: string): Promise<void> {
  const names = await namesOf(exam, client, 'exact name', { ...anyDatasetImage, filename });
  if (names === null) return;
  const isExact = names.length > 0 && names.every((name) => name === filename);
  if (isExact)
    return exam.note('exact name', 'ok', 'the filter `filename` brings images of exactly that name (A-08)');
  const advice =
    'Image.datasetImages and Asset.datasetImages rely on it: compare the parameter with the vendor';
  const what =
    names.length === 0 ? 'finds nothing for a name that the list has' : 'brings other names as well';
  exam.note('exact name', 'fail', `the filter \`filename\` ${what}`, advice);
}

/** `search` brings the images whose names contain the text, in any case. Its name is our choice. */
async function checkSearch(exam: Examination, client: AcusightClient, filename: string): Promise<void> {
  const part = filename.slice(1).toLowerCase();
  const names = await namesOf(exam, client, 'search', { ...anyDatasetImage, search: part.toUpperCase() });
  if (names === null) return;
  const isRight = names.length > 0 && names.every((name) => name?.toLowerCase().includes(part) === true);
  if (isRight)
    return exam.note('search', 'ok', 'the filter `search` finds a part of a file name, in any case (A-08)');
  const advice =
    'the vendor may call this parameter otherwise: ask, and change it in src/upstreams/acusight/queries.ts';
  const what = names.length === 0 ? 'finds nothing for a part of a name that the list has' : 'is ignored';
  exam.note('search', 'warn', `the filter \`search\` ${what}`, advice);
}

/** The file names of the first page of a filtered list. */
function namesOf(
  exam: Examination,
  client: AcusightClient,
  check: string,
  filter: DatasetImageFilter,
): Promise<(string | null)[] | null> {
  return exam.attempt(check, async (scope) => {
    const page = { offset: 0, limit: 20 };
    const need = { annotations: false, imageUrl: false };
    const { rows } = await client.datasetImagePage({ filter, order: byArrival, page, need }, scope);
    return rows.flatMap((row) => ('filename' in row ? [row.filename] : []));
  });
}
