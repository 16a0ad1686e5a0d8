/** The dataset images that match a picture of another backend, by exact file name. */

import type { DatasetImageRow } from '#src/upstreams/acusight/contract.ts';
import { builder } from './builder.ts';
import type { GraphContext } from './context.ts';
import { datasetImageNeedOf } from './dataset-image.ts';
import { AssetRef, DatasetImageRef, ImageRef } from './refs.ts';
import { type SelectedField, selectedFields } from './selection.ts';
import { semanticNonNull } from './semantic-non-null.ts';

const joinText =
  'A weak match: names repeat on both sides, and Acusight drops frames that are nearly the same. Empty without a file ' +
  'name. One Acusight request for each distinct name, or the pages of all images where those are fewer.';

builder.objectField(ImageRef, 'datasetImages', (t) =>
  t.field({
    type: [DatasetImageRef],
    nullable: true,
    extensions: semanticNonNull(),
    description: `Dataset images of Acusight with exactly the same file name as \`originalFilename\`. ${joinText}`,
    resolve: (image, _args, context, info) =>
      imagesNamed(image.originalFilename, selectedFields(info), context),
  }),
);

builder.objectField(AssetRef, 'datasetImages', (t) =>
  t.field({
    type: [DatasetImageRef],
    nullable: true,
    extensions: semanticNonNull(),
    description: `Dataset images of Acusight with exactly the same file name. ${joinText}`,
    resolve: (asset, _args, context, info) => imagesNamed(asset.filename, selectedFields(info), context),
  }),
);

async function imagesNamed(
  filename: string | null,
  selected: readonly SelectedField[],
  { acusight }: GraphContext,
): Promise<readonly DatasetImageRow[]> {
  return filename
    ? acusight.datasetImagesByFilename.load({ filename, need: datasetImageNeedOf(selected) })
    : [];
}
