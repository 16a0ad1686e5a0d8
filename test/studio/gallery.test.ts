/** The gallery: for ever downwards, each job once, narrowed and ordered by the backend. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { smallWorldSize } from '#test/simulators/simulator.ts';
import { rowsOf, type StudioPage, type StudioWorld, startStudioWorld, troubleOf } from './studio-world.ts';

let studio: StudioWorld;
beforeAll(async () => {
  studio = await startStudioWorld({ size: { ...smallWorldSize, jobs: 60, galleryImages: 600 } });
});
afterAll(() => studio?.[Symbol.asyncDispose]());
beforeEach(() => {
  studio.world.simulators.piktid.clearFaults();
  studio.takeUpstreamRequests();
});

/** Jobs as the gateway lists them, in order. */
async function jobIds(args: string): Promise<string[]> {
  const { data } = await studio.world.query(`{ jobs(first: 200 ${args}) { nodes { jobId } } }`);
  studio.takeUpstreamRequests();
  return data.jobs.nodes.map(({ jobId }: { jobId: string }) => jobId);
}

function shownJobs({ gallery }: StudioPage): Promise<string[]> {
  return gallery.locator('.job').evaluateAll((jobs) => jobs.map(({ dataset }) => dataset['job'] ?? ''));
}

/** Scrolls down until nothing more comes, or something is wrong. */
async function scrollToEnd({ gallery }: StudioPage): Promise<void> {
  const end = gallery.locator('.the-end, [role=alert]');
  await expect
    .poll(
      async () => {
        await gallery.locator('.board-body').evaluate((body) => {
          body.scrollTop = body.scrollHeight;
        });
        return end.count();
      },
      { timeout: 30_000 },
    )
    .toBe(1);
}

describe('scrolling down', () => {
  it('shows every job exactly once, in order, with one request for each twelve', async () => {
    const expected = await jobIds('');
    expect(expected).toHaveLength(60);
    await using page = await studio.open();
    await rowsOf(page.gallery).first().waitFor();
    await scrollToEnd(page);
    expect(await shownJobs(page)).toEqual(expected);
    const pages = studio
      .takeUpstreamRequests()
      .filter((request) => request.startsWith('GET /gallery/by-job'));
    expect(pages).toHaveLength(5);
    expect(page.errors).toEqual([]);
  });

  it('keeps what it has where a page fails, and goes on from there', async () => {
    const expected = await jobIds('');
    await using page = await studio.open();
    await rowsOf(page.gallery).first().waitFor();
    studio.world.simulators.piktid.inject({ kind: 'status', status: 500, path: '/gallery/by-job' });
    await scrollToEnd(page);
    await troubleOf(page.gallery).waitFor();
    expect(await shownJobs(page)).toEqual(expected.slice(0, 12));
    studio.world.simulators.piktid.clearFaults();
    await troubleOf(page.gallery).getByRole('button', { name: 'Try again' }).click();
    await troubleOf(page.gallery).waitFor({ state: 'detached' });
    await scrollToEnd(page);
    expect(await shownJobs(page)).toEqual(expected);
  });

  it('shows the rest of a large job when it is asked for, each image once', async () => {
    const { data } = await studio.world.query(
      '{ jobs(first: 12) { nodes { jobId totalImages images(first: 200) { nodes { id } } } } }',
    );
    const large = data.jobs.nodes.find((job: { totalImages: number }) => job.totalImages > 8);
    await using page = await studio.open();
    await page.gallery.getByLabel('Images').selectOption('By file name');
    const job = page.gallery.locator(`[data-job="${large.jobId}"]`);
    await job.waitFor();
    const more = job.getByRole('button', { name: /^Show \d+ more of \d+$/ });
    const images = job.locator('[data-image]');
    expect(await images.count()).toBe(8);
    while ((await more.count()) > 0) {
      const before = await images.count();
      await more.click();
      await expect.poll(() => images.count()).toBeGreaterThan(before);
    }
    const shown = await images.evaluateAll((all) => all.map(({ dataset }) => dataset['image'] ?? ''));
    expect(shown.sort()).toEqual(large.images.nodes.map(({ id }: { id: string }) => id).sort());
  });
});

describe('filters and orders', () => {
  it.each([
    { label: 'Jobs', option: 'Oldest first', args: ', orderDirection: ASC' },
    { label: 'Show', option: 'Finished', args: ', filter: { imageStatus: "completed" }' },
    { label: 'Verdict', option: 'Liked', args: ', filter: { imageFeedback: ["like"] }' },
    { label: 'Made by', option: 'Me', args: ', filter: { ownership: MINE }' },
  ])('$label: $option shows what the backend has for it', async ({ label, option, args }) => {
    const [everything, expected] = [await jobIds(''), await jobIds(args)];
    expect(expected).not.toEqual(everything);
    await using page = await studio.open();
    await rowsOf(page.gallery).first().waitFor();
    await page.gallery.getByLabel(label).selectOption(option);
    await expect.poll(() => shownJobs(page)).toEqual(expected.slice(0, 12));
    expect(await page.gallery.locator('.board-count').innerText()).toBe(`${expected.length} jobs`);
  });

  it('Images: the best come first, or the names in order', async () => {
    const scores = (args: string) =>
      studio.world.query(`{ jobs(first: 1) { nodes { images(first: 8, ${args}) { nodes { id } } } } }`);
    const best = await scores('orderBy: { field: QUALITY_SCORE, direction: DESC }');
    const named = await scores('orderBy: { field: ORIGINAL_FILENAME, direction: ASC }');
    const idsOf = ({ data }: typeof best): string[] =>
      data.jobs.nodes[0].images.nodes.map(({ id }: { id: string }) => id);
    await using page = await studio.open();
    const first = page.gallery.locator('.job').first();
    const shown = () =>
      first.locator('.tile').evaluateAll((tiles) => tiles.map(({ dataset }) => dataset['image'] ?? ''));
    await first.waitFor();
    const pictured = await shown();
    expect(pictured).toEqual(idsOf(best).filter((id) => pictured.includes(id)));
    await page.gallery.getByLabel('Images').selectOption('By file name');
    await expect.poll(shown).toEqual(idsOf(named).filter((id) => pictured.includes(id)));
  });
});
