/** For how long Acusight's answers are kept, and what drops them. Annotations come with their image. */

import type { CacheRules } from '#src/http/cache-rules.ts';
import { briefly } from '../cache-times.ts';

export const acusightCacheRules: CacheRules = {
  keeps: {
    '/data/images': { family: 'images', ...briefly },
    '/data/images/{id}': { family: 'images', ...briefly },
  },
  drops: {
    'PATCH /data/images/{id}': 'images',
    'POST /data/annotations': 'images',
  },
  isFailure: (body) =>
    typeof body === 'object' && body !== null && 'success' in body && body.success !== true,
};
