/** Set designs: the matrix, what is asked of the operators, and an upload from its first byte to its last picture. */

// biome-ignore lint/correctness/noUnresolvedImports: Biome does not follow playwright-core to its types
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeZip } from '#test/simulators/sartiq/make-zip.ts';
import { scrape } from '#test/support/exposition.ts';
import { rowsOf, type StudioWorld, startStudioWorld } from './studio-world.ts';

interface SetDesign {
  readonly setDesignId: string;
  readonly name: string;
  readonly baseImages: readonly {
    readonly url: string | null;
    readonly subject: { readonly subjectId: string; readonly name: string };
    readonly shotType: { readonly name: string };
  }[];
}

let studio: StudioWorld;
let designs: SetDesign[];
beforeAll(async () => {
  studio = await startStudioWorld();
});
afterAll(() => studio?.[Symbol.asyncDispose]());
beforeEach(async () => {
  const { data } = await studio.world.query(`{ setDesigns(first: 12) { nodes {
    setDesignId name baseImages { url subject { subjectId name } shotType { name } }
  } } }`);
  designs = data.setDesigns.nodes;
});

/** One of the first page with pictures and gaps. */
function someDesign(): SetDesign {
  const found = designs.slice(0, 6).find(({ baseImages }) => baseImages.length > 2);
  if (!found) throw new Error('the first page has no set design with pictures');
  return found;
}

async function choose(panel: Locator, { name }: SetDesign): Promise<void> {
  await panel
    .getByRole('button', { name: new RegExp(`^${RegExp.escape(name)}`) })
    .first()
    .click();
  await panel.getByRole('heading', { name, level: 3 }).waitFor();
}

describe('the matrix', () => {
  it('has a place for each subject and shot type: a picture, or a gap', async () => {
    const design = someDesign();
    await using page = await studio.open();
    await rowsOf(page.setDesigns).first().waitFor();
    await choose(page.setDesigns, design);
    const { baseImages } = design;
    const pictures = page.setDesigns.locator('.prepared');
    const gaps = page.setDesigns.locator('.gap');
    const places = await page.setDesigns.locator('.matrix tbody td').count();
    expect(await pictures.count()).toBe(baseImages.length);
    expect(await gaps.count()).toBe(places - baseImages.length);
    const names = baseImages
      .filter(({ url }) => url !== null)
      .map(({ subject, shotType }) => `${subject.name}, ${wordOf(shotType.name)}: open the picture`);
    const shown = await page.setDesigns
      .locator('a.prepared')
      .evaluateAll((all) => all.map(({ ariaLabel }) => ariaLabel));
    expect(shown.sort()).toEqual(names.sort());
  });

  it('comes page by page, by number', async () => {
    await using page = await studio.open();
    await rowsOf(page.setDesigns).first().waitFor();
    await page.setDesigns.getByRole('button', { name: 'Page 2', exact: true }).click();
    await expect
      .poll(() => page.setDesigns.locator('.design-name').allInnerTexts())
      .toEqual(designs.slice(6, 12).map(({ name }) => name));
  });
});

describe('gaps', () => {
  it('are asked for once, with the subjects and shot types that were chosen', async () => {
    const design = someDesign();
    const { data } = studio.world.simulators.sartiq;
    const before = data.completionRequests.length;
    await using page = await studio.open();
    await rowsOf(page.setDesigns).first().waitFor();
    await choose(page.setDesigns, design);
    const gaps = page.setDesigns.locator('.gap');
    await gaps.nth(0).click();
    await gaps.nth(1).click();
    await page.setDesigns.getByRole('button', { name: 'Request completion' }).click();
    await expect.poll(() => data.completionRequests.length).toBe(before + 1);
    await page.setDesigns.locator('.said').getByText(/./).waitFor();
    const asked = JSON.stringify(data.completionRequests.at(-1));
    expect(asked).toContain(design.setDesignId);
    expect(await page.setDesigns.locator('.gap[aria-pressed=true]').count()).toBe(0);
  });
});

describe('an upload', () => {
  const files = {
    'front_full_body.jpg': 'a',
    'back_full_body.jpg': 'b',
    'side_full_body.jpg': 'c',
    'notes.txt': 'd',
  };

  it('is followed to its end, and its pictures are in the matrix', async () => {
    const design = someDesign();
    const [{ subject } = { subject: { subjectId: '', name: '' } }] = design.baseImages;
    await using page = await studio.open();
    await rowsOf(page.setDesigns).first().waitFor();
    await choose(page.setDesigns, design);
    const form = page.setDesigns.locator('.upload');
    await form.getByLabel('Subject').selectOption(subject.subjectId);
    await form.getByLabel(/^ZIP/).setInputFiles({
      name: 'looks.zip',
      mimeType: 'application/zip',
      buffer: makeZip(files),
    });
    await page.page.evaluate(`globalThis.seen = new Set();
      new MutationObserver(() => {
        const bar = document.querySelector('.upload progress');
        if (bar) globalThis.seen.add(bar.value);
      }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });`);
    await form.getByRole('button', { name: 'Upload' }).click();
    await form.getByText('3 images added, 1 skipped: no shot type has that name.').waitFor();
    // From the subscription: the first state, some on the way, and the last.
    const seen = await page.page.evaluate<number[]>('[...globalThis.seen]');
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(100);
    expect(seen.filter((value) => value > 0 && value < 100).length).toBeGreaterThan(0);
    expect(seen).toEqual(seen.toSorted((left, right) => left - right));
    for (const shot of ['Front full body', 'Back full body', 'Side full body']) {
      await page.setDesigns
        .getByRole('link', { name: `${subject.name}, ${shot}: open the picture` })
        .waitFor();
    }
    expect(page.errors).toEqual([]);
  });

  it('is watched by nobody any more when its page is closed, through the development server, too', async () => {
    const watched = async () => (await scrape(studio.world)).value('atelier_subscriptions_running');
    await using page = await studio.open();
    await rowsOf(page.setDesigns).first().waitFor();
    const form = page.setDesigns.locator('.upload');
    await form.getByLabel(/^ZIP/).setInputFiles({
      name: 'looks.zip',
      mimeType: 'application/zip',
      // So many files that it is still under way when the page goes.
      buffer: makeZip(Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`${index}.jpg`, 'a']))),
    });
    await form.getByRole('button', { name: 'Upload' }).click();
    await form.getByText(/of 80 files/).waitFor();
    expect(await watched()).toBe(1);
    await page.page.close();
    await expect.poll(watched).toBe(0);
  });

  it('that is no ZIP is refused at the field, in the words of the backend', async () => {
    await using page = await studio.open();
    await rowsOf(page.setDesigns).first().waitFor();
    const form = page.setDesigns.locator('.upload');
    const field = form.getByLabel(/^ZIP/);
    await field.setInputFiles({
      name: 'looks.zip',
      mimeType: 'application/zip',
      buffer: Buffer.from('no zip'),
    });
    await form.getByRole('button', { name: 'Upload' }).click();
    await form.getByRole('alert').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    const id = await form.getByRole('alert').getAttribute('id');
    expect(await field.getAttribute('aria-describedby')).toBe(id);
    expect(await form.getByRole('alert').innerText()).toMatch(/zip/i);
  });
});

/** A shot type as the page writes it. */
function wordOf(name: string): string {
  const text = name.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
