/**
 * Sartiq's wire shapes and the rows that the gateway makes of them. Rows have the names of the graph. Asks
 * nothing; the facts are in `docs/upstreams/README.md`.
 */

import { z } from 'zod';
import { UpstreamFailure } from '#src/errors.ts';
import {
  anyKeepsDigits,
  kindOf,
  objectOf,
  openText,
  optional,
  optionalBoolean,
  optionalInteger,
  optionalNumber,
  optionalText,
  optionalUuid,
  type RowReader,
  rawList,
  readRow,
  rowReader,
  safeInteger,
  text,
  uuid,
} from '#src/http/columns.ts';
import { type Decoded, decodeAnswer } from '#src/http/decode.ts';
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
const wireAspectRatio = z
  .unknown()
  .optional()
  .transform((value) => {
    const ratio = numberOf(value) ?? (typeof value === 'string' && value !== '' ? Number(value) : null);
    return Number.isFinite(ratio) ? ratio : null;
  });
const aspectRatio = kindOf(wireAspectRatio, optionalNumber.read);

const mediaResource: RowReader<MediaResourceRow> = rowReader({
  typename: 'MediaResource',
  columns: {
    mediaResourceId: ['id', uuid],
    url: ['url', text],
    resourceType: ['resource_type', text],
    contentHash: ['content_hash', text],
    extension: ['extension', text],
    fileSize: ['file_size', safeInteger],
    width: ['width', optionalInteger],
    height: ['height', optionalInteger],
    aspectRatio: ['aspect_ratio', aspectRatio],
    orientation: ['orientation', openText],
    duration: ['duration', optionalNumber],
    dominantColor: ['dominant_color', optionalText],
    colorProfile: ['color_profile', optionalText],
    altText: ['alt_text', optionalText],
    caption: ['caption', optionalText],
    protected: ['protected', optionalBoolean],
    createdAt: ['created_at', text],
  },
});

/** Of the set design that holds an image: through it the image is read. */
type SetDesignOfImage = Pick<SetDesignRow, 'setDesignId' | 'organizationId'>;
const given: readonly (keyof SetDesignOfImage)[] = ['setDesignId', 'organizationId'];

const setImageColumns = {
  imageId: ['id', uuid],
  createdAt: ['created_at', text],
  updatedAt: ['updated_at', text],
  imageMedia: ['image_media', optional(objectOf(mediaResource))],
} as const;

const baseImage = rowReader({
  typename: 'SetBaseImage',
  given,
  columns: {
    ...setImageColumns,
    subjectId: ['subject_id', uuid],
    shotTypeId: ['shot_type_id', uuid],
    imageUrl: ['image_url', optionalText],
  },
});

const referenceImage = rowReader({
  typename: 'SetReferenceImage',
  given,
  columns: {
    ...setImageColumns,
    shotTypeId: ['shot_type_id', uuid],
    label: ['label', optionalText],
    imageUrl: ['image_url', optionalText],
  },
});

const subjectPortrait = rowReader({
  typename: 'SubjectPortrait',
  given,
  columns: { ...setImageColumns, subjectId: ['subject_id', uuid] },
});

const setDesign = rowReader({
  typename: 'SetDesign',
  columns: {
    setDesignId: ['id', uuid],
    createdAt: ['created_at', text],
    updatedAt: ['updated_at', text],
    name: ['name', text],
    description: ['description', optionalText],
    ownerId: ['owner_id', uuid],
    organizationId: ['organization_id', optionalUuid],
    backgroundPresetId: ['background_preset_id', optionalUuid],
    baseImages: ['base_images', rawList],
    referenceImages: ['reference_images', rawList],
    subjectPortraits: ['subject_portraits', rawList],
  },
});

/** Whether a column of its images may have had a number whose digits a double does not hold. */
export function setDesignKeepsDigits(row: SetDesignRow): boolean {
  const images = [...row.baseImages, ...row.referenceImages, ...row.subjectPortraits];
  return anyKeepsDigits<SetImageRow>(
    images,
    ({ imageMedia }) => imageMedia !== null && mediaResource.keepsDigits(imageMedia),
  );
}

const setDesignPage = z.object({ data: z.array(z.unknown()), count: wireTotal });

/** Reads the body of GET /set-designs/. */
export function decodeSetDesignPage(body: unknown, asked: SetDesignPageQuery): RowPage<SetDesignRow> {
  const answer = decodeAnswer('sartiq', setDesignPage, body);
  const page = { rows: answer.data.map(decodeSetDesign), total: answer.count };
  return checkedPage('sartiq', asked.page, null, page);
}

/** Reads one set design: an entry of the list, or the body of GET /set-designs/{id}. */
export function decodeSetDesign(raw: unknown): Decoded<SetDesignRow> {
  const row = readRow('sartiq', setDesign, raw, idOf, {});
  if (row instanceof UpstreamFailure) return row;
  const { setDesignId, organizationId } = row;
  const parent: SetDesignOfImage = { setDesignId, organizationId };
  const imagesOf = <Row>(reader: RowReader<Row, SetDesignOfImage>, list: readonly unknown[]) =>
    list.map((entry) => readRow('sartiq', reader, entry, idOf, parent));
  return {
    ...row,
    baseImages: imagesOf(baseImage, row.baseImages),
    referenceImages: imagesOf(referenceImage, row.referenceImages),
    subjectPortraits: imagesOf(subjectPortrait, row.subjectPortraits),
  };
}

function idOf(fields: Readonly<Record<string, unknown>>): unknown {
  return fields['id'];
}
