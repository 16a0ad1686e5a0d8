/** The studio for everybody: axe finds nothing, light and dark, and everything can be done with a keyboard. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
// biome-ignore lint/correctness/noUnresolvedImports: Biome does not follow playwright-core to its types
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  rowsOf,
  type StudioPage,
  type StudioWorld,
  startStudioWorld,
  troubleOf,
  waitForRows,
} from './studio-world.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let studio: StudioWorld;
beforeAll(async () => {
  studio = await startStudioWorld();
});
afterAll(() => studio?.[Symbol.asyncDispose]());
beforeEach(() => studio.world.simulators.acusight.clearFaults());

/** What axe finds on the page as it is now, with where; and how much it looked at. */
async function axe(page: Page): Promise<{ readonly found: string[]; readonly passed: number }> {
  await page.evaluate(axeSource);
  const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  return { found, passed: passes.length };
}

async function expectAccessible({ page }: Pick<StudioPage, 'page'>): Promise<void> {
  const { found, passed } = await axe(page);
  expect(found).toEqual([]);
  expect(passed).toBeGreaterThan(20);
}

describe.each(['light', 'dark'] as const)('in %s, axe finds nothing', { timeout: 60_000 }, (colorScheme) => {
  it('on the main screen', async () => {
    await using page = await studio.open({ colorScheme });
    await waitForRows(page);
    await expectAccessible(page);
  });

  it('in a narrow window, panel by panel', async () => {
    await using page = await studio.open({ colorScheme, width: 360, height: 740 });
    await rowsOf(page.gallery).first().waitFor();
    for (const name of ['Set designs', 'Dataset']) {
      await expectAccessible(page);
      await page.page.getByRole('button', { name, exact: true }).click();
    }
    await expectAccessible(page);
  });

  it('in the viewer, in the search and in the connection', async () => {
    await using page = await studio.open({ colorScheme });
    await waitForRows(page);
    await page.gallery.locator('.tile button').first().click();
    await page.page.getByRole('heading', { name: 'Made from' }).waitFor();
    await expectAccessible(page);
    await page.page.keyboard.press('Escape');
    await page.page.keyboard.press('/');
    await page.page.getByRole('textbox', { name: /^File name/ }).fill('jpg');
    await page.page.keyboard.press('Enter');
    await page.page.locator('.result').first().waitFor();
    await expectAccessible(page);
    await page.page.keyboard.press('Escape');
    await page.page.getByRole('button', { name: 'Connection' }).click();
    await expectAccessible(page);
  });

  it('where a panel is in trouble, and a gap is chosen', async () => {
    studio.world.simulators.acusight.inject({
      kind: 'status',
      status: 503,
      path: '/data/images',
    });
    await using page = await studio.open({ colorScheme });
    await troubleOf(page.dataset).waitFor();
    await page.setDesigns.locator('.gap').first().click();
    await page.setDesigns.getByText(/^Asks for/).waitFor();
    await expectAccessible(page);
  });
});

it('would say so of a text that is too faint', async () => {
  await using page = await studio.open();
  await waitForRows(page);
  await page.page.addStyleTag({ content: '.board-count { color: #d0c8c0 !important; }' });
  const { found } = await axe(page.page);
  expect(found.join()).toContain('color-contrast');
});

describe('the appearance', () => {
  it('follows the system until it is chosen, and keeps the choice', async () => {
    await using page = await studio.open({ colorScheme: 'dark' });
    await rowsOf(page.gallery).first().waitFor();
    const ground = () => page.page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const dark = await ground();
    const toggle = page.page.getByRole('button', { name: 'Dark appearance' });
    expect(await toggle.getAttribute('aria-pressed')).toBe('true');
    await toggle.click();
    const light = await ground();
    expect(light).not.toBe(dark);
    await page.page.reload();
    await rowsOf(page.gallery).first().waitFor();
    expect(await ground()).toBe(light);
    expect(await toggle.getAttribute('aria-pressed')).toBe('false');
  });

  it('does not move where the person asked for less motion', async () => {
    await using page = await studio.open();
    await rowsOf(page.gallery).first().waitFor();
    await page.page.emulateMedia({ reducedMotion: 'reduce' });
    const moving = await page.page.evaluate<
      string[]
    >(`[...document.querySelectorAll('*')].flatMap((element) => {
      const { animationName, transitionDuration } = getComputedStyle(element);
      const isMoving = animationName !== 'none' || transitionDuration.split(', ').some((time) => parseFloat(time) > 0);
      return isMoving ? [element.outerHTML.slice(0, 80)] : [];
    })`);
    expect(moving).toEqual([]);
  });
});

describe('with a keyboard alone', () => {
  it('a picture is opened, walked on from, and closed where one was', async () => {
    await using page = await studio.open();
    await waitForRows(page);
    const { keyboard } = page.page;
    const tiles = page.gallery.locator('.tile button');
    await tiles.first().focus();
    const opened = await tiles.first().getAttribute('aria-label');
    await keyboard.press('Enter');
    const viewer = page.page.getByRole('dialog', { name: 'Picture' });
    await viewer.locator('.facts-title').waitFor();
    expect(opened).toContain(`Open ${await viewer.locator('.facts-title').innerText()}`);
    await keyboard.press('ArrowRight');
    const second = (await tiles.nth(1).getAttribute('aria-label')) ?? '';
    await viewer
      .getByText(/^Open ([^,]*)/.exec(second)?.[1] ?? '', { exact: true })
      .first()
      .waitFor();
    await keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
    expect(await focused(page.page)).toBe(opened);
  });

  it('everything is reached in the order in which it is seen, and is seen to be reached', async () => {
    await using page = await studio.open();
    await waitForRows(page);
    const reached: string[] = [];
    for (let step = 0; step < 14; step += 1) {
      await page.page.keyboard.press('Tab');
      reached.push(await focused(page.page));
      const outline = await page.page.evaluate<string>(
        'getComputedStyle(document.activeElement).outlineStyle',
      );
      expect([reached.at(-1), outline]).toEqual([reached.at(-1), 'solid']);
    }
    expect(reached.slice(0, 9)).toEqual([
      'Skip to the gallery',
      'Search pictures and jobs',
      'Connection',
      'Dark appearance',
      'Show',
      'Verdict',
      'Made by',
      'Jobs',
      'Images',
    ]);
    expect(reached.slice(9).every((name) => name.startsWith('Open '))).toBe(true);
  });

  it('a filter is chosen, a gap is requested', async () => {
    await using page = await studio.open();
    await waitForRows(page);
    const { keyboard } = page.page;
    await page.gallery.getByLabel('Jobs').focus();
    await keyboard.press('ArrowDown');
    await expect.poll(() => page.gallery.getByLabel('Jobs').inputValue()).toBe('ASC');
    const gap = page.setDesigns.locator('.gap').first();
    await gap.focus();
    await keyboard.press('Space');
    await page.setDesigns.getByText(/^Asks for 1 picture/).waitFor();
    await page.setDesigns.getByRole('button', { name: 'Request completion' }).focus();
    await keyboard.press('Enter');
    await page.setDesigns.locator('.said').getByText(/./).waitFor();
    expect(studio.world.simulators.sartiq.data.completionRequests).toHaveLength(1);
  });
});

/** The name of what has the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate<string>(
    `document.activeElement.ariaLabel || (document.activeElement.labels?.[0] ?? document.activeElement).innerText`,
  );
}
