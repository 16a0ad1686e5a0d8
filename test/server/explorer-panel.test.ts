/**
 * The panel beside GraphiQL in a real browser, used as a person does who has a keyboard only.
 */

// biome-ignore lint/correctness/noUnresolvedImports: Biome does not follow playwright-core to its types
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenReferences, faintTexts, namelessControls } from '#test/support/accessible.ts';
import { openPage, startBrowser } from '#test/support/browser.ts';
import { startWorld, type World } from '#test/support/world.ts';

let world: World;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld(), startBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await world?.[Symbol.asyncDispose]();
});

interface Visit {
  readonly path?: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** Called before the page is opened. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** Opens GraphiQL and uses it. Nothing is logged as an error meanwhile, violations of the policy included. */
async function visit(use: (page: Page) => Promise<void>, options: Visit = {}): Promise<void> {
  const { path = '/graphql', size, prepare } = options;
  await using watched = await openPage(browser, size);
  const { page, errors, requests } = watched;
  await prepare?.(page);
  await page.goto(`${world.url}${path}`);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  await toggle(page).waitFor();
  await use(page);
  expect(errors).toEqual([]);
  expect(new Set(requests.map(({ host }) => host))).toEqual(new Set([new URL(world.url).host]));
}

/** Answers as something between the page and a gateway that lets nobody see plans. */
async function refuseToExplain(page: Page): Promise<void> {
  await page.route('**/graphql', async (route) => {
    if (route.request().headers()['x-atelier-explain'] === undefined) return await route.continue();
    await route.fulfill({ json: { errors: [{ message: 'Plans are switched off here.' }] } });
  });
}

function toggle(page: Page): Locator {
  return page.getByRole('button', { name: 'Plan', exact: true });
}

function panel(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Plan and trace' });
}

function items(page: Page): Locator {
  return panel(page).getByRole('treeitem');
}

/** What the panel says of the plan, and below of the trace. */
function said(page: Page, part: 'Plan' | 'Trace'): Locator {
  return panel(page).getByRole('region', { name: part }).getByRole('status');
}

/** Opens the panel and waits for the plan of the first example. */
async function openPanel(page: Page): Promise<void> {
  await toggle(page).focus();
  await page.keyboard.press('Enter');
  await said(page, 'Plan').getByText('Will make 4 requests').waitFor();
}

function focusedLabel(page: Page): Promise<string> {
  return page.evaluate(
    `document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText`,
  );
}

/** Waits until the focus is on what has this name. */
async function expectFocus(page: Page, label: string | RegExp): Promise<void> {
  await expect.poll(() => focusedLabel(page)).toMatch(label);
}

async function typeAfter(page: Page, text: string, typed: string): Promise<void> {
  const line = page.locator('.graphiql-query-editor .view-line', { hasText: text }).first();
  await line.click({ position: { x: 4, y: 4 } });
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.insertText(typed);
}

async function typeInto(page: Page, editor: 'Variables' | 'Headers', text: string): Promise<void> {
  await page.getByRole('button', { name: editor, exact: true }).click();
  await page.getByLabel(editor, { exact: true }).locator('.graphiql-editor:not(.hidden)').click();
  await page.keyboard.insertText(text);
}

/** The headers of the next request that asks for this. */
async function nextAsked(page: Page, explain: 'plan' | 'trace' | null): Promise<Record<string, string>> {
  const asked = await page.waitForRequest(
    (request) => request.method() === 'POST' && (request.headers()['x-atelier-explain'] ?? null) === explain,
  );
  return asked.headers();
}

function run(page: Page): Promise<void> {
  return page.getByRole('button', { name: /^Execute query/ }).click();
}

describe('the panel', () => {
  it('is the first thing that the Tab key reaches, opens with Enter and closes again', async () => {
    await visit(async (page) => {
      await page.evaluate('document.activeElement.blur()');
      await page.keyboard.press('Tab');
      expect(await focusedLabel(page)).toBe('Plan');
      expect(await toggle(page).getAttribute('aria-expanded')).toBe('false');
      await page.keyboard.press('Enter');
      await panel(page).waitFor();
      expect(await toggle(page).getAttribute('aria-expanded')).toBe('true');
      await page.keyboard.press('Enter');
      await panel(page).waitFor({ state: 'hidden' });
    });
  });

  it('is as it was left at the next visit', async () => {
    await visit(async (page) => {
      await openPanel(page);
      const edge = panel(page).getByRole('separator', { name: 'Size of the panel' });
      const before = Number(await edge.getAttribute('aria-valuenow'));
      await page.keyboard.press('Tab');
      await expectFocus(page, 'Size of the panel');
      await page.keyboard.press('ArrowLeft');
      expect(Number(await edge.getAttribute('aria-valuenow'))).toBe(before + 24);
      await panel(page).getByRole('checkbox', { name: 'Trace runs' }).uncheck();
      await page.reload();
      await said(page, 'Plan').getByText('Will make 4 requests').waitFor();
      expect(Number(await edge.getAttribute('aria-valuenow'))).toBe(before + 24);
      expect((await panel(page).boundingBox())?.width).toBe(before + 24);
      expect(await panel(page).getByRole('checkbox', { name: 'Trace runs' }).isChecked()).toBe(false);
    });
  });

  it('has a name for every control and keeps ids apart', async () => {
    await visit(async (page) => {
      await openPanel(page);
      await run(page);
      await panel(page).getByRole('table').waitFor();
      expect(await page.evaluate(namelessControls)).toEqual([]);
      expect(await page.evaluate(brokenReferences)).toEqual([]);
    });
  });

  it.each(['light', 'dark'] as const)('can be read in %s colours', async (colorScheme) => {
    await visit(async (page) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await openPanel(page);
      await run(page);
      await panel(page).getByRole('table').waitFor();
      const { count, faint } = (await page.evaluate(faintTexts)) as { count: number; faint: string[] };
      expect(faint).toEqual([]);
      expect(count).toBeGreaterThan(40);
      const moving = `getComputedStyle(document.querySelector('.atelier-twisty'), '::before').transitionDuration`;
      expect(await page.evaluate(moving)).toBe('0s');
    });
  });

  it.each([
    { width: 1280, height: 800 },
    { width: 800, height: 900 },
  ])('leaves room for GraphiQL at $width pixels', async (size) => {
    await visit(
      async (page) => {
        await openPanel(page);
        const [ours, theirs] = await Promise.all([
          panel(page).boundingBox(),
          page.locator('.graphiql-query-editor').boundingBox(),
        ]);
        if (!ours || !theirs) throw new TypeError('one of them is not shown');
        const isBelow = ours.y >= theirs.y + theirs.height;
        expect(isBelow || ours.x >= theirs.x + theirs.width).toBe(true);
        expect(isBelow).toBe(size.width < 960);
        expect(theirs.width).toBeGreaterThan(250);
        expect([ours.x + ours.width, ours.y + ours.height]).toEqual([size.width, size.height]);
        expect(
          await page.evaluate(
            `[...document.querySelectorAll('.atelier-contents')].filter((e) => e.scrollWidth > e.clientWidth).length`,
          ),
        ).toBe(0);
      },
      { size },
    );
  });
});

describe('the plan', () => {
  it('is a tree that arrow keys walk through', async () => {
    await visit(async (page) => {
      await openPanel(page);
      expect(await panel(page).getByRole('heading', { name: 'Plan of Studio' }).count()).toBe(1);
      const fields = ['jobs', 'assets', 'setDesigns', 'datasetImages'];
      const labels = await page.evaluate(treeLabels);
      expect(labels).toEqual(
        fields.flatMap((field) => [`${field}, 1 request`, expect.stringMatching(/^Step \d: 1 request to /)]),
      );
      for (let stop = 0; stop < 3; stop += 1) await page.keyboard.press('Tab');
      await expectFocus(page, 'jobs, 1 request');
      await page.keyboard.press('ArrowDown');
      await expectFocus(page, /^Step 1: 1 request to PiktID; GET \/gallery\/by-job; with page=1/);
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      await expectFocus(page, 'jobs, 1 request');
      expect(await items(page).count()).toBe(7);
      expect(await items(page).first().getAttribute('aria-expanded')).toBe('false');
      await page.keyboard.press('End');
      await expectFocus(page, /^Step 4: 1 request to Acusight/);
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      expect(await items(page).first().getAttribute('aria-expanded')).toBe('true');
      expect(await items(page).nth(1).getAttribute('aria-level')).toBe('2');
    });
  });

  it('says what it needs of each backend, and of the budget', async () => {
    await visit(async (page) => {
      await openPanel(page);
      const totals = panel(page)
        .getByRole('list', { name: 'Requests to each backend' })
        .getByRole('listitem');
      expect(await totals.allInnerTexts()).toEqual(['P\nPiktID 2', 'S\nSartiq 1', 'A\nAcusight 1']);
      const budget = panel(page).getByRole('meter', { name: 'Budget of requests' });
      expect(await budget.getAttribute('aria-valuetext')).toMatch(/^Budget: at most 4 of \d+ requests$/);
    });
  });

  it('follows what is typed, and asks no backend', async () => {
    await visit(async (page) => {
      await openPanel(page);
      world.takeRequests();
      await typeAfter(page, 'query Studio', 'more: assets(last: 2) { totalCount }');
      await said(page, 'Plan').getByText('Will make 5 requests').waitFor();
      expect(await items(page).filter({ hasText: 'more' }).count()).toBe(1);
      expect(world.takeRequests()).toEqual([]);
    });
  });

  it('follows the tabs', async () => {
    await visit(async (page) => {
      await openPanel(page);
      await page.locator('.graphiql-tab-button', { hasText: 'Gallery' }).click();
      await panel(page).getByRole('heading', { name: 'Plan of Gallery' }).waitFor();
      expect(await items(page).first().getAttribute('aria-label')).toBe('jobs, 1 to 11 requests');
    });
  });

  it('says what waits for what and what may grow', async () => {
    const query = '{ assets(first: 3) { nodes { datasetImages { imageId } } } }';
    await visit(
      async (page) => {
        await toggle(page).click();
        const joined = panel(page).getByRole('treeitem', { name: /^Step 2: 0 to 3 requests to Acusight/ });
        expect(await joined.getAttribute('aria-label')).toMatch(
          /rows decide filename, offset; waits for step 1; may grow$/,
        );
        expect(await joined.innerText()).toMatch(/waits for step 1\s+may grow/);
        expect(await said(page, 'Plan').innerText()).toBe(
          'Will make 1 to 4 requests; at most 20 more where a backend has more than is usual.',
        );
      },
      { path: `/graphql?query=${encodeURIComponent(query)}` },
    );
  });

  it('says in words what is wrong, and keeps the plan from before', async () => {
    await visit(async (page) => {
      await openPanel(page);
      await typeAfter(page, 'query Studio', 'nothingOfThisName');
      await said(page, 'Plan').getByText('Cannot query field "nothingOfThisName"').waitFor();
      expect(await said(page, 'Plan').innerText()).toMatch(/Below is the plan from before\.$/);
      expect(await items(page).count()).toBe(8);
    });
  });

  it('asks with the headers and variables of the editors', async () => {
    const query = 'query Some($first: Int!) { assets(first: $first) { nodes { filename } } }';
    await visit(
      async (page) => {
        await toggle(page).click();
        await said(page, 'Plan')
          .getByText('Variable "$first" of required type "Int!" was not provided')
          .waitFor();
        await typeInto(page, 'Variables', '{ "first": 7 }');
        await said(page, 'Plan').getByText('Will make 1 request.').waitFor();
        expect(await items(page).last().innerText()).toMatch(/\bper_page=7\b/);
        const asked = nextAsked(page, 'plan');
        await typeInto(page, 'Headers', '{ "x-piktid-token": "my-own" }');
        expect((await asked)['x-piktid-token']).toBe('my-own');
      },
      { path: `/graphql?query=${encodeURIComponent(query)}` },
    );
  });

  it('is that of the operation which GraphiQL runs, of several', async () => {
    const query = 'query Ours { assets { totalCount } }\nquery Theirs { setDesigns { totalCount } }';
    await visit(
      async (page) => {
        await toggle(page).click();
        await panel(page).getByRole('heading', { name: 'Plan of Ours' }).waitFor();
        await page.locator('.graphiql-query-editor .view-line', { hasText: 'query Theirs' }).click();
        await page.keyboard.press('Control+Enter');
        await panel(page).getByRole('heading', { name: 'Plan of Theirs' }).waitFor();
        expect(await items(page).first().getAttribute('aria-label')).toBe('setDesigns, 1 request');
      },
      { path: `/graphql?query=${encodeURIComponent(query)}` },
    );
  });

  it('says so where the gateway gives none', async () => {
    await visit(
      async (page) => {
        await toggle(page).click();
        await said(page, 'Plan').getByText('Plans are switched off here.').waitFor();
        expect(await items(page).count()).toBe(0);
      },
      { prepare: refuseToExplain },
    );
  });
});

describe('the trace', () => {
  it('is a table of the requests of a run, with a row for each that arrow keys reach', async () => {
    await visit(async (page) => {
      await openPanel(page);
      await run(page);
      const rows = panel(page).getByRole('table').locator('tbody').getByRole('row');
      await rows.first().waitFor();
      expect(await rows.count()).toBe(4);
      expect(await panel(page).getByRole('heading', { name: 'Trace of Studio' }).count()).toBe(1);
      expect(await said(page, 'Trace').innerText()).toMatch(
        /^Planned 4 requests, made 4 requests in [\d.]+ m?s: as planned\.$/,
      );
      await rows.first().focus();
      await expectFocus(
        page,
        /^(PiktID|Sartiq|Acusight): GET \/.*; from [\d.]+ ms to .*status 200.*; for \w+$/,
      );
      const first = await focusedLabel(page);
      await page.keyboard.press('End');
      await expect.poll(() => focusedLabel(page)).not.toBe(first);
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Home');
      expect(await focusedLabel(page)).toBe(first);
      await page.locator('.result-window', { hasText: 'totalCount' }).waitFor();
    });
  });

  it('is asked for only while the panel is open and runs are traced', async () => {
    await visit(async (page) => {
      const untraced = nextAsked(page, null);
      await run(page);
      await untraced;
      await openPanel(page);
      await panel(page).getByRole('checkbox', { name: 'Trace runs' }).uncheck();
      const again = nextAsked(page, null);
      await run(page);
      await again;
      expect(await said(page, 'Trace').innerText()).toBe('Runs are not traced.');
      await panel(page).getByRole('checkbox', { name: 'Trace runs' }).check();
      const traced = nextAsked(page, 'trace');
      await run(page);
      await traced;
      await panel(page).getByRole('table').waitFor();
    });
  });
});

/** The names of the tree's items, as they stand below each other. */
const treeLabels = `[...document.querySelectorAll('[role=treeitem]')].map((item) => item.ariaLabel)`;
