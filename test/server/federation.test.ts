/** The gateway as a part of a bigger graph: composed with another subgraph, queried through Hive Gateway. */

import { buildClientSchema, findBreakingChanges, getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildSchema } from '#src/graph/schema.ts';
import { tokenOf } from '#test/simulators/simulator.ts';
import { upstreamNames } from '#test/support/studio-query.ts';
import { subscribe } from '#test/support/subscribe.ts';
import type { Campaign, ImageKey } from '#test/support/supergraph/campaigns.ts';
import { type Supergraph, startSupergraph } from '#test/support/supergraph/supergraph.ts';
import {
  type Answer,
  postTo,
  type RunningGateway,
  startWorld,
  upstreamUrls,
  type World,
} from '#test/support/world.ts';

interface Known {
  readonly assets: readonly { readonly assetId: string; readonly filename: string }[];
  readonly parts: readonly { readonly id: string }[];
  readonly scene: { readonly setDesignId: string; readonly name: string };
  readonly shots: readonly (ImageKey & { readonly status: string })[];
}

/** Of giulia; the gateway has none of its own. */
const tokens = {
  'x-piktid-token': tokenOf('piktid', 'giulia'),
  'x-sartiq-token': tokenOf('sartiq', 'giulia'),
  'x-acusight-token': tokenOf('acusight', 'giulia'),
};

let world: World;
let known: Known;
let supergraph: Supergraph;
beforeAll(async () => {
  world = await startWorld({
    env: (simulators) => ({ ...upstreamUrls(simulators), GATEWAY_FEDERATION: 'subgraph' }),
  });
  known = await knownOf(world);
  supergraph = await startSupergraph({ url: world.url, sdl: await sdlOf(world) }, campaignsOf(known));
});
afterAll(async () => {
  await supergraph[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});
beforeEach(() => {
  for (const upstream of upstreamNames) world.simulators[upstream].clearFaults();
  forget();
});

function forget(): void {
  world.takeRequests();
  supergraph.campaigns.takeEntities();
}

async function sdlOf(gateway: RunningGateway): Promise<string> {
  return (await gateway.query('{ _service { sdl } }')).data._service.sdl;
}

async function knownOf(gateway: RunningGateway): Promise<Known> {
  const text = `{
    assets(first: 5) { nodes { assetId filename } }
    setDesigns(first: 40) { nodes { setDesignId name baseImages { id } } }
    jobs(first: 20) { nodes { images(first: 5) { nodes { jobId imageIndex groupIndex version status } } } }
  }`;
  const { data } = await gateway.query(text, {}, tokens);
  const scene = data.setDesigns.nodes.find(
    ({ baseImages }: { baseImages: object[] }) => baseImages.length > 3,
  );
  const job = data.jobs.nodes.find(({ images }: { images: { nodes: object[] } }) => images.nodes.length > 3);
  return { assets: data.assets.nodes, parts: scene.baseImages, scene, shots: job.images.nodes };
}

/** Six campaigns, with repeats: each shows what another one shows. */
function campaignsOf({ assets, parts, scene, shots }: Known): Campaign[] {
  const keysOf = assets.map(({ assetId }) => ({ assetId }));
  const [first] = keysOf;
  return Array.from({ length: 6 }, (_, at) => ({
    name: `campaign ${at}`,
    hero: keysOf[at % 3] ?? null,
    pictures:
      at === 0 ? [...keysOf, ...(first ? [first] : [])] : at === 1 ? [{ assetId: ' ' }, ...keysOf] : [],
    parts: at === 0 ? parts.map(({ id }) => ({ id })) : [],
    scene: at < 2 ? { setDesignId: scene.setDesignId } : null,
    shots: shots.map(({ jobId, imageIndex, groupIndex, version }) => ({
      jobId,
      imageIndex,
      groupIndex,
      version,
    })),
  }));
}

function query(text: string, headers: Readonly<Record<string, string>> = tokens): Promise<Answer> {
  return postTo(supergraph.url, { query: text }, headers);
}

describe('a query through the router', () => {
  it('shows all of the gateway', async () => {
    const { data, errors } = await query(getIntrospectionQuery({ descriptions: false }));
    expect(errors).toEqual([]);
    const seen = buildClientSchema(data);
    // Answers in parts are the router's own.
    expect(findBreakingChanges(buildSchema(), seen).map(({ description }) => description)).toEqual([
      'defer was removed.',
      'stream was removed.',
    ]);
    expect(Object.keys(seen.getQueryType()?.getFields() ?? {})).not.toContain('_entities');
  });

  it('goes from another subgraph to the gateway: six campaigns, three heroes, three requests', async () => {
    const { data, errors } = await query('{ campaigns { name hero { filename width } } }');
    expect(errors).toEqual([]);
    expect(data.campaigns.map(({ hero }: { hero: { filename: string } }) => hero.filename)).toEqual(
      [0, 1, 2, 0, 1, 2].map((at) => known.assets[at]?.filename),
    );
    expect(world.takeRequests().sort()).toEqual(
      known.assets
        .slice(0, 3)
        .map(({ assetId }) => `GET /assets/${assetId}`)
        .sort(),
    );
  });

  it('goes from the gateway to another subgraph: a page of assets, and one question there', async () => {
    const { data, errors } = await query('{ assets(first: 5) { nodes { filename rights } } }');
    expect(errors).toEqual([]);
    expect(data.assets.nodes).toEqual(
      known.assets.map(({ assetId, filename }) => ({ filename, rights: `rights of ${assetId}` })),
    );
    expect(world.takeRequests()).toHaveLength(1);
    expect(supergraph.campaigns.takeEntities()).toEqual([
      known.assets.map(({ assetId }) => ({ __typename: 'Asset', assetId })),
    ]);
  });

  it('goes there and back again', async () => {
    const assetId = known.assets[0]?.assetId;
    const own = '{ filename datasetImages { filename } }';
    const direct = await world.query(`{ asset(assetId: "${assetId}") ${own} }`, {}, tokens);
    const { data, errors } = await query(
      `{ asset(assetId: "${assetId}") { campaigns { name scene { name } hero { rights ...Own } } } } fragment Own on Asset ${own}`,
    );
    expect(errors).toEqual([]);
    const hero = { ...direct.data.asset, rights: `rights of ${assetId}` };
    expect(data.asset.campaigns).toEqual([
      { name: 'campaign 0', scene: { name: known.scene.name }, hero },
      { name: 'campaign 3', scene: null, hero },
    ]);
  });

  it('reads all parts of a set design, by their global ids, with one request', async () => {
    const { data, errors } = await query('{ campaigns { parts { id baseImageId } } }');
    expect(errors).toEqual([]);
    expect(data.campaigns[0].parts.map(({ id }: { id: string }) => id)).toEqual(
      known.parts.map(({ id }) => id),
    );
    expect(world.takeRequests()).toEqual([`GET /set-designs/${known.scene.setDesignId}`]);
  });

  it('reads all images of a job, by what PiktID names them, with one request', async () => {
    const { data, errors } = await query('{ campaigns { shots { status } } }');
    expect(errors).toEqual([]);
    for (const { shots } of data.campaigns)
      expect(shots).toEqual(known.shots.map(({ status }) => ({ status })));
    expect(world.takeRequests()).toEqual([expect.stringMatching(/^GET \/gallery\/by-job\?/)]);
  });

  it('passes on the error of a backend that is down, and everything else', async () => {
    world.simulators.sartiq.inject({ kind: 'reset' });
    const { data, errors } = await query('{ campaigns { name hero { filename } scene { name } } }');
    const places = [
      ['campaigns', 0, 'scene'],
      ['campaigns', 1, 'scene'],
    ];
    expect(data.campaigns[0]).toEqual({
      name: 'campaign 0',
      hero: { filename: known.assets[0]?.filename },
      scene: null,
    });
    expect(errors.map(({ path }) => path?.slice(0, 3)).sort()).toEqual(places);
    for (const { extensions } of errors)
      expect(extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', upstream: 'sartiq' });
  });

  it('fails for the one object that is named wrongly', async () => {
    const { data, errors } = await query('{ campaigns { pictures { filename } } }');
    const names = known.assets.map(({ filename }) => ({ filename }));
    expect(data.campaigns[0].pictures).toEqual([...names, names[0]]);
    expect(data.campaigns[1].pictures).toEqual([null, ...names]);
    // Hive Gateway says in which list, and not at which place of it.
    expect(errors.map(({ path, extensions }) => [path?.slice(0, 3), extensions.code])).toEqual([
      [['campaigns', 1, 'pictures'], 'BAD_USER_INPUT'],
    ]);
    expect(world.takeRequests()).toHaveLength(known.assets.length);
  });

  it('watches a job', async () => {
    const { jobId } = known.shots[0] ?? {};
    await using events = await subscribe(
      supergraph.url,
      `subscription { job(jobId: "${jobId}") { jobId } }`,
      {},
      tokens,
    );
    expect(await events.next()).toMatchObject({ data: { job: { jobId } }, errors: [] });
  });
});

it('passes on credentials, and without one the fields of that backend are errors', async () => {
  const { data, errors } = await query('{ campaigns { hero { filename } scene { name } } }', {
    'x-piktid-token': tokens['x-piktid-token'],
  });
  expect(data.campaigns[0]).toEqual({ hero: { filename: known.assets[0]?.filename }, scene: null });
  expect(errors.map(({ extensions: { code, upstream } }) => [code, upstream])).toEqual([
    ['UNAUTHENTICATED', 'sartiq'],
    ['UNAUTHENTICATED', 'sartiq'],
  ]);
  const { piktid, sartiq } = world.simulators;
  const sent = new Set(piktid.requests.map(({ headers }) => headers['authorization']));
  expect([...sent]).toEqual([`Bearer ${tokens['x-piktid-token']}`]);
  expect(sartiq.requests).toEqual([]);
});
