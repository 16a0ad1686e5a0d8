/** A small PiktID with a clock moved by hand, and typed ways to ask it. For the tests of this folder. */

import { z } from 'zod';
import { type SimulatedUser, type Simulator, smallWorldSize, tokenOf } from '#test/simulators/simulator.ts';
import { type Asked, type AskOptions, ask } from '#test/support/ask.ts';
import type { PiktidData } from './piktid-rows.ts';
import { startPiktid } from './start-piktid.ts';

const paginationShape = z.object({
  page: z.number(),
  per_page: z.number(),
  total: z.number(),
  pages: z.number(),
  has_next: z.boolean(),
  has_prev: z.boolean(),
});

const linksShape = z.looseObject({ full_size: z.string().nullable(), thumbnail: z.string().nullable() });

const imageShape = z.looseObject({
  job_id: z.string(),
  image_index: z.number(),
  group_index: z.number(),
  version: z.number(),
  original_filename: z.string().nullable(),
  inputs: z.array(linksShape),
  output: linksShape.nullable(),
  status: z.string(),
  quality_score: z.number().nullable(),
  feedback: z.string().nullable(),
  created_at: z.string(),
});

const galleryShape = z.object({
  pagination: paginationShape,
  jobs: z.array(
    z.looseObject({
      job_id: z.string(),
      job_status: z.string(),
      project_id: z.number().nullable(),
      created_at: z.string(),
      total_images: z.number(),
      completed_images: z.number(),
      failed_images: z.number(),
      images: z.array(imageShape),
    }),
  ),
});

const projectsShape = z.object({
  pagination: paginationShape,
  projects: z.array(
    z.looseObject({ project_id: z.number(), created_at: z.string().nullable(), images: z.array(imageShape) }),
  ),
});

const assetsShape = z.object({
  pagination: paginationShape,
  assets: z.array(
    z.looseObject({
      id: z.string(),
      filename: z.string(),
      url: z.string(),
      created_at: z.string(),
      created_by: z.string().nullable(),
      tags: z.array(z.string()),
      visibility: z.string(),
    }),
  ),
});

type GalleryPage = z.infer<typeof galleryShape>;
type ProjectsPage = z.infer<typeof projectsShape>;
type AssetsPage = z.infer<typeof assetsShape>;
export type ImageResult = z.infer<typeof imageShape>;

export interface PiktidWorld extends AsyncDisposable {
  readonly simulator: Simulator<PiktidData>;
  readonly data: PiktidData;
  moveClock(ms: number): void;
  /** Any request, as giulia where nobody else is named. */
  ask(path: string, user?: SimulatedUser, options?: AskOptions): Promise<Asked>;
  gallery(query?: string, user?: SimulatedUser): Promise<GalleryPage>;
  projects(query?: string, user?: SimulatedUser): Promise<ProjectsPage>;
  assets(query?: string, user?: SimulatedUser): Promise<AssetsPage>;
  /** Every job of all pages. */
  allJobs(query?: string, user?: SimulatedUser): Promise<GalleryPage['jobs']>;
  allAssets(query?: string, user?: SimulatedUser): Promise<AssetsPage['assets']>;
}

export async function startPiktidWorld(): Promise<PiktidWorld> {
  let nowMs = Date.UTC(2026, 2, 16);
  const simulator = await startPiktid({ size: smallWorldSize, now: () => nowMs });
  const askAs: PiktidWorld['ask'] = (path, user = 'giulia', options = {}) =>
    ask(`${simulator.url}${path}`, { token: tokenOf('piktid', user), ...options });
  const gallery: PiktidWorld['gallery'] = async (query = '', user = 'giulia') =>
    galleryShape.parse((await askAs(`/gallery/by-job?${query}`, user)).body);
  const assets: PiktidWorld['assets'] = async (query = '', user = 'giulia') =>
    assetsShape.parse((await askAs(`/assets?${query}`, user)).body);
  return {
    simulator,
    data: simulator.data,
    moveClock: (ms) => {
      nowMs += ms;
    },
    ask: askAs,
    gallery,
    assets,
    projects: async (query = '', user = 'giulia') =>
      projectsShape.parse((await askAs(`/gallery/by-project?${query}`, user)).body),
    allJobs: (query = '', user = 'giulia') =>
      readAll(async (page) => {
        const answer = await gallery(`per_page=100&max_images_per_job=200&page=${page}&${query}`, user);
        return { rows: answer.jobs, hasNext: answer.pagination.has_next };
      }),
    allAssets: (query = '', user = 'giulia') =>
      readAll(async (page) => {
        const answer = await assets(`per_page=100&page=${page}&${query}`, user);
        return { rows: answer.assets, hasNext: answer.pagination.has_next };
      }),
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

async function readAll<Row>(
  read: (page: number) => Promise<{ rows: readonly Row[]; hasNext: boolean }>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await read(page);
    rows.push(...answer.rows);
    if (!answer.hasNext) return rows;
  }
}

/** Entries that come twice or more. */
export function repeated<Value>(values: readonly Value[]): Value[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
