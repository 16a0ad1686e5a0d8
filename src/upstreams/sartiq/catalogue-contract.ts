/**
 * The wire shapes of Sartiq's catalogues and the rows that the gateway makes of them (S-13). Rows have the names of
 * the graph. Asks nothing.
 */

import { z } from 'zod';
import {
  type Decoded,
  decodeAnswer,
  decodeRow,
  wireOptionalUuid,
  wireText,
  wireUuid,
} from '#src/http/decode.ts';
import { type RowPage, wireTotal } from '../row-page.ts';

/** A person that appears in images. */
export interface SubjectRow {
  readonly __typename: 'Subject';
  readonly subjectId: string;
  readonly name: string;
  readonly description: string | null;
  readonly subjectType: string | null;
  readonly gender: string | null;
  readonly ageClass: string | null;
  readonly coverImageUrl: string | null;
  readonly organizationId: string | null;
}

/** Framing and view angle of an image. */
export interface ShotTypeRow {
  readonly __typename: 'ShotType';
  readonly shotTypeId: string;
  readonly name: string;
  readonly framing: string | null;
  readonly viewAngle: string | null;
  readonly visibility: string | null;
  readonly ownerId: string | null;
  readonly organizationId: string | null;
}

/** A background that set designs can use. */
export interface BackgroundPresetRow {
  readonly __typename: 'BackgroundPreset';
  readonly backgroundPresetId: string;
  readonly name: string;
  readonly ownerId: string | null;
  readonly organizationId: string | null;
}

/** The rows of each catalogue, by its route. */
export interface CatalogueRows {
  readonly subjects: SubjectRow;
  readonly 'shot-types': ShotTypeRow;
  readonly 'background-presets': BackgroundPresetRow;
}

export type CatalogueName = keyof CatalogueRows;

const subject = z
  .object({
    id: wireUuid,
    name: z.string(),
    description: wireText,
    subject_type: wireText,
    gender: wireText,
    age_class: wireText,
    cover_image_url: wireText,
    organization_id: wireOptionalUuid,
  })
  .transform(
    (wire): SubjectRow => ({
      __typename: 'Subject',
      subjectId: wire.id,
      name: wire.name,
      description: wire.description,
      subjectType: wire.subject_type,
      gender: wire.gender,
      ageClass: wire.age_class,
      coverImageUrl: wire.cover_image_url,
      organizationId: wire.organization_id,
    }),
  );

const shotType = z
  .object({
    id: wireUuid,
    name: z.string(),
    framing: wireText,
    view_angle: wireText,
    visibility: wireText,
    owner_id: wireOptionalUuid,
    organization_id: wireOptionalUuid,
  })
  .transform(
    (wire): ShotTypeRow => ({
      __typename: 'ShotType',
      shotTypeId: wire.id,
      name: wire.name,
      framing: wire.framing,
      viewAngle: wire.view_angle,
      visibility: wire.visibility,
      ownerId: wire.owner_id,
      organizationId: wire.organization_id,
    }),
  );

const backgroundPreset = z
  .object({ id: wireUuid, name: z.string(), owner_id: wireOptionalUuid, organization_id: wireOptionalUuid })
  .transform(
    (wire): BackgroundPresetRow => ({
      __typename: 'BackgroundPreset',
      backgroundPresetId: wire.id,
      name: wire.name,
      ownerId: wire.owner_id,
      organizationId: wire.organization_id,
    }),
  );

const schemas: { readonly [Name in CatalogueName]: z.ZodType<CatalogueRows[Name]> } = {
  subjects: subject,
  'shot-types': shotType,
  'background-presets': backgroundPreset,
};

const cataloguePage = z.object({ data: z.array(z.unknown()), count: wireTotal });

/** Reads the body of a catalogue's list. */
export function decodeCataloguePage<Name extends CatalogueName>(
  name: Name,
  body: unknown,
): RowPage<CatalogueRows[Name]> {
  const answer = decodeAnswer('sartiq', cataloguePage, body);
  const decode = (raw: unknown): Decoded<CatalogueRows[Name]> =>
    decodeRow('sartiq', schemas[name], raw, (fields) => fields['id']);
  return { rows: answer.data.map(decode), total: answer.count };
}

/** A row's own id. */
export function catalogueRowId(row: CatalogueRows[CatalogueName]): string {
  switch (row.__typename) {
    case 'Subject':
      return row.subjectId;
    case 'ShotType':
      return row.shotTypeId;
    case 'BackgroundPreset':
      return row.backgroundPresetId;
  }
}
