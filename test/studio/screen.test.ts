/** The main screen: one operation, and what it costs. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf, type StudioWorld, startStudioWorld, waitForPictures, waitForRows } from './studio-world.ts';

let studio: StudioWorld;

beforeAll(async () => {
  studio = await startStudioWorld();
});

afterAll(() => studio?.[Symbol.asyncDispose]());

beforeEach(() => void studio.takeUpstreamRequests());

describe('the main screen', () => {
  // First: the gateway keeps the two catalogues, so later screens cost three requests.
  it('is one operation, and five upstream requests', async () => {
    await using page = await studio.open();
    await waitForRows(page);
    const operations = page.requests.filter(({ path }) => path === '/graphql');
    expect(operations.map(({ method }) => method)).toEqual(['POST']);
    const asked = studio.takeUpstreamRequests().map((request) => request.replace(/\?.*/, ''));
    expect(asked.sort()).toEqual([
      'GET /data/images',
      'GET /gallery/by-job',
      'GET /set-designs/',
      'GET /shot-types/',
      'GET /subjects/',
    ]);
    expect(page.errors).toEqual([]);
  });

  it('shows jobs, set designs and dataset images with how many there are', async () => {
    await using page = await studio.open();
    await waitForRows(page);
    const { data } = await studio.world.query(`{
      jobs(first: 1) { totalCount }
      setDesigns(first: 1) { totalCount }
      datasetImages(first: 1, filter: { annotationStatus: "completed" }) { totalCount }
    }`);
    expect(await page.gallery.locator('.board-count').innerText()).toBe(`${data.jobs.totalCount} jobs`);
    expect(await page.setDesigns.locator('.board-count').innerText()).toBe(
      `${data.setDesigns.totalCount} designs`,
    );
    expect(await page.dataset.locator('.board-count').innerText()).toBe(
      `${data.datasetImages.totalCount} images`,
    );
    expect(await rowsOf(page.gallery).count()).toBe(12);
    expect(await rowsOf(page.setDesigns).count()).toBe(6);
    expect(await rowsOf(page.dataset).count()).toBe(12);
  });

  it('paints pictures of all three backends, and asks no other host', async () => {
    await using page = await studio.open();
    await waitForRows(page);
    await waitForPictures(page.page);
    const drawn = await page.page.evaluate<string[]>(
      `[...document.images].filter((image) => image.naturalWidth > 0).map((image) => new URL(image.src).host)`,
    );
    const { piktid, sartiq, acusight } = studio.world.simulators;
    const hosts = [piktid, sartiq, acusight].map(({ url }) => new URL(url).host);
    expect(new Set(drawn)).toEqual(new Set(hosts));
    const own = new URL(studio.studio.url).host;
    expect([...new Set(page.requests.map(({ host }) => host))].sort()).toEqual([own, ...hosts].sort());
  });

  it('shows one panel at a time in a narrow window, without asking again', async () => {
    await using page = await studio.open({ width: 360, height: 740 });
    await rowsOf(page.gallery).first().waitFor();
    await page.page.getByRole('button', { name: 'Dataset', exact: true }).click();
    await rowsOf(page.dataset).first().waitFor();
    expect(await page.page.locator('.board-gallery').isVisible()).toBe(false);
    const overflow = 'document.documentElement.scrollWidth - innerWidth';
    expect(await page.page.evaluate<number>(overflow)).toBeLessThanOrEqual(0);
    expect(page.requests.filter(({ path }) => path === '/graphql')).toHaveLength(1);
  });
});
