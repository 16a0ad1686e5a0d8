/** What is marked on pictures is drawn where the backend's numbers say, at every size. */

// biome-ignore lint/correctness/noUnresolvedImports: Biome does not follow playwright-core to its types
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf, type StudioWorld, startStudioWorld, waitForPictures } from './studio-world.ts';

let studio: StudioWorld;
beforeAll(async () => {
  studio = await startStudioWorld();
});
afterAll(() => studio?.[Symbol.asyncDispose]());

interface Region {
  readonly annotationId: number;
  readonly classValue: string;
  readonly type: string;
  readonly xCenter: number;
  readonly yCenter: number;
  readonly width: number;
  readonly height: number;
}

const regionFields = 'annotationId classValue type xCenter yCenter width height';

/** Where each region is drawn on its picture, in fractions of the picture: left, top, right, bottom. */
async function drawnOn(picture: Locator): Promise<Map<number, number[]>> {
  const drawn = await picture.evaluate((element): [number, number[]][] => {
    const frame = element.querySelector('img')?.getBoundingClientRect() ?? new DOMRect();
    return [...element.querySelectorAll<SVGGElement>('[data-annotation]')].map((group) => {
      const { left, top, right, bottom } = group.firstElementChild?.getBoundingClientRect() ?? frame;
      const [x, y] = [
        (at: number) => (at - frame.left) / frame.width,
        (at: number) => (at - frame.top) / frame.height,
      ];
      return [Number(group.dataset['annotation']), [x(left), y(top), x(right), y(bottom)]];
    });
  });
  return new Map(drawn);
}

/** The same by the backend's numbers. */
function expectedAt({ xCenter, yCenter, width, height }: Region): number[] {
  return [xCenter - width / 2, yCenter - height / 2, xCenter + width / 2, yCenter + height / 2];
}

/** Each region is drawn, and within a fraction of the picture of where it belongs. */
async function expectDrawn(picture: Locator, regions: readonly Region[]): Promise<void> {
  const drawn = await drawnOn(picture);
  expect([...drawn.keys()].sort()).toEqual(regions.map(({ annotationId }) => annotationId).sort());
  for (const region of regions) {
    for (const [side, place] of expectedAt(region).entries()) {
      expect(Math.abs((drawn.get(region.annotationId)?.[side] ?? Number.NaN) - place)).toBeLessThan(0.01);
    }
  }
}

describe('dataset images', () => {
  it.each([
    { width: 1440, height: 900 },
    { width: 360, height: 740 },
  ])('have their boxes and polygons in place in a window of $width pixels', async (size) => {
    const { data } = await studio.world.query(`{
      datasetImages(first: 12, filter: { annotationStatus: "completed" }) {
        nodes { imageId annotations { ${regionFields} } }
      }
    }`);
    const images: { imageId: number; annotations: Region[] }[] = data.datasetImages.nodes;
    const types = images.flatMap(({ annotations }) => annotations.map(({ type }) => type));
    expect(new Set(types)).toEqual(new Set(['bbox', 'polygon']));
    await using page = await studio.open(size);
    const panel = page.page.getByRole('button', { name: 'Dataset', exact: true });
    if (await panel.isVisible()) await panel.click();
    await rowsOf(page.dataset).first().waitFor();
    for (const { imageId, annotations } of images) {
      const picture = page.dataset.locator(`[data-image="${imageId}"] .picture`);
      await picture.scrollIntoViewIfNeeded();
      await expectDrawn(picture, annotations);
    }
  });

  it('hide a class that is switched off, and count what there is of each', async () => {
    await using page = await studio.open();
    await rowsOf(page.dataset).first().waitFor();
    const legend = page.dataset.getByRole('list', { name: 'Classes on this page' });
    const [first] = await legend.getByRole('button').all();
    if (!first) throw new Error('the page has no classes');
    const count = Number(await first.locator('.chip-count').innerText());
    const regions = page.dataset.locator('[data-annotation]');
    const all = await regions.count();
    await first.click();
    expect(await first.getAttribute('aria-pressed')).toBe('false');
    expect(await regions.count()).toBe(all - count);
    await first.click();
    expect(await regions.count()).toBe(all);
  });

  it('are found by class, by part and page by page', async () => {
    const { data } = await studio.world.query(`{
      datasetImages(first: 12, filter: { annotationStatus: "completed", classValues: ["bag"], split: TRAIN }) {
        totalCount nodes { imageId }
      }
    }`);
    await using page = await studio.open();
    await rowsOf(page.dataset).first().waitFor();
    await page.dataset.getByLabel('Split').selectOption('Training');
    await page.dataset.getByLabel('Class', { exact: true }).fill('bag');
    await page.page.keyboard.press('Enter');
    const count = page.dataset.locator('.board-count');
    await expect.poll(() => count.innerText()).toBe(`${data.datasetImages.totalCount} images`);
    await page.dataset.getByLabel('Class', { exact: true }).fill('');
    const firstPage = () =>
      rowsOf(page.dataset).evaluateAll((rows) => rows.map(({ dataset }) => dataset['image']));
    await expect.poll(() => count.innerText()).not.toBe(`${data.datasetImages.totalCount} images`);
    const before = await firstPage();
    await page.dataset.getByRole('button', { name: 'Page 2', exact: true }).click();
    await expect.poll(() => page.dataset.locator('[aria-current=page]').innerText()).toBe('2');
    expect((await firstPage()).filter((id) => before.includes(id))).toEqual([]);
  });
});

describe('an image of the gallery', () => {
  it('shows what is marked on the dataset images of its name, and each of these by itself', async () => {
    const { data } = await studio.world.query(`{
      jobs(first: 12) { nodes { images(first: 8, orderBy: { field: QUALITY_SCORE, direction: DESC }) { nodes {
        id url annotations { ${regionFields} }
        datasetImages { imageId annotations { ${regionFields} } }
      } } } }
    }`);
    type Image = { id: string; url: string | null; annotations: Region[]; datasetImages: DatasetImage[] };
    type DatasetImage = { imageId: number; annotations: Region[] };
    const images: Image[] = data.jobs.nodes.flatMap(
      (job: { images: { nodes: Image[] } }) => job.images.nodes,
    );
    const image = images.find(({ url, annotations }) => url !== null && annotations.length > 1);
    const match = image?.datasetImages.find(({ annotations }) => annotations.length > 0);
    if (!image || !match) throw new Error('nothing joins in this world');
    await using page = await studio.open();
    await page.gallery.locator(`[data-image="${image.id}"] button`).click();
    const picture = page.page.locator('.stage .picture');
    await picture.locator('[data-annotation]').first().waitFor();
    await waitForPictures(page.page);
    await expectDrawn(picture, image.annotations);
    await page.page.getByRole('button', { name: `Dataset image ${match.imageId}` }).click();
    await expect
      .poll(async () => [...(await drawnOn(picture)).keys()].sort())
      .toEqual(match.annotations.map(({ annotationId }) => annotationId).sort());
    await waitForPictures(page.page);
    await expectDrawn(picture, match.annotations);
  });

  it('stays in sight where Acusight does not answer, and says what is unknown', async () => {
    const mend = studio.world.simulators.acusight.inject({ kind: 'status', status: 503 });
    await using page = await studio.open();
    await page.gallery.locator('.tile button').first().click();
    const marked = page.page.getByRole('region', { name: 'Marked in the dataset' });
    await marked.getByText('Acusight does not answer').waitFor();
    await page.page.locator('.stage img').waitFor();
    mend();
    await marked.getByRole('button', { name: 'Try again' }).click();
    await marked.getByRole('alert').waitFor({ state: 'detached' });
  });
});
