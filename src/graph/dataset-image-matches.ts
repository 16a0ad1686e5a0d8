/** The dataset images that match a picture of another backend, by exact file name. */

import type { Page } from '#src/pagination/dialect.ts';
import type { DatasetImageRow } from '#src/upstreams/acusight/contract.ts';
import {
  acusightDialect,
  anyDatasetImage,
  byArrival,
  type DatasetImageNeed,
  datasetImageList,
} from '#src/upstreams/acusight/queries.ts';
import { datasetImagePageRead } from '#src/upstreams/acusight/reads.ts';
import { builder } from './builder.ts';
import type { GraphContext } from './context.ts';
import { type DatasetImageFacts, datasetImageNeedOf } from './dataset-image.ts';
import { type FieldCall, type FieldPlan, plannedBy } from './field-plan.ts';
import { planByNames } from './name-plan.ts';
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
    extensions: { ...plannedBy(planImagesByName), ...semanticNonNull() },
    description: `Dataset images of Acusight with exactly the same file name as \`originalFilename\`. ${joinText}`,
    resolve: (image, _args, context, info) =>
      imagesNamed(image.originalFilename, selectedFields(info), context),
  }),
);

builder.objectField(AssetRef, 'datasetImages', (t) =>
  t.field({
    type: [DatasetImageRef],
    nullable: true,
    extensions: { ...plannedBy(planImagesByName), ...semanticNonNull() },
    description: `Dataset images of Acusight with exactly the same file name. ${joinText}`,
    resolve: (asset, _args, context, info) => imagesNamed(asset.filename, selectedFields(info), context),
  }),
);

function planImagesByName(call: FieldCall): FieldPlan {
  return planImagesNamed(call, datasetImageNeedOf(call.field.fields()));
}

/** What finding the dataset images of the objects' names will ask for. */
export function planImagesNamed({ on, totals }: FieldCall, need: DatasetImageNeed): FieldPlan {
  const facts: DatasetImageFacts = { annotations: need.annotations };
  const named = {
    read: datasetImagePageRead,
    queryOf: (page: Page) => ({ filter: anyDatasetImage, order: byArrival, page, need }),
    pageSize: acusightDialect.cap,
    open: ['filename', 'offset'],
    needs: ['include_annotations', 'include_image_url'],
    total: totals('acusight', datasetImageList(anyDatasetImage)),
  };
  return planByNames(on, named, facts);
}

async function imagesNamed(
  filename: string | null,
  selected: readonly SelectedField[],
  { acusight }: GraphContext,
): Promise<readonly DatasetImageRow[]> {
  return filename
    ? acusight.datasetImagesByFilename.load({ filename, need: datasetImageNeedOf(selected) })
    : [];
}
