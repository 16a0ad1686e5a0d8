/** The studio as it is built for a server of one's own: the same page, from files. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, startBrowser } from '#test/support/browser.ts';
import { startWorld, type World } from '#test/support/world.ts';

const configFile = fileURLToPath(new URL('../../examples/studio/vite.config.ts', import.meta.url));

let world: World;
let outDir: string;
beforeAll(async () => {
  world = await startWorld();
  outDir = await mkdtemp(join(tmpdir(), 'atelier-studio-'));
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await rm(outDir, { recursive: true, force: true });
});

it('is a page of a few files that shows all three panels, with one operation', async () => {
  const { output } = (await build({ configFile, logLevel: 'error', build: { outDir } })) as {
    output: { fileName: string }[];
  };
  expect(output.map(({ fileName }) => fileName.replace(/-[\w-]{8}\./, '.')).sort()).toEqual([
    'assets/index.css',
    'assets/index.js',
    'index.html',
  ]);
  const server = await preview({
    configFile,
    logLevel: 'error',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0, proxy: { '/graphql': { target: world.url } } },
  });
  const browser = await startBrowser();
  try {
    await using opened = await openPage(browser, { width: 1440, height: 900 });
    await opened.page.goto(server.resolvedUrls?.local[0] ?? '');
    for (const row of ['.job', '.design-tab', '.dataset-picture']) {
      await opened.page.locator(row).first().waitFor();
    }
    expect(opened.requests.filter(({ path }) => path === '/graphql')).toHaveLength(1);
    expect(opened.errors).toEqual([]);
  } finally {
    await browser.close();
    await server.close();
  }
});
