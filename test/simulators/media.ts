/**
 * The addresses of simulated pictures, and the answers below them. The address itself says what to draw, so
 * nothing is stored. Owns signing and expiry; how long a URL lives is each backend's choice.
 */

import { decodePathText } from './kit-router.ts';
import type { Answer, KitRequest } from './kit-types.ts';
import { drawPicture, type PictureRequest } from './picture.ts';

/** What makes a URL short-lived. */
export interface MediaSignature {
  /** When it stops working, in milliseconds since 1970; sent as whole seconds. */
  readonly expiresAtMs: number;
  /** Another value on every read, so that no two reads give the same URL. Letters, digits and `-` only. */
  readonly nonce: string;
}

/** A URL of this picture, below the simulator's root. Unsigned URLs work for ever. */
export function mediaUrl(origin: string, picture: PictureRequest, signature?: MediaSignature): string {
  const { seed, width, height, label } = picture;
  const path = `/media/${encodeURIComponent(seed)}/${width}x${height}/${encodeURIComponent(label)}`;
  if (signature === undefined) return `${origin}${path}`;
  // Written by hand: a large page holds tens of thousands of these.
  const expires = Math.floor(signature.expiresAtMs / 1000);
  return `${origin}${path}?Expires=${expires}&Signature=${signature.nonce}&Key-Pair-Id=KSIMULATED`;
}

/** Answers `GET /media/...`: the picture, 403 once it has expired, 404 for an address that names none. */
export function answerMedia(request: Pick<KitRequest, 'encodedPath' | 'query'>, nowMs: number): Answer {
  const expires = request.query.get('Expires');
  if (expires !== null && !(Number(expires) * 1000 > nowMs))
    return { kind: 'empty', status: 403, headers: openToAll };
  // Empty texts are allowed, so this is looser than a route's pattern.
  const parts = /^\/media\/([^/]*)\/(\d{1,5})x(\d{1,5})\/([^/]*)$/.exec(request.encodedPath);
  if (parts === null) return { kind: 'empty', status: 404, headers: openToAll };
  const [seed = '', width, height, label = ''] = parts.slice(1).map(decodePathText);
  const svg = drawPicture({ seed, label, width: Number(width), height: Number(height) });
  return { kind: 'svg', svg };
}

const openToAll = { 'access-control-allow-origin': '*' };
