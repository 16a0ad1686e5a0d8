/**
 * `node scripts/screenshots.ts`: takes the pictures of the documentation anew, in a real browser on the simulated
 * backends. Run by hand when GraphiQL, its examples or the look of their answers change.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defaultWorldSize } from '#test/simulators/simulator.ts';
import { openPage, startBrowser } from '#test/support/browser.ts';
import { startWorld } from '#test/support/world.ts';

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));

await mkdir(folder, { recursive: true });
await writeFile(`${folder}graphiql.png`, await graphiqlWithAnswer());

/** GraphiQL as it opens, after its first example ran. */
async function graphiqlWithAnswer(): Promise<Buffer> {
  await using world = await startWorld({ size: defaultWorldSize });
  await using browser = await startBrowser();
  await using opened = await openPage(browser, { width: 1440, height: 900 });
  const { page } = opened;
  await page.goto(`${world.url}/graphql`);
  await page.getByRole('button', { name: /^Execute query/ }).click();
  await page.locator('.result-window', { hasText: 'totalCount' }).waitFor();
  // The button glows under the pointer, and scroll bars stay for a moment after the text has come.
  await page.mouse.move(0, 0);
  await page.locator('.scrollbar.visible').first().waitFor({ state: 'detached' });
  return await page.screenshot({ animations: 'disabled' });
}
