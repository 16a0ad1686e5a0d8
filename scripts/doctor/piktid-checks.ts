/** What is looked at in PiktID: every route that the gateway reads, and whether its search finds file names. */

import type { ContractWatch } from '#src/upstreams/contract-watch.ts';
import { createPiktidClient } from '#src/upstreams/piktid/client.ts';
import type { AssetRow, JobRow } from '#src/upstreams/piktid/contract.ts';
import { eventsRequest } from '#src/upstreams/piktid/job-events.ts';
import { assetOrder, jobOrder } from '#src/upstreams/piktid/orders.ts';
import { anyAsset, anyJob, byUpload, piktidDialect } from '#src/upstreams/piktid/queries.ts';
import { checkList, checkObject, type Examination } from './examination.ts';
import { isPlainAscii } from './finding.ts';

/** What the rows of each route are called. */
export const piktidNouns = {
  '/gallery/by-job': 'jobs',
  '/jobs/{job_id}/results': 'images',
  '/jobs/{job_id}/versions/{image_index}': 'images',
  '/assets': 'assets',
  '/assets/{asset_id}': 'assets',
};

/** Images of each job that are looked at on the way. */
const imagesOfJob = 5;

export async function checkPiktid(exam: Examination, watch: ContractWatch): Promise<void> {
  const client = createPiktidClient(exam.wire.json, watch);
  const jobs = await checkList<JobRow>(exam, {
    route: '/gallery/by-job',
    noun: 'jobs',
    cap: piktidDialect.cap,
    order: jobOrder('desc'),
    read: (limit, scope) =>
      client.jobPage(
        {
          filter: anyJob,
          direction: 'desc',
          page: { offset: 0, limit },
          images: { count: imagesOfJob, order: 'original_filename' },
        },
        scope,
      ),
  });
  await checkJob(
    exam,
    client,
    jobs?.find(({ totalImages }) => totalImages > 0),
  );
  const assets = await checkList<AssetRow>(exam, {
    route: '/assets',
    noun: 'assets',
    cap: piktidDialect.cap,
    order: assetOrder(byUpload),
    read: (limit, scope) =>
      client.assetPage({ filter: anyAsset, order: byUpload, page: { offset: 0, limit } }, scope),
  });
  const asset = assets?.[0];
  await checkObject(exam, '/assets/{asset_id}', asset ? (scope) => client.asset(asset.assetId, scope) : null);
  await checkSearch(
    exam,
    // What it brings is among what was read: it would count twice.
    createPiktidClient(exam.wire.json),
    assets?.find(({ filename }) => isPlainAscii(filename)),
  );
  await checkEvents(exam);
}

type PiktidClient = ReturnType<typeof createPiktidClient>;

async function checkJob(exam: Examination, client: PiktidClient, job: JobRow | undefined): Promise<void> {
  const [results, versions] = ['/jobs/{job_id}/results', '/jobs/{job_id}/versions/{image_index}'];
  const images = await checkObject(
    exam,
    results,
    job ? (scope) => client.jobResults(job.jobId, scope) : null,
  );
  const image = images?.find((row) => 'imageIndex' in row);
  await checkObject(exam, versions, image ? (scope) => client.imageVersions(image, scope) : null);
}

/** P-09: a search for a part of a file name, in any case, brings the file. */
async function checkSearch(
  exam: Examination,
  client: PiktidClient,
  asset: AssetRow | undefined,
): Promise<void> {
  if (asset === undefined)
    return exam.note('search', 'skip', 'not looked at: no asset of the page has a plain file name');
  const find = (search: string) =>
    exam.attempt('search', async (scope) => {
      const filter = { ...anyAsset, search };
      const page = { offset: 0, limit: piktidDialect.cap };
      const { rows, total } = await client.assetPage({ filter, order: byUpload, page }, scope);
      return { isFound: rows.some((row) => 'assetId' in row && row.assetId === asset.assetId), total };
    });
  const found = await find(asset.filename.toUpperCase());
  if (found === null) return;
  if (found.isFound)
    return exam.note('search', 'ok', 'finds an asset by its file name, in capitals as well (P-09)');
  if (found.total > piktidDialect.cap)
    return exam.note('search', 'skip', 'more assets match than one page shows');
  const exact = await find(asset.filename);
  if (exact?.isFound === true) {
    const advice = 'say so in the description of the filter; joins by file name are not touched';
    exam.note('search', 'warn', 'finds file names only in their exact case, unlike P-09', advice);
  } else if (exact) {
    const advice =
      'Image.assets and DatasetImage.assets find nothing: compare the search parameter with the vendor';
    exam.note('search', 'fail', 'does not find an asset by its own file name (P-09)', advice);
  }
}

/** Only whether it opens; what it says is the user's own. */
async function checkEvents(exam: Examination): Promise<void> {
  const closing = new AbortController();
  const hasOpened = await exam.attempt('GET /notifications/events', async (scope) => {
    const signal = AbortSignal.any([scope.signal, closing.signal]);
    await exam.wire.streams.open(eventsRequest, { ...scope, signal });
    return true;
  });
  closing.abort();
  if (hasOpened) exam.note('GET /notifications/events', 'ok', 'opens; it was closed again');
}
