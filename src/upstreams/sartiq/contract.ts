/**
 * Sartiq's wire shapes and the rows that the gateway makes of them. Rows have the names of the graph. Asks
 * nothing; the facts are in `docs/upstreams/README.md`.
 */

import { z } from 'zod';
import {
  type Decoded,
  decodeAnswer,
  decodeRow,
  wireList,
  wireOpenText,
  wireOptionalInteger,
  wireOptionalNumber,
  wireOptionalUuid,
  wireSafeInteger,
  wireText,
  wireUuid,
} from '#src/http/decode.ts';
import { numberOf } from '#src/http/json.ts';
import { checkedPage, type RowPage, wireTotal } from '../row-page.ts';
import type { SetDesignPageQuery } from './queries.ts';

/** A stored file; equal bytes are one resource. */
export interface MediaResourceRow {
  readonly __typename: 'MediaResource';
  readonly mediaResourceId: string;
  readonly url: string;
  readonly resourceType: string;
  readonly contentHash: string;
  readonly extension: string;
  /** Bytes. */
  readonly fileSize: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly aspectRatio: number | null;
  readonly orientation: string | null;
  /** Seconds. */
  readonly duration: number | null;
  readonly dominantColor: string | null;
  readonly colorProfile: string | null;
  readonly altText: string | null;
  readonly caption: string | null;
  readonly protected: boolean | null;
  readonly createdAt: string;
}

/** What all images of a set design have in common. Their rows know their set design, through which they are read. */
export interface SetImageRow {
  readonly setDesignId: string;
  /** Of the set design; null for a personal one. */
  readonly organizationId: string | null;
  readonly imageId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly imageMedia: MediaResourceRow | null;
}

export interface SetBaseImageRow extends SetImageRow {
  readonly __typename: 'SetBaseImage';
  readonly subjectId: string;
  readonly shotTypeId: string;
  readonly imageUrl: string | null;
}

export interface SetReferenceImageRow extends SetImageRow {
  readonly __typename: 'SetReferenceImage';
  readonly shotTypeId: string;
  readonly label: string | null;
  readonly imageUrl: string | null;
}

export interface SubjectPortraitRow extends SetImageRow {
  readonly __typename: 'SubjectPortrait';
  readonly subjectId: string;
}

export interface SetDesignRow {
  readonly __typename: 'SetDesign';
  readonly setDesignId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly name: string;
  readonly description: string | null;
  readonly ownerId: string;
  readonly organizationId: string | null;
  readonly backgroundPresetId: string | null;
  readonly baseImages: readonly Decoded<SetBaseImageRow>[];
  readonly referenceImages: readonly Decoded<SetReferenceImageRow>[];
  readonly subjectPortraits: readonly Decoded<SubjectPortraitRow>[];
}

/** S-15 pins a number; the contract allows text and null. */
const aspectRatio = z
  .unknown()
  .optional()
  .transform((value) => {
    const ratio = numberOf(value) ?? (typeof value === 'string' && value !== '' ? Number(value) : null);
    return Number.isFinite(ratio) ? ratio : null;
  });

const mediaResource = z
  .object({
    id: wireUuid,
    url: z.string(),
    resource_type: z.string(),
    content_hash: z.string(),
    extension: z.string(),
    file_size: wireSafeInteger,
    width: wireOptionalInteger,
    height: wireOptionalInteger,
    aspect_ratio: aspectRatio,
    orientation: wireOpenText,
    duration: wireOptionalNumber,
    dominant_color: wireText,
    color_profile: wireText,
    alt_text: wireText,
    caption: wireText,
    protected: z.boolean().nullish(),
    created_at: z.string(),
  })
  .transform(
    (wire): MediaResourceRow => ({
      __typename: 'MediaResource',
      mediaResourceId: wire.id,
      url: wire.url,
      resourceType: wire.resource_type,
      contentHash: wire.content_hash,
      extension: wire.extension,
      fileSize: wire.file_size,
      width: wire.width,
      height: wire.height,
      aspectRatio: wire.aspect_ratio,
      orientation: wire.orientation,
      duration: wire.duration,
      dominantColor: wire.dominant_color,
      colorProfile: wire.color_profile,
      altText: wire.alt_text,
      caption: wire.caption,
      protected: wire.protected ?? null,
      createdAt: wire.created_at,
    }),
  );

const setImage = z.object({
  id: wireUuid,
  created_at: z.string(),
  updated_at: z.string(),
  image_media: mediaResource.nullish(),
});

function setImageColumns(wire: z.infer<typeof setImage>) {
  return {
    imageId: wire.id,
    createdAt: wire.created_at,
    updatedAt: wire.updated_at,
    imageMedia: wire.image_media ?? null,
  };
}

const baseImage = setImage
  .extend({ subject_id: wireUuid, shot_type_id: wireUuid, image_url: wireText })
  .transform((wire) => ({
    __typename: 'SetBaseImage' as const,
    ...setImageColumns(wire),
    subjectId: wire.subject_id,
    shotTypeId: wire.shot_type_id,
    imageUrl: wire.image_url,
  }));

const referenceImage = setImage
  .extend({ shot_type_id: wireUuid, label: wireText, image_url: wireText })
  .transform((wire) => ({
    __typename: 'SetReferenceImage' as const,
    ...setImageColumns(wire),
    shotTypeId: wire.shot_type_id,
    label: wire.label,
    imageUrl: wire.image_url,
  }));

const subjectPortrait = setImage.extend({ subject_id: wireUuid }).transform((wire) => ({
  __typename: 'SubjectPortrait' as const,
  ...setImageColumns(wire),
  subjectId: wire.subject_id,
}));

const setDesign = z
  .object({
    id: wireUuid,
    created_at: z.string(),
    updated_at: z.string(),
    name: z.string(),
    description: wireText,
    owner_id: wireUuid,
    organization_id: wireOptionalUuid,
    background_preset_id: wireOptionalUuid,
    base_images: wireList,
    reference_images: wireList,
    subject_portraits: wireList,
  })
  .transform((wire): SetDesignRow => {
    const parent = { setDesignId: wire.id, organizationId: wire.organization_id };
    return {
      __typename: 'SetDesign',
      ...parent,
      createdAt: wire.created_at,
      updatedAt: wire.updated_at,
      name: wire.name,
      description: wire.description,
      ownerId: wire.owner_id,
      backgroundPresetId: wire.background_preset_id,
      baseImages: wire.base_images.map((raw) => decodeSetImage(baseImage, raw, parent)),
      referenceImages: wire.reference_images.map((raw) => decodeSetImage(referenceImage, raw, parent)),
      subjectPortraits: wire.subject_portraits.map((raw) => decodeSetImage(subjectPortrait, raw, parent)),
    };
  });

const setDesignPage = z.object({ data: z.array(z.unknown()), count: wireTotal });

/** Reads the body of GET /set-designs/. */
export function decodeSetDesignPage(body: unknown, asked: SetDesignPageQuery): RowPage<SetDesignRow> {
  const answer = decodeAnswer('sartiq', setDesignPage, body);
  const page = { rows: answer.data.map(decodeSetDesign), total: answer.count };
  return checkedPage('sartiq', asked.page, null, page);
}

/** Reads one set design: an entry of the list, or the body of GET /set-designs/{id}. */
export function decodeSetDesign(raw: unknown): Decoded<SetDesignRow> {
  return decodeRow('sartiq', setDesign, raw, (fields) => fields['id']);
}

/** @param parent the set design that holds the image: through it the image is read */
function decodeSetImage<Columns extends object>(
  schema: z.ZodType<Columns>,
  raw: unknown,
  parent: SetDesignOfImage,
): Decoded<Columns & SetDesignOfImage> {
  const withParent = schema.transform((columns) => ({ ...columns, ...parent }));
  return decodeRow('sartiq', withParent, raw, (fields) => fields['id']);
}

type SetDesignOfImage = Pick<SetDesignRow, 'setDesignId' | 'organizationId'>;
