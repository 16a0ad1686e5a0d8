/** The studio as the demo serves it, on a world of its own, in a real browser. Owns their lifetime and what was asked. */

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
// biome-ignore lint/correctness/noUnresolvedImports: Biome does not follow playwright-core to its types
import type { Browser, Locator, Page } from 'playwright-core';
import { openPage, startBrowser, type WatchedPage } from '#test/support/browser.ts';
import { startWorld, type World } from '#test/support/world.ts';
import { type Studio, startStudio } from '../../examples/studio/serve.ts';

/** Tests run side by side, and two servers must not prepare packages in the same folder. */
const caches = fileURLToPath(new URL('../../node_modules/.cache/studio-', import.meta.url));

export interface StudioWorld extends AsyncDisposable {
  readonly world: World;
  readonly studio: Studio;
  /** The page, as somebody opens it who was never here. */
  open(options?: OpenOptions): Promise<StudioPage>;
  /** What the backends were asked since the last call, pictures left out. */
  takeUpstreamRequests(): string[];
}

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

export interface StudioPage extends WatchedPage {
  readonly gallery: Locator;
  readonly setDesigns: Locator;
  readonly dataset: Locator;
}

export async function startStudioWorld(options: Parameters<typeof startWorld>[0] = {}): Promise<StudioWorld> {
  await using stack = new AsyncDisposableStack();
  const world = stack.use(await startWorld(options));
  await mkdir(dirname(caches), { recursive: true });
  const cacheDir = await mkdtemp(`${caches}test-`);
  stack.defer(() => rm(cacheDir, { recursive: true, force: true }));
  const studio = stack.use(await startStudio({ gatewayUrl: world.url, cacheDir }));
  const browser: Browser = await startBrowser();
  stack.defer(() => browser.close());
  const running = stack.move();
  return {
    world,
    studio,
    open: async ({ width = 1440, height = 900, colorScheme = 'light' } = {}) => {
      const opened = await openPage(browser, { width, height });
      await opened.page.emulateMedia({ colorScheme });
      // The development server makes each module when it is asked for, which a busy machine takes long for.
      await opened.page.goto(studio.url, { timeout: 30_000 });
      return { ...opened, ...panelsOf(opened.page) };
    },
    takeUpstreamRequests: () => world.takeRequests().filter((request) => !request.startsWith('GET /media/')),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function panelsOf(page: Page): Pick<StudioPage, 'gallery' | 'setDesigns' | 'dataset'> {
  const panel = (name: string) => page.getByRole('region', { name, exact: true });
  return { gallery: panel('Gallery'), setDesigns: panel('Set designs'), dataset: panel('Dataset') };
}

/** Resolves when the panel has rows of its own. */
export async function waitForRows({ gallery, setDesigns, dataset }: StudioPage): Promise<void> {
  await rowsOf(gallery).first().waitFor();
  await rowsOf(setDesigns).first().waitFor();
  await rowsOf(dataset).first().waitFor();
}

/** The jobs, set designs or dataset images of a panel. */
export function rowsOf(panel: Locator): Locator {
  return panel.locator('.job, .design-tab, .dataset-picture');
}

/** What a panel says is wrong with it. */
export function troubleOf(panel: Locator): Locator {
  return panel.getByRole('alert');
}

/** Resolves when every picture that is in sight has been drawn. */
export async function waitForPictures(page: Page): Promise<void> {
  await page.waitForFunction(`[...document.images].every((image) => {
    const { top, bottom, height } = image.getBoundingClientRect();
    return bottom < 0 || top > innerHeight || height === 0 || image.complete;
  })`);
}
