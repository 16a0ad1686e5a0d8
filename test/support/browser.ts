/**
 * A real browser for tests: Chromium without a window, from npm alone where that is possible. Owns how one is found
 * and started, and what a page is watched for; knows nothing of GraphiQL.
 */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
// biome-ignore lint/correctness/noUnresolvedImports: Biome does not follow playwright-core to its types
import { type Browser, chromium, type LaunchOptions, type Page } from 'playwright-core';

/** A page and what happened on it since it was opened. Workers of the page are watched like the page itself. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Every request, also those that were answered from a cache or failed. `data:` and `blob:` are none. */
  readonly requests: readonly WatchedRequest[];
  /** Uncaught errors and what was logged as an error, violations of the content security policy included. */
  readonly errors: readonly string[];
}

export interface WatchedRequest {
  readonly method: string;
  /** Host and port: `127.0.0.1:4000`. */
  readonly host: string;
  readonly path: string;
}

/**
 * Starts Chromium: the one inside `@sparticuz/chromium`, else Debian's, else an installed Chrome.
 *
 * @throws one line that says what to install, where none of them starts; its cause has the reasons
 */
export async function startBrowser(): Promise<Browser> {
  const reasons: unknown[] = [];
  for (const findBrowser of [packagedChromium, debianChromium, installedChrome]) {
    try {
      return await chromium.launch({ args: [...flags], ...(await findBrowser()) });
    } catch (error) {
      reasons.push(error);
    }
  }
  throw new Error('No browser starts here: install Chromium (on Debian: apt-get install chromium)', {
    cause: new AggregateError(reasons),
  });
}

/** Opens an empty page in a profile of its own: no cookies, cache or storage of an earlier one. */
export async function openPage(
  browser: Browser,
  size: { readonly width: number; readonly height: number } = { width: 1280, height: 800 },
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: size });
  const requests: WatchedRequest[] = [];
  const errors: string[] = [];
  context.on('request', (request) => {
    const { protocol, host, pathname } = new URL(request.url());
    if (protocol === 'data:' || protocol === 'blob:') return;
    requests.push({ method: request.method(), host, path: pathname });
  });
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => void errors.push(String(error.error())));
  // Less than a test may take, so that what fails is the step that waited.
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  return { page, requests, errors, [Symbol.asyncDispose]: () => context.close() };
}

/**
 * What Playwright does not set by itself. No name is resolved, so that a test that needs another host fails
 * everywhere, and not only where there is no network. The flags that `@sparticuz/chromium` proposes are not used:
 * with them the browser ends with its first page, and does without the same-origin policy.
 */
const flags = ['--disable-quic', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'] as const;

async function packagedChromium(): Promise<LaunchOptions> {
  const folder = await unpackChromium();
  // These are the libraries that a bare Debian lacks. Nothing else of the environment is needed, and what is not
  // passed on cannot change what a test sees.
  const env = {
    HOME: folder,
    LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
    FONTCONFIG_FILE: join(folder, 'fonts.conf'),
  };
  return { executablePath: join(folder, 'chromium'), env };
}

async function debianChromium(): Promise<LaunchOptions> {
  return { executablePath: '/usr/bin/chromium' };
}

async function installedChrome(): Promise<LaunchOptions> {
  return { channel: 'chrome' };
}

/** The folder of the unpacked browser. It lies within the package, so that another version unpacks again. */
async function unpackChromium(): Promise<string> {
  const packageRoot = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../..');
  const folder = join(packageRoot, 'unpacked');
  if (existsSync(folder)) return folder;
  const staging = await mkdtemp(`${folder}-`);
  try {
    const script = fileURLToPath(new URL('unpack-chromium.ts', import.meta.url));
    // The second variable is how the package recognises a machine that lacks its libraries.
    const env = { TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
    await promisify(execFile)(process.execPath, [script], { env });
    await writeFile(join(staging, 'fonts.conf'), fontsConfig(folder));
    // Several test runs may unpack at once; whoever is first wins, and nobody sees half a browser.
    await rename(staging, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
    return folder;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** The package's own file expects its fonts in `/tmp`. */
function fontsConfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;
}
