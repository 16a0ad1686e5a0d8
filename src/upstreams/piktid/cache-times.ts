/** For how long PiktID's answers are kept. The gateway changes nothing at PiktID, so nothing is dropped. */

import type { CacheRules } from '#src/http/cache-rules.ts';
import { briefly } from '../cache-times.ts';

export const piktidCacheRules: CacheRules = {
  keeps: {
    '/gallery/by-job': { family: 'jobs', ...briefly },
    '/jobs/{job_id}/versions/{image_index}': { family: 'jobs', ...briefly },
    '/assets': { family: 'assets', ...briefly },
    '/assets/{asset_id}': { family: 'assets', ...briefly },
    // Not `/jobs/{job_id}/results`: a subscription reads the images of a running job there.
  },
  drops: {},
};
