/** For how long what people work on is kept: long enough for one screen, too short for a second look to be an old one. */

import type { KeepRule } from '#src/http/cache-rules.ts';

export const briefly: Pick<KeepRule, 'freshMs' | 'staleMs'> = { freshMs: 2_000, staleMs: 8_000 };
