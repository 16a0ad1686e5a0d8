/** GraphiQL in a real browser: the page as somebody meets it who opens `/graphql`, and the answers it is made of. */

// biome-ignore lint/correctness/noUnresolvedImports: Biome does not follow playwright-core to its types
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExampleOperations } from '#src/server/example-operations.ts';
import { openPage, startBrowser, type WatchedRequest } from '#test/support/browser.ts';
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

describe('the page in a browser', () => {
  it('loads everything from the gateway, workers included', async () => {
    await visit(async (_page, requests) => {
      const workers = ['editor', 'graphql', 'json'].map((name) => `/graphql/assets/${name}.worker.js`);
      const paths = () => requests.map(({ path }) => path);
      await expect.poll(paths).toEqual(expect.arrayContaining(['/graphql', ...workers]));
    });
  });

  it('may not ask another host even if it wanted to', async () => {
    await using watched = await openPage(browser);
    await watched.page.goto(`${world.url}/graphql`, { waitUntil: 'commit' });
    await watched.page.evaluate(`fetch('http://elsewhere.test/').catch(() => null)`);
    expect(watched.errors.join('\n')).toMatch(/elsewhere\.test.*violates.*Content Security Policy/);
  });

  it('would be caught asking another host', async () => {
    await using watched = await openPage(browser);
    const failed = watched.page.waitForEvent('requestfailed');
    await watched.page.setContent('<img src="http://elsewhere.test/pixel.png">');
    await failed;
    expect(watched.requests).toEqual([{ method: 'GET', host: 'elsewhere.test', path: '/pixel.png' }]);
  });

  it('opens with the example operations in tabs, under the name of Atelier', async () => {
    await visit(async (page) => {
      expect(await page.title()).toBe('Atelier · GraphiQL');
      expect(await page.locator('.graphiql-logo').innerText()).toBe('Atelier');
      expect(await tabs(page).allInnerTexts()).toEqual(readExampleOperations().map(operationName));
    });
  });

  it('opens a tab at the first click', async () => {
    await visit(async (page) => {
      await tabs(page).nth(1).click();
      await line(page, 'query Gallery').waitFor();
      await tabs(page).nth(2).click();
      await line(page, 'query Blazers').waitFor();
    });
  });

  it('comes back with the tabs that were left, and with no others', async () => {
    await visit(async (page) => {
      // What another project left behind that was served from this port.
      await page.evaluate(`localStorage.setItem('graphiql:tabState', '{"tabs":[],"activeTabIndex":0}')`);
      await expect.poll(() => stored(page)).toMatch(/atelier:graphiql:tabState/);
      await page.reload();
      await line(page, 'query Studio').waitFor();
      expect(await tabs(page).allInnerTexts()).toEqual(readExampleOperations().map(operationName));
    });
  });

  it('runs the first example and shows its answer', async () => {
    await visit(async (page) => {
      const { status, body } = await runOperation(page);
      expect(status).toBe(200);
      expect(body).not.toHaveProperty('errors');
      const { nodes } = body.data.jobs;
      expect(nodes).toHaveLength(3);
      await page.locator('.result-window', { hasText: nodes[0].jobId }).waitFor();
      expect(world.logged).toEqual([]);
    });
  });

  it('completes the fields of the schema', async () => {
    await visit(async (page) => {
      await typeAfter(page, 'jobStatus', 'cre');
      expect(await offers(page)).toEqual(['createdAt', 'createdBy']);
    });
  });

  it('opens the documentation and the explorer of the schema', async () => {
    await visit(async (page) => {
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      const documentation = page.locator('.graphiql-doc-explorer');
      await documentation.getByText('SetDesign', { exact: true }).click();
      await documentation.getByText('baseImages', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Show GraphiQL Explorer' }).click();
      await page.locator('.graphiql-explorer-root').getByText('datasetImages').first().waitFor();
    });
  });

  it("sends the caller's own headers, and keeps them out of the browser's storage", async () => {
    await visit(async (page) => {
      await page.getByRole('button', { name: 'Headers', exact: true }).click();
      await page.getByLabel('Headers', { exact: true }).locator('.graphiql-editor:not(.hidden)').click();
      await page.keyboard.insertText('{"x-piktid-token": "my-own-token"}');
      const { headers } = await runOperation(page);
      expect(headers['x-piktid-token']).toBe('my-own-token');

      // GraphiQL stores its tabs a while after the last change.
      await typeAfter(page, 'jobStatus', '# typed later');
      await expect.poll(() => stored(page)).toMatch(/tabState.*typed later/);
      expect(await stored(page)).not.toContain('my-own-token');
    });
  });
});

describe('the answers it is made of', () => {
  it('serves the page to browsers and leaves everybody else to GraphQL', async () => {
    const asBrowser = await ask('/graphql', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect(asBrowser.headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const accept of ['*/*', 'application/json', 'text/html, application/graphql-response+json']) {
      const answer = await ask('/graphql?query={__typename}', { accept });
      expect(await answer.json(), accept).toEqual({ data: { __typename: 'Query' } });
    }
  });

  it('forbids other hosts, frames, referrers and guessed types', async () => {
    for (const path of ['/graphql', '/graphql/assets/graphiql.js', '/graphql/assets/json.worker.js']) {
      const { headers } = await ask(path, { accept: 'text/html' });
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy, path).toMatch(/default-src 'none'.*connect-src 'self'.*frame-ancestors 'none'/);
      expect(policy, path).not.toMatch(/https?:|\*/);
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('referrer-policy'), path).toBe('no-referrer');
      expect(headers.get('x-frame-options'), path).toBe('DENY');
    }
  });

  it('compresses for those who can take it', async () => {
    const gzipped = await ask('/graphql/assets/graphiql.js', { 'accept-encoding': 'br, gzip' });
    const plain = await ask('/graphql/assets/graphiql.js', { 'accept-encoding': 'identity' });
    expect(gzipped.headers.get('content-encoding')).toBe('gzip');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(lengthOf(gzipped)).toBeLessThan(lengthOf(plain) / 3);
    expect(await gzipped.text()).toBe(await plain.text());
  });

  it('answers 304 for what the browser has already', async () => {
    for (const path of ['/graphql', '/graphql/assets/graphiql.js']) {
      const first = await ask(path, { accept: 'text/html' });
      const etag = first.headers.get('etag') ?? '';
      const second = await ask(path, { accept: 'text/html', 'if-none-match': `"other", ${etag}` });
      expect([first.status, second.status], path).toEqual([200, 304]);
      expect(await second.text()).toBe('');
    }
  });

  it('answers 404 for an asset that does not exist', async () => {
    expect((await ask('/graphql/assets/../../package.json')).status).toBe(404);
    expect((await ask('/graphql/assets/unknown.js')).status).toBe(404);
  });
});

/** Opens GraphiQL and uses it. Whatever is done there, it asks nobody but the gateway and logs no error. */
async function visit(use: (page: Page, requests: readonly WatchedRequest[]) => Promise<void>): Promise<void> {
  await using watched = await openPage(browser);
  const { page, requests, errors } = watched;
  await page.goto(`${world.url}/graphql`);
  await line(page, 'query Studio').waitFor();
  await use(page, requests);
  expect(new Set(requests.map(({ host }) => host))).toEqual(new Set([new URL(world.url).host]));
  expect(errors).toEqual([]);
}

function tabs(page: Page): Locator {
  return page.locator('.graphiql-tab-button');
}

/** A line of the operation in the editor. Monaco writes spaces as no-break spaces; Playwright treats them alike. */
function line(page: Page, text: string): Locator {
  return page.locator('.graphiql-query-editor .view-line', { hasText: text }).first();
}

async function runOperation(page: Page) {
  const answered = page.waitForResponse(
    (response) => response.request().postData()?.includes('query Studio') ?? false,
  );
  await page.getByRole('button', { name: /^Execute query/ }).click();
  const response = await answered;
  await page.locator('.result-window', { hasText: 'totalCount' }).waitFor();
  return { status: response.status(), body: await response.json(), headers: response.request().headers() };
}

/** Starts a new line after the first one that holds `text`, and types there. */
async function typeAfter(page: Page, text: string, typed: string): Promise<void> {
  await line(page, text).click({ position: { x: 4, y: 4 } });
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type(typed);
}

/** What the editor offers for what was typed. */
async function offers(page: Page): Promise<string[]> {
  const labels = page.locator('.suggest-widget.visible .monaco-list-row .label-name');
  await labels.first().waitFor();
  return labels.allInnerTexts();
}

/** All that the browser keeps for this server. */
function stored(page: Page): Promise<string> {
  return page.evaluate('JSON.stringify({ ...localStorage })');
}

function operationName(text: string): string | undefined {
  return /^query (\w+)/m.exec(text)?.[1];
}

function ask(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${world.url}${path}`, { headers });
}

function lengthOf({ headers }: Response): number {
  return Number(headers.get('content-length'));
}
