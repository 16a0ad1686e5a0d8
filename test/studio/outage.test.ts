/** With a backend away the others are complete, and the panel of the third says so honestly. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceEnvironment, upstreamUrls } from '#test/support/world.ts';
import { rowsOf, type StudioPage, type StudioWorld, startStudioWorld, troubleOf } from './studio-world.ts';

const panels = [
  { upstream: 'piktid', title: 'PiktID', panel: 'gallery', path: '/gallery/by-job' },
  { upstream: 'sartiq', title: 'Sartiq', panel: 'setDesigns', path: '/set-designs/' },
  { upstream: 'acusight', title: 'Acusight', panel: 'dataset', path: '/data/images' },
] as const;

/** The panels that do not depend on this one's backend have their rows, and say nothing. */
async function expectOthersComplete(page: StudioPage, but: (typeof panels)[number]['panel']): Promise<void> {
  for (const { panel } of panels.filter((each) => each.panel !== but)) {
    await rowsOf(page[panel]).first().waitFor();
    expect(await troubleOf(page[panel]).count()).toBe(0);
  }
}

describe.each(panels)('with $title stopped', ({ upstream, title, panel }) => {
  let studio: StudioWorld;
  beforeAll(async () => {
    studio = await startStudioWorld();
    await studio.world.simulators[upstream][Symbol.asyncDispose]();
  });
  afterAll(() => studio?.[Symbol.asyncDispose]());

  it('shows the other panels complete, and says in the third who does not answer', async () => {
    await using page = await studio.open();
    await troubleOf(page[panel]).waitFor();
    expect(await troubleOf(page[panel]).innerText()).toContain(`${title} does not answer`);
    expect(await rowsOf(page[panel]).count()).toBe(0);
    await expectOthersComplete(page, panel);
  });

  it('tries again when it is told to, and only for this panel', async () => {
    await using page = await studio.open();
    await troubleOf(page[panel]).waitFor();
    studio.takeUpstreamRequests();
    const answer = page.page.waitForResponse('**/graphql');
    await page[panel].getByRole('button', { name: 'Try again' }).click();
    const { data, errors } = (await (await answer).json()) as { data: object; errors: object[] };
    expect(Object.keys(data)).toHaveLength(1 + ('__typename' in data ? 1 : 0));
    expect(errors).toHaveLength(1);
    expect(studio.takeUpstreamRequests()).toEqual([]);
    await troubleOf(page[panel]).getByRole('button', { name: 'Try again' }).waitFor();
  });
});

describe('a backend that fails for a while', () => {
  let studio: StudioWorld;
  beforeAll(async () => {
    studio = await startStudioWorld();
  });
  afterAll(() => studio?.[Symbol.asyncDispose]());

  it.each(panels)(
    'holds back no other panel while $title says nothing',
    async ({ upstream, panel, path }) => {
      studio.world.simulators[upstream].inject({ kind: 'hang', path });
      await using page = await studio.open();
      await expectOthersComplete(page, panel);
      expect(await rowsOf(page[panel]).count()).toBe(0);
      expect(await troubleOf(page[panel]).count()).toBe(0);
      studio.world.simulators[upstream].clearFaults();
    },
  );

  it.each(panels)('gives $title its panel back at another try', async ({ upstream, panel, path }) => {
    const mend = studio.world.simulators[upstream].inject({ kind: 'status', status: 503, path });
    await using page = await studio.open();
    await troubleOf(page[panel]).waitFor();
    mend();
    await page[panel].getByRole('button', { name: 'Try again' }).click();
    await rowsOf(page[panel]).first().waitFor();
    expect(await troubleOf(page[panel]).count()).toBe(0);
  });

  it('is asked again when it said, and not before', async () => {
    const { acusight } = studio.world.simulators;
    // Longer than the gateway waits by itself.
    const headers = { 'retry-after': '11' };
    const mend = acusight.inject({ kind: 'status', status: 429, path: '/data/images', headers });
    await using page = await studio.open();
    const wait = page.dataset.getByRole('button', { name: /^Try again in \d+ s$/ });
    await wait.waitFor();
    expect(await troubleOf(page.dataset).innerText()).toContain('Acusight is too busy');
    expect(await wait.isDisabled()).toBe(true);
    mend();
    await page.dataset.getByRole('button', { name: 'Try again', exact: true }).click({ timeout: 20_000 });
    await rowsOf(page.dataset).first().waitFor();
  });
});

describe('a wrong token', () => {
  let studio: StudioWorld;
  beforeAll(async () => {
    studio = await startStudioWorld({ env: upstreamUrls });
  });
  afterAll(() => studio?.[Symbol.asyncDispose]());

  it('costs the panel of its backend, which says so; the right one brings it back', async () => {
    await using page = await studio.open();
    const { piktid, sartiq, acusight } = await tokensOf(studio);
    for (const { panel } of panels) await troubleOf(page[panel]).waitFor();
    const useTokens = async (tokens: Readonly<Record<string, string>>) => {
      await page.page.getByRole('button', { name: 'Connection' }).click();
      for (const [label, token] of Object.entries(tokens)) await page.page.getByLabel(label).fill(token);
      await page.page.getByRole('button', { name: 'Use these' }).click();
    };
    await useTokens({ 'PiktID token': 'not-a-token', 'Sartiq token': sartiq, 'Acusight token': acusight });
    await expectOthersComplete(page, 'gallery');
    await troubleOf(page.gallery).waitFor();
    expect(await troubleOf(page.gallery).innerText()).toContain('PiktID does not accept this token');
    await page.gallery.getByRole('button', { name: 'Change token' }).click();
    await page.page.getByLabel('PiktID token').fill(piktid);
    await page.page.getByRole('button', { name: 'Use these' }).click();
    await rowsOf(page.gallery).first().waitFor();
  });

  it('never leaves the tab: it is neither in the address nor kept for others', async () => {
    await using page = await studio.open();
    await page.page.getByRole('button', { name: 'Connection' }).click();
    await page.page.getByLabel('PiktID token').fill('only-for-piktid');
    await page.page.getByRole('button', { name: 'Use these' }).click();
    await page.page.waitForFunction(`sessionStorage.length === 1`);
    expect(await page.page.evaluate<string>('JSON.stringify(localStorage) + location.href')).not.toContain(
      'only-for-piktid',
    );
  });
});

describe('a gateway that stops', () => {
  it('leaves what was read, and the page says what it cannot reach', async () => {
    await using studio = await startStudioWorld();
    await using page = await studio.open();
    await rowsOf(page.gallery).first().waitFor();
    await studio.world.stopGateway();
    await page.gallery.getByLabel('Show').selectOption('Finished');
    await troubleOf(page.gallery).waitFor();
    expect(await troubleOf(page.gallery).innerText()).toContain('The gateway does not answer');
    expect(await rowsOf(page.setDesigns).count()).toBe(6);
  });
});

/** What giulia would type in. */
async function tokensOf(studio: StudioWorld): Promise<Record<'piktid' | 'sartiq' | 'acusight', string>> {
  const env = serviceEnvironment(studio.world.simulators);
  const { PIKTID_TOKEN: piktid = '', SARTIQ_TOKEN: sartiq = '', ACUSIGHT_TOKEN: acusight = '' } = env;
  return { piktid, sartiq, acusight };
}
