/**
 * `node scripts/screenshots.ts`: takes the pictures of the documentation anew, in a real browser on the simulated
 * backends. Run by hand when GraphiQL, its examples, the look of their answers or the studio change. Needs a font with
 * Chinese signs for the words that have them (on Debian: apt-get install fonts-wqy-microhei).
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
// biome-ignore lint/correctness/noUnresolvedImports: Biome does not follow playwright-core to its types
import type { Page } from 'playwright-core';
import { defaultWorldSize } from '#test/simulators/simulator.ts';
import {
  type StudioPage,
  startStudioWorld,
  waitForPictures,
  waitForRows,
} from '#test/studio/studio-world.ts';
import { openPage, startBrowser } from '#test/support/browser.ts';
import { serviceEnvironment, startWorld } from '#test/support/world.ts';

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));

await mkdir(folder, { recursive: true });
await writeFile(`${folder}graphiql.png`, await graphiqlWithAnswer());
await writeFile(`${folder}plan-panel.png`, await panelWithPlanAndTrace());
await takeStudio();

/** GraphiQL as it opens, after its first example ran. */
function graphiqlWithAnswer(): Promise<Buffer> {
  return screenshot({ path: '/graphql', width: 1440 }, async (page) => {
    await page.getByRole('button', { name: /^Execute query/ }).click();
    await page.locator('.result-window', { hasText: 'totalCount' }).waitFor();
  });
}

/** The panel beside it, after an operation ran that needs all three backends, some of them one after the other. */
function panelWithPlanAndTrace(): Promise<Buffer> {
  const query = `query Shoot {
  jobs(first: 2) {
    nodes {
      projectName
      images(first: 2) {
        nodes {
          originalFilename
          datasetImages {
            imageId
          }
        }
      }
    }
  }
  setDesigns(first: 3) {
    nodes {
      name
    }
  }
}
`;
  const path = `/graphql?${new URLSearchParams({ query })}`;
  return screenshot({ path, width: 1600 }, async (page) => {
    await page.getByRole('button', { name: 'Plan', exact: true }).click();
    await page.getByRole('heading', { name: 'Plan of Shoot' }).waitFor();
    await page.getByRole('separator', { name: 'Size of the panel' }).focus();
    for (let wider = 0; wider < 8; wider += 1) await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: /^Execute query/ }).click();
    await page.getByRole('table', { name: /^Upstream requests/ }).waitFor();
    await page.locator('.result-window', { hasText: 'projectName' }).waitFor();
  });
}

/** The studio's main screen by day, and one of its pictures by night. */
async function takeStudio(): Promise<void> {
  await using studio = await startStudioWorld({ size: defaultWorldSize });
  {
    await using page = await studio.open();
    await waitForRows(page);
    for (const gap of [0, 3]) await page.setDesigns.locator('.gap').nth(gap).click();
    await page.setDesigns.locator('.board-body').evaluate((body) => body.scrollTo(0, 0));
    await writeFile(`${folder}studio-light.png`, await stillOf(page));
  }
  await using page = await studio.open({ colorScheme: 'dark' });
  await waitForRows(page);
  await page.gallery.locator('.tile button').first().click();
  await page.page
    .getByRole('button', { name: /^Dataset image/ })
    .first()
    .click();
  await page.page.locator('.stage [data-annotation]').first().waitFor();
  await writeFile(`${folder}studio-dark.png`, await stillOf(page));
}

/** The page as it is, with every picture drawn. */
async function stillOf({ page }: StudioPage): Promise<Buffer> {
  await page.mouse.move(0, 0);
  await waitForPictures(page);
  return await page.screenshot({ animations: 'disabled' });
}

/** A page of a gateway on the simulated backends, after something was done there. */
async function screenshot(
  { path, width }: { readonly path: string; readonly width: number },
  use: (page: Page) => Promise<void>,
): Promise<Buffer> {
  await using world = await startWorld({
    size: defaultWorldSize,
    env: (simulators) => ({ ...serviceEnvironment(simulators), MAX_REQUESTS_PER_OPERATION: '200' }),
  });
  await using browser = await startBrowser();
  await using opened = await openPage(browser, { width, height: 900 });
  const { page } = opened;
  await page.goto(`${world.url}${path}`);
  await use(page);
  // The button glows under the pointer, and scroll bars stay for a moment after the text has come.
  await page.mouse.move(0, 0);
  await page.locator('.scrollbar.visible').first().waitFor({ state: 'detached' });
  return await page.screenshot({ animations: 'disabled' });
}
