/**
 * The simulated Sartiq Backend, below `/api/v1`, as docs/upstreams/sartiq.openapi.yaml and the pinned choices
 * S-01 to S-15 say. Puts data, routes and tokens together; the rules lie in the files beside it.
 */

import { startSimulator } from '#test/simulators/kit.ts';
import type { Route } from '#test/simulators/kit-types.ts';
import { createRandom } from '#test/simulators/random.ts';
import { defaultWorldSize, type Simulator, type SimulatorOptions } from '#test/simulators/simulator.ts';
import type { World } from './call.ts';
import { accountRoutes, catalogueRoutes } from './catalogue-routes.ts';
import { designRoutes } from './design-routes.ts';
import { generateSartiq } from './generate.ts';
import { authenticate, loginRoutes } from './login.ts';
import { answerMediaFile } from './media-store.ts';
import { errorAnswer } from './refusals.ts';
import type { SartiqData } from './rows.ts';
import { uploadRoutes } from './upload-routes.ts';

const basePath = '/api/v1';
const collections = ['set-designs', 'subjects', 'shot-types', 'background-presets', 'organizations'] as const;

/** Starts it; the base URL ends in `/api/v1`. */
export function startSartiq(options: SimulatorOptions = {}): Promise<Simulator<SartiqData>> {
  const { now = Date.now, seed = 1, size = defaultWorldSize } = options;
  const data = generateSartiq(seed, size);
  const random = createRandom(seed, 'sartiq:runtime');
  const world: World = { data, now, uuid: () => random.uuid() };
  return startSimulator(
    {
      basePath,
      data,
      routes: [
        ...loginRoutes(world),
        ...uploadRoutes(world),
        ...designRoutes(world),
        ...catalogueRoutes(world),
        ...accountRoutes(world),
        ...slashRoutes(),
      ],
      authenticate: (request) => authenticate(world, request),
      errorAnswer,
      media: (request) => answerMediaFile(data.media, request),
    },
    options,
  );
}

/** Collections without their final slash lead to the path with it, for everybody (S-06). */
function slashRoutes(): Route[] {
  return collections.flatMap((collection) =>
    ['GET', 'POST'].map(
      (method): Route => ({
        access: 'public',
        method,
        path: `/${collection}`,
        handle: ({ headers, origin, query }) => {
          const root = headers['host'] === undefined ? origin : `http://${headers['host']}`;
          const search = query.size === 0 ? '' : `?${query}`;
          return {
            kind: 'empty',
            status: 307,
            headers: { location: `${root}${basePath}/${collection}/${search}` },
          };
        },
      }),
    ),
  );
}
