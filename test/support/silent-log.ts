/** A log that nobody reads. */

import type { Log } from '#src/server/log.ts';

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
