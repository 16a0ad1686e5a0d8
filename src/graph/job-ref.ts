/** The reference to `Job`, apart from its fields, because images and jobs refer to each other. */

import type { JobRow } from '#src/upstreams/piktid/contract.ts';
import { builder } from './builder.ts';

export const JobRef = builder.objectRef<JobRow>('Job');
