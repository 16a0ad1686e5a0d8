/** Assets: the pictures that users uploaded to PiktID, and the fields of the query that read them. */

import { scopeOf } from '#src/pagination/scope.ts';
import type { WindowArgs } from '#src/pagination/window.ts';
import type { AssetRow } from '#src/upstreams/piktid/contract.ts';
import { assetTags, assetVisibilities } from '#src/upstreams/piktid/known-words.ts';
import { assetOrder } from '#src/upstreams/piktid/orders.ts';
import {
  type AssetFilter,
  type AssetPageQuery,
  piktidDialect,
  piktidPageParameters,
} from '#src/upstreams/piktid/queries.ts';
import { assetPageRead, assetRead } from '#src/upstreams/piktid/reads.ts';
import { checkedBy, readFilterText, readTextId } from './argument-check.ts';
import { builder } from './builder.ts';
import {
  connectionRef,
  type ListRequest,
  readConnection,
  readListArgs,
  windowArguments,
} from './connection.ts';
import { planConnection } from './connection-plan.ts';
import { plannedBy, planObject } from './field-plan.ts';
import type { ListQuery } from './list-query.ts';
import { NodeInterface, nodeId } from './node.ts';
import { OrderDirection } from './order.ts';
import { PictureInterface, pictureFields } from './picture.ts';
import { AssetRef } from './refs.ts';
import { semanticNonNull } from './semantic-non-null.ts';
import { wordList } from './word-list.ts';

AssetRef.implement({
  description: 'An uploaded picture. Read from PiktID.',
  interfaces: [NodeInterface, PictureInterface],
  fields: (t) => ({
    ...pictureFields(t, {
      url: (asset) => asset.url,
      thumbnailUrl: (asset) => asset.thumbnailSmall ?? asset.thumbnailBig,
      width: ({ dimensions }) => pixelsOf(dimensions, 'width'),
      height: ({ dimensions }) => pixelsOf(dimensions, 'height'),
    }),
    id: nodeId(t, 'Asset', (asset) => [asset.assetId]),
    assetId: t.exposeString('assetId', { nullable: false, description: "PiktID's id of the asset." }),
    filename: t.exposeString('filename', {
      nullable: false,
      description: 'Name of the uploaded file, in its exact code points. Names repeat.',
    }),
    url: t.expose('url', {
      type: 'URL',
      nullable: false,
      description: 'The picture in full size. Expires within an hour.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When it was uploaded, with microseconds.',
    }),
    createdBy: t.exposeString('createdBy', { description: 'User name of who uploaded it.' }),
    tags: t.exposeStringList('tags', {
      nullable: false,
      description: `Known words: ${wordList(assetTags)}. Others may appear.`,
    }),
    visibility: t.exposeString('visibility', {
      nullable: false,
      description: `Who may see it. Known words: ${wordList(assetVisibilities)}. Others may appear.`,
    }),
    thumbnailBig: t.expose('thumbnailBig', {
      type: 'URL',
      description: 'A preview. Expires within an hour.',
    }),
    thumbnailSmall: t.expose('thumbnailSmall', {
      type: 'URL',
      description: 'A small preview. Expires within an hour.',
    }),
    stylingNote: t.exposeString('stylingNote', { description: 'Words on how to style it.' }),
    detected: t.expose('detected', {
      type: 'JSON',
      description: 'What was recognised in the picture; the shape is not documented.',
    }),
    dimensions: t.expose('dimensions', {
      type: 'JSON',
      description:
        'Size in pixels where known, usually `{"width": 3000, "height": 4000}`; the shape is not documented.',
    }),
  }),
});

/** P-15 pins `{width, height}`; the contract leaves the type open. */
function pixelsOf(dimensions: unknown, side: 'width' | 'height'): number | null {
  if (typeof dimensions !== 'object' || dimensions === null || !(side in dimensions)) return null;
  const pixels: unknown = Reflect.get(dimensions, side);
  return typeof pixels === 'number' && Number.isInteger(pixels) ? pixels : null;
}

const AssetConnection = connectionRef('Asset', AssetRef, 'assets');

const AssetOwnership = builder.enumType('AssetOwnership', {
  description: 'Whose assets.',
  values: {
    MINE: { value: 'mine', description: "The caller's own uploads." },
    SHARED: { value: 'shared', description: "Uploads of members of the caller's groups." },
    DEFAULT: { value: 'default', description: 'Assets that the platform provides; listed only on request.' },
  } as const,
});

const AssetTag = builder.enumType('AssetTag', {
  description: 'A tag that assets can be filtered by.',
  values: {
    MODEL: { value: 'model', description: 'A person.' },
    PRODUCT: { value: 'product', description: 'A garment or another product.' },
    BACKGROUND: { value: 'background', description: 'A backdrop.' },
    OTHER: { value: 'other', description: 'None of the others.' },
  } as const,
});

const AssetFilterInput = builder.inputType('AssetFilter', {
  description:
    'Narrows a list of assets. Everything given must hold; empty text and empty lists do not narrow.',
  fields: (t) => ({
    createdBy: t.string({ description: 'Only uploads of exactly this user name.' }),
    createdAfter: t.field({
      type: 'DateTime',
      description: 'Only uploads after this instant, itself excluded.',
    }),
    createdBefore: t.field({
      type: 'DateTime',
      description: 'Only uploads before this instant, itself excluded.',
    }),
    search: t.string({
      description:
        'Only assets with this text in file name, project name or a tag, upper and lower case alike.',
    }),
    ownership: t.field({
      type: AssetOwnership,
      description: "Whose assets; the caller's own and shared ones if absent.",
    }),
    includeTags: t.field({ type: [AssetTag], description: 'Only assets that carry all of these tags.' }),
    excludeTags: t.field({ type: [AssetTag], description: 'Only assets that carry none of these tags.' }),
  }),
});

const AssetOrderField = builder.enumType('AssetOrderField', {
  description: 'What assets can be ordered by. Ties are in ascending order of the asset id.',
  values: {
    FILENAME: { value: 'filename', description: 'By file name.' },
    CREATED_AT: { value: 'created_at', description: 'By time of upload.' },
  } as const,
});

const AssetOrderInput = builder.inputType('AssetOrder', {
  description: 'An order of assets.',
  fields: (t) => ({
    field: t.field({ type: AssetOrderField, required: true, description: 'What to order by.' }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'desc',
      description: 'Which end first.',
    }),
  }),
});

interface AssetsArgs extends WindowArgs {
  readonly filter?: typeof AssetFilterInput.$inferInput | null | undefined;
  readonly orderBy?: AssetPageQuery['order'] | null | undefined;
}

interface AssetsRequest extends ListRequest {
  readonly filter: AssetFilter;
  readonly order: AssetPageQuery['order'];
}

function readAssetsArgs(args: AssetsArgs): AssetsRequest {
  const filter = readAssetFilter(args.filter ?? {});
  const { field, direction } = args.orderBy ?? { field: 'created_at', direction: 'desc' };
  // Its keys in one order, so that equal lists are asked for once.
  const order = { field, direction };
  return { ...readListArgs(args, () => scopeOf('assets', { filter, order })), filter, order };
}

function readAssetFilter(filter: typeof AssetFilterInput.$inferInput): AssetFilter {
  return {
    createdBy: readFilterText(filter.createdBy),
    createdAfter: filter.createdAfter ?? null,
    createdBefore: filter.createdBefore ?? null,
    search: readFilterText(filter.search),
    ownership: filter.ownership ?? null,
    includeTags: filter.includeTags ?? [],
    excludeTags: filter.excludeTags ?? [],
  };
}

function listOfAssets({ filter, order }: AssetsRequest): ListQuery<AssetRow, AssetPageQuery> {
  return {
    read: assetPageRead,
    queryOf: (page) => ({ filter, order, page }),
    order: assetOrder(order),
    dialect: piktidDialect,
    pageParameters: piktidPageParameters,
  };
}

builder.queryField('assets', (t) =>
  t.field({
    type: AssetConnection,
    description:
      'Uploaded pictures, newest first by default. One PiktID request where one page holds the window.',
    args: {
      ...windowArguments(t.arg),
      filter: t.arg({
        type: AssetFilterInput,
        description: "Which assets; the caller's own and shared ones if absent.",
      }),
      orderBy: t.arg({ type: AssetOrderInput, description: 'Default: by time of upload, newest first.' }),
    },
    extensions: {
      ...checkedBy(readAssetsArgs),
      ...plannedBy<AssetsArgs>((call) => {
        const request = readAssetsArgs(call.args);
        return planConnection(request, listOfAssets(request), call);
      }),
      ...semanticNonNull(),
    },
    resolve: (_root, args, context, info) => {
      const request = readAssetsArgs(args);
      return readConnection(request, listOfAssets(request), context.piktid.assetPage, context, info);
    },
  }),
);

function readAssetArgs({ assetId }: { readonly assetId: string }): string {
  return readTextId(assetId, 'assetId');
}

builder.queryField('asset', (t) =>
  t.field({
    type: AssetRef,
    description:
      'One asset by its PiktID id; null if there is none that the caller may see. One PiktID request.',
    args: { assetId: t.arg.string({ required: true, description: "PiktID's id of the asset, exactly." }) },
    extensions: {
      ...checkedBy(readAssetArgs),
      ...plannedBy<{ readonly assetId: string }>(({ args }) => planObject(assetRead, readAssetArgs(args))),
    },
    resolve: (_root, args, { piktid }) => piktid.asset.load(readAssetArgs(args)),
  }),
);
