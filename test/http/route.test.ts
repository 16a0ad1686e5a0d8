import { expect, it } from 'vitest';
import { routePath } from '#src/http/route.ts';

it('fills in what varies, encoded, and keeps the route as the contract has it', () => {
  expect(routePath('/jobs/{job_id}/versions/{image_index}', { job_id: 'a/b?c', image_index: 3 })).toEqual({
    route: '/jobs/{job_id}/versions/{image_index}',
    path: '/jobs/a%2Fb%3Fc/versions/3',
  });
  expect(routePath('/assets')).toEqual({ route: '/assets', path: '/assets' });
});

it('does not fill in twice what looks like a name', () => {
  expect(routePath('/jobs/{job_id}/results', { job_id: '{job_id}' }).path).toBe('/jobs/%7Bjob_id%7D/results');
});
