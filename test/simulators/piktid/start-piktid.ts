/** The simulated PiktID v2: its routes over generated rows. Behaves as `docs/upstreams` says, pins included. */

import { readBearer, userOfToken } from '#test/simulators/bearer.ts';
import { startSimulator } from '#test/simulators/kit.ts';
import type { Answer, Authentication, KitRequest, Route, UserRequest } from '#test/simulators/kit-types.ts';
import { answerMedia } from '#test/simulators/media.ts';
import { createRandom } from '#test/simulators/random.ts';
import { defaultWorldSize, type Simulator, type SimulatorOptions } from '#test/simulators/simulator.ts';
import { answerAsset, answerAssets } from './piktid-assets.ts';
import type { PiktidContext } from './piktid-context.ts';
import { answerModelSwap, type CreationLog } from './piktid-creation.ts';
import { generatePiktidData } from './piktid-data.ts';
import { answerByJob, answerByProject, answerProjects } from './piktid-gallery.ts';
import { answerJobResults, answerJobStatus, answerVersions } from './piktid-jobs.ts';
import { answerDeletion, answerEvents, answerPoll } from './piktid-notifications.ts';
import { emptyAnswer, invalidRequest } from './piktid-query.ts';
import type { PiktidData } from './piktid-rows.ts';
import { createPiktidRunner } from './piktid-runner.ts';

const eventsPath = '/notifications/events';

/** Starts it on its own port; `await using` stops it. */
export function startPiktid(options: SimulatorOptions = {}): Promise<Simulator<PiktidData>> {
  const seed = options.seed ?? 1;
  const now = options.now ?? Date.now;
  const data = generatePiktidData(seed, options.size ?? defaultWorldSize);
  const random = createRandom(seed, 'piktid nonces');
  const context: PiktidContext = {
    data,
    now,
    nonce: () => random.uuid(),
    runner: createPiktidRunner(data, now),
  };
  return startSimulator(
    {
      basePath: '',
      data,
      routes: createRoutes(context),
      authenticate,
      errorAnswer: answerError,
      media: (request) => answerMedia(request, now()),
    },
    options,
  );
}

/** P-16: a token that is missing, unknown or another backend's is 401 without a body. */
function authenticate(request: KitRequest): Authentication {
  const inQuery = request.path === eventsPath ? request.query.get('token') : null;
  const user = userOfToken('piktid', readBearer(request.headers) ?? inQuery);
  return user === null ? { kind: 'refused', answer: emptyAnswer(401) } : { kind: 'user', user };
}

/** The vendor's own answer: an envelope for 400, no body for anything else. */
function answerError(status: number): Answer {
  if (status === 400) {
    return invalidRequest([{ field: null, message: 'The request is not valid', position: 'query' }]);
  }
  return emptyAnswer(status, status === 429 ? { 'retry-after': '1' } : {});
}

type Handler = (context: PiktidContext, request: UserRequest) => Answer | Promise<Answer>;

function createRoutes(context: PiktidContext): Route[] {
  const creations: CreationLog = new Map();
  const route = (method: string, path: string, answer: Handler): Route => ({
    access: 'user',
    method,
    path,
    handle: (request) => {
      context.runner.advance();
      return answer(context, request);
    },
  });
  return [
    route('GET', '/gallery/by-job', answerByJob),
    route('GET', '/gallery/by-project', answerByProject),
    route('GET', '/assets', answerAssets),
    route('GET', '/assets/{asset_id}', answerAsset),
    route('GET', '/jobs/{job_id}/status', answerJobStatus),
    route('GET', '/jobs/{job_id}/results', answerJobResults),
    route('GET', '/jobs/{job_id}/versions/{image_index}', answerVersions),
    route('GET', '/project', answerProjects),
    route('GET', eventsPath, answerEvents),
    route('POST', '/notifications', answerPoll),
    route('DELETE', '/notifications/{id}', answerDeletion),
    route('POST', '/model-swap', (_, request) => answerModelSwap(context, creations, request)),
  ];
}
