/** `Image.assets` and `DatasetImage.assets`: the uploaded pictures that belong to images of other lists. */

import type { AssetRow } from '#src/upstreams/piktid/contract.ts';
import type { PiktidLoaders } from '#src/upstreams/piktid/loaders.ts';
import { anyAsset, assetList, byUpload, piktidDialect } from '#src/upstreams/piktid/queries.ts';
import { assetPageRead, assetRead } from '#src/upstreams/piktid/reads.ts';
import { builder } from './builder.ts';
import { type FieldCall, type FieldPlan, planned, plannedBy } from './field-plan.ts';
import { planByNames } from './name-plan.ts';
import { AssetRef, DatasetImageRef, ImageRef } from './refs.ts';
import { semanticNonNull } from './semantic-non-null.ts';

builder.objectField(ImageRef, 'assets', (t) =>
  t.field({
    type: [AssetRef],
    nullable: true,
    extensions: { ...plannedBy(planAssets), ...semanticNonNull() },
    description:
      'Uploaded pictures that this image may have been made from. A good match where the gallery names the inputs by ' +
      '`uuid`; otherwise every asset with exactly the same file name, which is a fair one, since names repeat. Empty ' +
      'without a file name. One PiktID request for each distinct `uuid` or name, or the pages of all assets where ' +
      'those are fewer.',
    resolve: (image, _args, { piktid }) => {
      const ids = image.inputs.flatMap(({ uuid }) => uuid || []);
      if (ids.length > 0) return assetsById([...new Set(ids)], piktid);
      return image.originalFilename ? piktid.assetsByFilename.load(image.originalFilename) : [];
    },
  }),
);

async function assetsById(ids: readonly string[], piktid: PiktidLoaders): Promise<AssetRow[]> {
  const assets = await Promise.all(ids.map((id) => piktid.asset.load(id)));
  return assets.filter((asset) => asset !== null);
}

/** Either kind of request for each image: one for its upload where the gallery names it, otherwise one for its name. */
function planAssets(call: FieldCall): FieldPlan {
  const { on } = call;
  const byName = planAssetsByName(call);
  const count = { min: 0, max: on.count.max };
  const byId = planned({
    read: assetRead,
    query: '',
    open: ['asset_id'],
    identity: `${on.set} uploads`,
    count,
    mayGrow: true,
  });
  return { ...byName, reads: [byId, ...byName.reads] };
}

function planAssetsByName({ on, totals }: FieldCall): FieldPlan {
  return planByNames(on, {
    read: assetPageRead,
    queryOf: (page) => ({ filter: anyAsset, order: byUpload, page }),
    pageSize: piktidDialect.cap,
    open: ['search', 'page'],
    total: totals('piktid', assetList(anyAsset)),
  });
}

builder.objectField(DatasetImageRef, 'assets', (t) =>
  t.field({
    type: [AssetRef],
    nullable: true,
    extensions: { ...plannedBy(planAssetsByName), ...semanticNonNull() },
    description:
      'Uploaded pictures of PiktID with exactly the same file name. A weak match: names repeat on both sides. Empty ' +
      'without a file name. One PiktID request for each distinct name, or the pages of all assets where those are fewer.',
    resolve: ({ filename }, _args, { piktid }) => (filename ? piktid.assetsByFilename.load(filename) : []),
  }),
);
