/** What is looked at in Sartiq: every route that the gateway reads, for the account in person (no organization). */

import type { ContractWatch } from '#src/upstreams/contract-watch.ts';
import type { CatalogueName } from '#src/upstreams/sartiq/catalogue-contract.ts';
import { createSartiqClient } from '#src/upstreams/sartiq/client.ts';
import type { SetDesignRow } from '#src/upstreams/sartiq/contract.ts';
import { setDesignOrder } from '#src/upstreams/sartiq/orders.ts';
import { cataloguePageSize, sartiqDialect } from '#src/upstreams/sartiq/queries.ts';
import { checkList, checkObject, type Examination } from './examination.ts';

/** What the rows of each route are called. */
export const sartiqNouns = {
  '/set-designs/': 'set designs',
  '/set-designs/{id}': 'set designs',
  '/subjects/': 'subjects',
  '/shot-types/': 'shot types',
  '/background-presets/': 'background presets',
  '/set-designs/upload-tasks/{task_id}': 'upload tasks',
  '/set-designs/{set_design_id}/base-images/upload-task': 'upload tasks',
};

const catalogues: readonly CatalogueName[] = ['subjects', 'shot-types', 'background-presets'];
const newestRoute = '/set-designs/{set_design_id}/base-images/upload-task';
const inPerson = { organizationId: null };

type SartiqClient = ReturnType<typeof createSartiqClient>;

export async function checkSartiq(exam: Examination, watch: ContractWatch): Promise<void> {
  const client = createSartiqClient(exam.wire.json, watch);
  const designs = await checkList<SetDesignRow>(exam, {
    route: '/set-designs/',
    noun: 'set designs',
    cap: sartiqDialect.cap,
    order: setDesignOrder(),
    read: (limit, scope) =>
      client.setDesignPage({ filter: { ...inPerson, ownerId: null }, page: { offset: 0, limit } }, scope),
  });
  for (const name of catalogues) {
    await checkList(exam, {
      route: `/${name}/`,
      noun: sartiqNouns[`/${name}/`],
      cap: cataloguePageSize,
      order: null,
      read: (limit, scope) => client.cataloguePage({ name, ...inPerson }, { offset: 0, limit }, scope),
    });
  }
  const first = designs?.[0];
  const readFirst = first && { ...inPerson, setDesignId: first.setDesignId };
  await checkObject(
    exam,
    '/set-designs/{id}',
    readFirst ? (scope) => client.setDesign(readFirst, scope) : null,
  );
  await checkUploadTasks(exam, client, designs ?? []);
}

/** An upload belongs to a set design and a subject; most pairs have none, which is an answer as well. */
async function checkUploadTasks(
  exam: Examination,
  client: SartiqClient,
  designs: readonly SetDesignRow[],
): Promise<void> {
  const check = `GET ${newestRoute}`;
  const images = designs.flatMap(({ baseImages }) => baseImages);
  const image = images.find((row) => 'subjectId' in row);
  if (image === undefined) {
    return exam.note(check, 'skip', 'not looked at: no set design of the page has a base image');
  }
  const newest = await exam.attempt(check, async (scope) => ({
    task: await client.newestUploadTask({ ...inPerson, ...image }, scope),
  }));
  if (newest === null) return;
  if (newest.task === null) exam.note(check, 'ok', 'answers: there is no upload (404)');
  else exam.note(check, 'ok', 'answers');
  const task = newest.task !== null && 'taskId' in newest.task ? newest.task : null;
  await checkObject(
    exam,
    '/set-designs/upload-tasks/{task_id}',
    task ? (scope) => client.uploadTask(task.taskId, scope) : null,
  );
}
