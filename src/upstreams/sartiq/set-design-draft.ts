/**
 * What can be written to set designs, in the names of the graph, and how it is put on the wire. Pure. Absent fields
 * are not sent, null is sent as null: what that means is S-07 in `docs/upstreams/README.md`.
 */

import type { SetBaseImageRow, SetReferenceImageRow, SubjectPortraitRow } from './contract.ts';

/** A stored file by its id, or one to be stored from its URL, with optional metadata. */
export interface MediaDraft {
  readonly mediaResourceId?: string | null | undefined;
  readonly url?: string | null | undefined;
  readonly width?: number | null | undefined;
  readonly height?: number | null | undefined;
  /** Seconds. */
  readonly duration?: number | null | undefined;
  readonly dominantColor?: string | null | undefined;
  readonly colorProfile?: string | null | undefined;
  readonly altText?: string | null | undefined;
  readonly caption?: string | null | undefined;
  readonly protected?: boolean | null | undefined;
}

/** A picture: one of the two, or none. */
export type ImageDraft =
  | { readonly url?: string | null | undefined; readonly media?: MediaDraft | null | undefined }
  | null
  | undefined;

export interface BaseImageKey {
  readonly subjectId: string;
  readonly shotTypeId: string;
}

export interface BaseImageDraft extends BaseImageKey {
  readonly image?: ImageDraft;
}

export interface ReferenceImageKey {
  readonly shotTypeId: string;
  readonly label?: string | null | undefined;
}

export interface ReferenceImageDraft extends ReferenceImageKey {
  readonly image?: ImageDraft;
}

export interface PortraitKey {
  readonly subjectId: string;
}

export interface PortraitDraft extends PortraitKey {
  readonly image?: ImageDraft;
}

/** The three lists of images, each whole. */
export interface SetDesignLists {
  readonly baseImages?: readonly BaseImageDraft[] | null | undefined;
  readonly referenceImages?: readonly ReferenceImageDraft[] | null | undefined;
  readonly subjectPortraits?: readonly PortraitDraft[] | null | undefined;
}

/** Everything of a set design but its lists. */
export interface SetDesignColumns {
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly backgroundPresetId?: string | null | undefined;
  readonly ownerId?: string | null | undefined;
  /** The organization that it belongs to. */
  readonly organizationId?: string | null | undefined;
}

/** The body of POST /set-designs/ and PUT /set-designs/{id}. */
export function setDesignBody(draft: SetDesignColumns & SetDesignLists): object {
  return {
    name: draft.name,
    description: draft.description,
    background_preset_id: draft.backgroundPresetId,
    owner_id: draft.ownerId,
    organization_id: draft.organizationId,
    base_images: mapList(draft.baseImages, ({ subjectId, shotTypeId, image }) => ({
      subject_id: subjectId,
      shot_type_id: shotTypeId,
      image: imageBody(image),
    })),
    reference_images: mapList(draft.referenceImages, ({ shotTypeId, label, image }) => ({
      shot_type_id: shotTypeId,
      label,
      image: imageBody(image),
    })),
    subject_portraits: mapList(draft.subjectPortraits, ({ subjectId, image }) => ({
      subject_id: subjectId,
      image: imageBody(image),
    })),
  };
}

function mapList<Draft>(list: readonly Draft[] | null | undefined, body: (draft: Draft) => object) {
  return list?.map(body) ?? list;
}

function imageBody(image: ImageDraft): string | object | null {
  const media = image?.media;
  if (!media) return image?.url ?? null;
  return {
    media_resource_id: media.mediaResourceId,
    url: media.url,
    width: media.width,
    height: media.height,
    duration: media.duration,
    dominant_color: media.dominantColor,
    color_profile: media.colorProfile,
    alt_text: media.altText,
    caption: media.caption,
    // The only one that takes no null.
    protected: media.protected ?? undefined,
  };
}

/** An image as it is, so that sending it again changes nothing: its file, its old URL, or no picture. */
export function keptImage(row: SetBaseImageRow | SetReferenceImageRow | SubjectPortraitRow): ImageDraft {
  if (row.imageMedia) {
    return {
      media: { mediaResourceId: row.imageMedia.mediaResourceId, protected: row.imageMedia.protected },
    };
  }
  return 'imageUrl' in row && row.imageUrl !== null ? { url: row.imageUrl } : null;
}
