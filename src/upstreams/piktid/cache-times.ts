/** For how long PiktID's answers are kept. The gateway changes nothing at PiktID, so nothing is dropped. */

import type { CacheRules } from '#src/http/cache-rules.ts';
import { seconds } from '../cache-times.ts';

export const piktidCacheRules: CacheRules = {
  keeps: {
    '/gallery/by-job': { family: 'jobs', ...seconds },
    '/jobs/{job_id}/versions/{image_index}': { family: 'jobs', ...seconds },
    '/assets': { family: 'assets', ...seconds },
    '/assets/{asset_id}': { family: 'assets', ...seconds },
    // Not `/jobs/{job_id}/results`: a subscription reads the images of a running job there.
  },
  drops: {},
};
