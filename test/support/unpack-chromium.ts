/**
 * Unpacks the Chromium of `@sparticuz/chromium` into the temporary folder of this process (`TMPDIR`). A process of
 * its own because the package takes folder and libraries from the environment; `browser.ts` runs it.
 */

import chromium from '@sparticuz/chromium';

await chromium.executablePath();
