/** Complete lists as the simulated backends themselves give them, read page by page: what connections must equal. */

import { tokenOf } from '#test/simulators/simulator.ts';
import type { Simulators } from '#test/simulators/start.ts';
import { ask } from './ask.ts';

type Row = Readonly<Record<string, unknown>>;

/** Every job id, in the default order, with the given filter on the wire. */
export function allJobs(simulators: Simulators, filter: Record<string, string> = {}): Promise<Row[]> {
  return allPiktidRows(simulators, '/gallery/by-job', 'jobs', { max_images_per_job: '200', ...filter });
}

export function allAssets(simulators: Simulators, filter: Record<string, string> = {}): Promise<Row[]> {
  return allPiktidRows(simulators, '/assets', 'assets', filter);
}

export async function allSetDesigns({ sartiq }: Simulators): Promise<Row[]> {
  const answer = await ask(`${sartiq.url}/set-designs/?skip=0&limit=100000`, {
    token: tokenOf('sartiq', 'giulia'),
  });
  return (answer.body as { data: Row[] }).data;
}

export async function allDatasetImages(
  { acusight }: Simulators,
  filter: Record<string, string> = {},
): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const query = new URLSearchParams({ ...filter, limit: '100', offset: String(rows.length) });
    const answer = await ask(`${acusight.url}/data/images?${query}`, {
      token: tokenOf('acusight', 'giulia'),
    });
    const { data } = answer.body as { data: Row[] };
    rows.push(...data);
    if (data.length === 0) return rows;
  }
}

/** All images of a job in their newest versions, in the order of the results route. */
export async function allImages({ piktid }: Simulators, jobId: string): Promise<Row[]> {
  const answer = await ask(`${piktid.url}/jobs/${jobId}/results`, { token: tokenOf('piktid', 'giulia') });
  return (answer.body as { results: Row[] }).results;
}

async function allPiktidRows(
  { piktid }: Simulators,
  path: string,
  list: string,
  filter: Record<string, string>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 1; ; page += 1) {
    const query = new URLSearchParams({ ...filter, page: String(page), per_page: '100' });
    const answer = await ask(`${piktid.url}${path}?${query}`, { token: tokenOf('piktid', 'giulia') });
    const entries = (answer.body as Record<string, Row[]>)[list] ?? [];
    rows.push(...entries);
    if (entries.length === 0) return rows;
  }
}
