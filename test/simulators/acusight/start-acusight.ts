/**
 * The simulated Acusight: routes over its rows, below `/api`, as docs/upstreams/acusight.openapi.yaml and the
 * pinned choices say. Owns routing and tokens; choosing, showing and changing rows lie beside it.
 */

import { readBearer, userOfToken } from '#test/simulators/bearer.ts';
import { startSimulator } from '#test/simulators/kit.ts';
import type { Answer, Authentication, KitRequest, Route, UserRequest } from '#test/simulators/kit-types.ts';
import { answerMedia, mediaUrl } from '#test/simulators/media.ts';
import { createRandom } from '#test/simulators/random.ts';
import { defaultWorldSize, type Simulator, type SimulatorOptions } from '#test/simulators/simulator.ts';
import { insertAnnotation, parseAnnotation, parseImageChange } from './changes.ts';
import { generateAcusight } from './generate.ts';
import { parseImageQuery, parseWindow, readFlag, readInteger } from './image-query.ts';
import type { AcusightData, BatchRow, ImageRow, Organization } from './rows.ts';
import { selectImages } from './select-images.ts';
import {
  answerError,
  answerList,
  answerNotFound,
  answerObject,
  showBatch,
  showImages,
  showProject,
} from './show.ts';
import { toWholeSeconds } from './times.ts';
import { unmeasured } from './worn-at.ts';

/** A token that was valid once: the answer to it is TOKEN_EXPIRED. */
export const expiredAcusightToken = 'acusight-expired-token';

const urlLifetimeMs = 15 * 60_000;

/** What the routes share. */
interface World {
  readonly data: AcusightData;
  readonly now: () => number;
  /** A new word on every call, so that no two signed URLs are equal. */
  readonly nonce: () => string;
}

/** Starts it; the base URL ends in `/api`. */
export function startAcusight(options: SimulatorOptions = {}): Promise<Simulator<AcusightData>> {
  const { now = Date.now, seed = 1, size = defaultWorldSize } = options;
  const data = generateAcusight(seed, size);
  const random = createRandom(seed, 'acusight:nonce');
  const world: World = { data, now, nonce: () => random.uuid() };
  return startSimulator(
    {
      basePath: '/api',
      data,
      routes: [...imageRoutes(world), ...annotationRoutes(world), ...catalogueRoutes(world)],
      authenticate,
      errorAnswer,
      media: (request) => answerMedia(request, now()),
    },
    options,
  );
}

function authenticate(request: KitRequest): Authentication {
  const token = readBearer(request.headers);
  const user = userOfToken('acusight', token);
  if (user !== null) return { kind: 'user', user };
  const answer =
    token === expiredAcusightToken
      ? answerError(401, 'TOKEN_EXPIRED', 'Token has expired')
      : answerError(401, 'INVALID_TOKEN', 'Token is not valid');
  return { kind: 'refused', answer };
}

/** Statuses that no code is known for carry INTERNAL_ERROR. */
function errorAnswer(status: number): Answer {
  switch (status) {
    case 400:
      return answerError(400, 'VALIDATION_ERROR', 'Invalid request');
    case 401:
      return answerError(401, 'INVALID_TOKEN', 'Token is not valid');
    case 403:
      return answerError(403, 'FORBIDDEN', 'Not allowed');
    case 404:
      return answerError(404, 'NOT_FOUND', 'Route not found');
    default:
      return answerError(status, 'INTERNAL_ERROR', 'Unexpected error');
  }
}

function imageRoutes(world: World): Route[] {
  return [
    {
      access: 'user',
      method: 'GET',
      path: '/data/images',
      handle: (request) => listImages(world, request),
    },
    {
      access: 'user',
      method: 'GET',
      path: '/data/images/{id}',
      handle: (request) =>
        withRow(request, world.data.images, 'Image', (image) =>
          showOneImage(world, request, image, readFlag(request.query, 'include_image_url')),
        ),
    },
    {
      access: 'user',
      method: 'PATCH',
      path: '/data/images/{id}',
      handle: (request) =>
        withRow(request, world.data.images, 'Image', (image) => changeImage(world, request, image)),
    },
  ];
}

function annotationRoutes(world: World): Route[] {
  return [
    {
      access: 'user',
      method: 'POST',
      path: '/data/annotations',
      handle: async (request) => {
        const parsed = parseAnnotation(world.data, request.user, await readJson(request));
        if (parsed.kind === 'invalid') return invalidBody(parsed.details);
        return answerObject(insertAnnotation(world.data, parsed.value, toWholeSeconds(world.now())), 201);
      },
    },
  ];
}

function catalogueRoutes({ data }: World): Route[] {
  return [
    {
      access: 'user',
      method: 'GET',
      path: '/data/projects',
      handle: (request) => listNewestFirst(request, data.projects, showProject),
    },
    {
      access: 'user',
      method: 'GET',
      path: '/data/batches',
      handle: (request) =>
        listNewestFirst(request, data.batches, (batch: BatchRow) => showBatch(data, batch)),
    },
    {
      access: 'user',
      method: 'GET',
      path: '/data/batches/{id}',
      handle: (request) =>
        withRow(request, data.batches, 'Batch', (batch) => answerObject(showBatch(data, batch))),
    },
  ];
}

function listImages(world: World, request: UserRequest): Answer {
  const parsed = parseImageQuery(request.query);
  if (parsed.kind === 'invalid') {
    return answerError(400, 'VALIDATION_ERROR', 'Invalid query parameter', parsed.details);
  }
  const { includeAnnotations, includeImageUrl } = parsed.value;
  const { rows, total } = selectImages(world.data, request.user, parsed.value);
  const signUrl = includeImageUrl ? urlSigner(world, request.origin) : null;
  return answerList(showImages({ data: world.data, includeAnnotations, signUrl }, rows), total, parsed.value);
}

function showOneImage(world: World, request: UserRequest, image: ImageRow, includeImageUrl: boolean): Answer {
  const signUrl = includeImageUrl ? urlSigner(world, request.origin) : null;
  const [shown] = showImages({ data: world.data, includeAnnotations: true, signUrl }, [image]);
  return answerObject(shown);
}

async function changeImage(world: World, request: UserRequest, image: ImageRow): Promise<Answer> {
  const parsed = parseImageChange(await readJson(request));
  if (parsed.kind === 'invalid') return invalidBody(parsed.details);
  Object.assign(image, parsed.value, { updated_at: toWholeSeconds(world.now()) });
  return showOneImage(world, request, image, false);
}

function urlSigner(world: World, origin: string): (image: ImageRow) => string {
  return ({ filename, height, width }) => {
    const size = { width: width ?? unmeasured.width, height: height ?? unmeasured.height };
    const picture = { seed: filename, label: filename, ...size };
    return mediaUrl(origin, picture, { expiresAtMs: world.now() + urlLifetimeMs, nonce: world.nonce() });
  };
}

/** Runs `answer` with the row of the path's id: 400 for an id that is no integer, 404 for one of others. */
function withRow<Row extends { readonly id: number; readonly organization: Organization }>(
  request: UserRequest,
  rows: readonly Row[],
  what: string,
  answer: (row: Row) => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  const id = readInteger(request.params['id'] ?? '');
  if (id === null)
    return answerError(400, 'VALIDATION_ERROR', 'Invalid path parameter', 'id must be an integer');
  const row = rows.find((candidate) => candidate.id === id && candidate.organization === request.user);
  return row === undefined ? answerNotFound(what) : answer(row);
}

/** Projects and batches have no sort parameter: newest first, as images are by default. */
function listNewestFirst<Row extends { id: number; organization: Organization; created_at: string }>(
  request: UserRequest,
  rows: readonly Row[],
  show: (row: Row) => unknown,
): Answer {
  const window = parseWindow(request.query);
  const own = rows.filter((row) => row.organization === request.user);
  own.sort((left, right) => Date.parse(right.created_at) - Date.parse(left.created_at) || right.id - left.id);
  return answerList(own.slice(window.offset, window.offset + window.limit).map(show), own.length, window);
}

async function readJson(request: KitRequest): Promise<unknown> {
  const body = await request.readBody();
  return body.kind === 'json' ? body.value : undefined;
}

function invalidBody(details: string): Answer {
  return answerError(400, 'VALIDATION_ERROR', 'Invalid request body', details);
}
