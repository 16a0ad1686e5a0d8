/**
 * The content-addressed store behind the pictures of set designs (S-12, S-15): equal content is one resource.
 * The simulator never fetches a URL, so the URL stands for its content. Owns media rows and how they are shown.
 */

import { createHash } from 'node:crypto';
import type { Answer, KitRequest } from '#test/simulators/kit-types.ts';
import { drawPicture } from '#test/simulators/picture.ts';
import type { MediaRow, SartiqData, StoredImage } from './rows.ts';
import type { ImageInput, MediaInput } from './set-design-body.ts';

type Store = SartiqData['media'];

/** What new rows are made with. */
export interface Maker {
  readonly uuid: () => string;
  /** Time of the change, as rows hold it. */
  readonly time: string;
}

/** The stored picture of an input. A `media_resource_id` wins over a URL; an unknown one is `missing`. */
export function storeImage(store: Store, input: ImageInput, maker: Maker): StoredImage | 'missing' {
  if (input === null) return { kind: 'none' };
  const media: MediaInput = typeof input === 'string' ? { url: input } : input;
  const id = media.media_resource_id ?? null;
  if (id !== null) {
    const known = store.get(id);
    if (known === undefined) return 'missing';
    fillEmpty(known, media);
    return { kind: 'media', mediaId: id };
  }
  if (media.url === undefined || media.url === null) return { kind: 'none' };
  return { kind: 'media', mediaId: storeUrl(store, media.url, media, maker).id };
}

/** Only fields that are still null take a value, as in the vendor's PATCH. */
function fillEmpty(row: MediaRow, input: MediaInput): void {
  row.width ??= input.width ?? null;
  row.height ??= input.height ?? null;
  row.duration ??= input.duration ?? null;
  row.dominant_color ??= input.dominant_color ?? null;
  row.color_profile ??= input.color_profile ?? null;
  row.alt_text ??= input.alt_text ?? null;
  row.caption ??= input.caption ?? null;
}

/** A URL of this store names its own resource; any other URL is content that is new or known. */
function storeUrl(store: Store, url: string, input: MediaInput, maker: Maker): MediaRow {
  const own = store.get(/\/media\/([0-9a-f-]{36})\/file\.\w+$/.exec(url)?.[1] ?? '');
  if (own !== undefined) return own;
  const extension = /\.(jpe?g|png|webp|svg|mp4|mov)(?:[?#]|$)/i.exec(url)?.[1]?.toLowerCase() ?? 'jpg';
  const row = storeContent(store, `url:${url}`, { extension, fileSize: 100_000 + url.length }, maker);
  fillEmpty(row, input);
  if (input.protected !== undefined) row.protected = input.protected;
  return row;
}

/** The resource of this content, made where there is none. `content` stands for the bytes. */
export function storeContent(
  store: Store,
  content: string,
  file: { readonly extension: string; readonly fileSize: number },
  maker: Maker,
): MediaRow {
  const content_hash = createHash('md5').update(content).digest('hex');
  const known = store.values().find((row) => row.content_hash === content_hash);
  if (known !== undefined) return known;
  const row: MediaRow = {
    id: maker.uuid(),
    resource_type: ['mp4', 'mov'].includes(file.extension) ? 'VIDEO' : 'IMAGE',
    content_hash,
    extension: file.extension,
    file_size: file.fileSize,
    width: null,
    height: null,
    duration: null,
    dominant_color: null,
    color_profile: null,
    alt_text: null,
    caption: null,
    protected: false,
    created_at: maker.time,
  };
  store.set(row.id, row);
  return row;
}

export function mediaPath(row: Pick<MediaRow, 'id' | 'extension'>): string {
  return `/media/${row.id}/file.${row.extension}`;
}

export function showMedia(row: MediaRow, origin: string): unknown {
  return {
    id: row.id,
    url: `${origin}${mediaPath(row)}`,
    resource_type: row.resource_type,
    content_hash: row.content_hash,
    extension: row.extension,
    file_size: row.file_size,
    width: row.width,
    height: row.height,
    ...shapeOf(row.width, row.height),
    duration: row.duration,
    dominant_color: row.dominant_color,
    color_profile: row.color_profile,
    alt_text: row.alt_text,
    caption: row.caption,
    protected: row.protected,
    created_at: row.created_at,
  };
}

function shapeOf(width: number | null, height: number | null): object {
  if (width === null || height === null) return { aspect_ratio: null, orientation: null };
  const aspect_ratio = Math.round((width / height) * 10_000) / 10_000;
  if (width === height) return { aspect_ratio, orientation: 'square' };
  return { aspect_ratio, orientation: width > height ? 'landscape' : 'portrait' };
}

/** Draws every file of the store, videos by their poster; also files from before the store. */
export function answerMediaFile(store: Store, request: Pick<KitRequest, 'path'>): Answer {
  const id = /^\/media\/([0-9a-f-]{36})\/file\.\w+$/.exec(request.path)?.[1];
  if (id === undefined)
    return { kind: 'empty', status: 404, headers: { 'access-control-allow-origin': '*' } };
  const row = store.get(id);
  const label = row?.alt_text ?? row?.caption ?? id.slice(0, 8);
  const svg = drawPicture({ seed: id, label, width: row?.width ?? 768, height: row?.height ?? 1024 });
  return { kind: 'svg', svg };
}
