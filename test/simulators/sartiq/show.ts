/** Turns rows into what Sartiq sends. Pure; a picture whose media is gone shows nothing. */

import { mediaPath, showMedia } from './media-store.ts';
import type { OrganizationRow, SartiqData, SetDesignRow, StoredImage, SubjectRow, UserRow } from './rows.ts';

/** Where pictures are looked up, and what their URLs begin with. */
export interface Shower {
  readonly data: SartiqData;
  readonly origin: string;
}

export function showSetDesign(shower: Shower, row: SetDesignRow): unknown {
  return {
    id: row.id,
    created_at: row.created_at,
    updated_at: row.updated_at,
    name: row.name,
    description: row.description,
    owner_id: row.owner_id,
    organization_id: row.organization_id,
    background_preset_id: row.background_preset_id,
    base_images: row.base_images.map((image) => showPicture(shower, image)),
    reference_images: row.reference_images.map((image) => showPicture(shower, image)),
    subject_portraits: row.subject_portraits.map(({ image, ...portrait }) => ({
      ...portrait,
      image_media: showImage(shower, image).image_media,
    })),
  };
}

/** A base or reference image: everything of the row, and its picture in two fields. */
export function showPicture<Row extends { readonly image: StoredImage }>(shower: Shower, row: Row): unknown {
  const { image, ...rest } = row;
  return { ...rest, ...showImage(shower, image) };
}

function showImage(
  { data, origin }: Shower,
  image: StoredImage,
): { readonly image_url: string | null; readonly image_media: unknown } {
  if (image.kind === 'legacy') {
    return { image_url: image.url.startsWith('/') ? `${origin}${image.url}` : image.url, image_media: null };
  }
  const media = image.kind === 'media' ? data.media.get(image.mediaId) : undefined;
  if (media === undefined) return { image_url: null, image_media: null };
  return { image_url: `${origin}${mediaPath(media)}`, image_media: showMedia(media, origin) };
}

export function showSubject({ data, origin }: Shower, row: SubjectRow): unknown {
  const { cover_media_id, ...rest } = row;
  const cover = data.media.get(cover_media_id ?? '');
  return { ...rest, cover_image_url: cover === undefined ? null : `${origin}${mediaPath(cover)}` };
}

export function showUser(row: UserRow): unknown {
  const { person: _, ...shown } = row;
  return shown;
}

export function showOrganization(row: OrganizationRow): unknown {
  const { members: _, ...shown } = row;
  return shown;
}
