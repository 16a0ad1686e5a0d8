/** The search: one field for all backends that can search, and whole without the one that is away. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type StudioPage, type StudioWorld, startStudioWorld } from './studio-world.ts';

let studio: StudioWorld;
beforeAll(async () => {
  studio = await startStudioWorld();
});
afterAll(() => studio?.[Symbol.asyncDispose]());
beforeEach(() => void studio.world.simulators.acusight.clearFaults());

async function search({ page }: StudioPage, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Search pictures and jobs' }).click();
  await page.getByRole('textbox', { name: /^File name/ }).fill(text);
  await page.keyboard.press('Enter');
  await page.locator('.result').first().waitFor();
}

describe('a search', () => {
  it('finds the same as the graph, page after page', async () => {
    const { data } = await studio.world.query('{ search(text: "SS26", first: 200) { totalCount } }');
    await using page = await studio.open();
    await search(page, 'SS26');
    await page.page.getByText(`${data.search.totalCount} results`).waitFor();
    expect(await page.page.locator('.result').count()).toBe(12);
    await page.page.getByRole('button', { name: 'More results' }).click();
    await expect.poll(() => page.page.locator('.result').count()).toBe(24);
    const sources = new Set(await page.page.locator('.result-source').allInnerTexts());
    expect(sources).toEqual(new Set(['PiktID', 'Acusight']));
  });

  it('leads to a picture, and back', async () => {
    await using page = await studio.open();
    await search(page, 'SS26');
    const title = await page.page.locator('.result-title').first().innerText();
    await page.page.locator('.result').first().click();
    const viewer = page.page.getByRole('dialog', { name: 'Picture' });
    await viewer.getByText(title, { exact: true }).first().waitFor();
    await page.page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
    expect(await page.page.getByRole('dialog', { name: 'Search' }).isVisible()).toBe(true);
  });

  it('leads to a job, alone in the gallery', async () => {
    const { data } = await studio.world.query('{ jobs(first: 1, orderDirection: ASC) { nodes { jobId } } }');
    const [{ jobId }] = data.jobs.nodes;
    await using page = await studio.open();
    await search(page, jobId);
    await page.page.locator('.result').first().click();
    await page.gallery.locator(`[data-job="${jobId}"]`).waitFor();
    expect(await page.gallery.locator('.job').count()).toBe(1);
    await page.gallery.getByRole('button', { name: 'All jobs' }).click();
    await expect.poll(() => page.gallery.locator('.job').count()).toBe(12);
  });

  it('shows what PiktID found where Acusight does not answer, and says so', async () => {
    studio.world.simulators.acusight.inject({ kind: 'status', status: 503 });
    await using page = await studio.open();
    await search(page, 'SS26');
    const dialog = page.page.getByRole('dialog', { name: 'Search' });
    await dialog.getByText('Acusight does not answer').waitFor();
    expect(new Set(await dialog.locator('.result-source').allInnerTexts())).toEqual(new Set(['PiktID']));
  });
});
