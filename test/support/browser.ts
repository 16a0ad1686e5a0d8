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
 * @throws where none of them starts; the first line of the message says what to install
 */
export async function startBrowser(): Promise<Browser> {
  const reasons: string[] = [];
  for (const candidate of [packagedChromium, debianChromium, installedChrome]) {
    try {
      return await chromium.launch({ args, ...(await candidate()) });
    } catch (error) {
      reasons.push(`${candidate.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    `No browser starts here: install Chromium (Debian: apt-get install chromium).\n${reasons.join('\n')}`,
  );
}

/** Opens an empty page in a profile of its own: no cookies, cache or storage of an earlier one. */
export async function openPage(
  browser: Browser,
  options: { readonly width: number; readonly height: number } = { width: 1280, height: 800 },
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: options, reducedMotion: 'reduce' });
  const requests: WatchedRequest[] = [];
  const errors: string[] = [];
  context.on('request', (request) => {
    const { protocol, host, pathname } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'blob:')
      requests.push({ method: request.method(), host, path: pathname });
  });
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => errors.push(String(error.error())));
  return {
    page: await context.newPage(),
    requests,
    errors,
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/**
 * What Playwright does not set by itself. No name is resolved, so that a test passes on the train as well, and one
 * that needs another host fails everywhere.
 */
const args: readonly string[] = ['--disable-quic', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];

async function packagedChromium(): Promise<LaunchOptions> {
  const folder = await unpackChromium();
  // The libraries beside the browser are the ones that a bare Debian lacks. Nothing else of the environment is
  // needed, and what is not passed on cannot change what a test sees.
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
  const packageRoot = join(
    dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')),
    '../..',
  );
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
