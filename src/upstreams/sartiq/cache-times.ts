/**
 * For how long Sartiq's answers are kept, and what drops them. Catalogues have no part in it: they are kept for minutes,
 * whole and decoded, by `catalogues.ts`.
 */

import type { CacheRules } from '#src/http/cache-rules.ts';
import { briefly } from '../cache-times.ts';

export const sartiqCacheRules: CacheRules = {
  keeps: {
    '/set-designs/': { family: 'set-designs', ...briefly },
    '/set-designs/{id}': { family: 'set-designs', ...briefly },
  },
  drops: {
    'POST /set-designs/': 'set-designs',
    'PUT /set-designs/{id}': 'set-designs',
    'DELETE /set-designs/{id}': 'set-designs',
    'POST /set-designs/{id}/request-completion': 'set-designs',
    'POST /set-designs/{set_design_id}/base-images/upload': 'set-designs',
    // Who asks for a task waits for its images, which appear in the set design while the task runs.
    'GET /set-designs/upload-tasks/{task_id}': 'set-designs',
  },
};
