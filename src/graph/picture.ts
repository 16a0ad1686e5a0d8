/** The `Picture` interface: what one frontend component needs to show any picture of any backend. */

import type { FieldRef, ObjectFieldBuilder } from '@pothos/core';
import { type Builder, builder } from './builder.ts';

export const PictureInterface = builder.interfaceRef<object>('Picture');

const descriptions = {
  url: 'The picture in full size. Null where there is none yet.',
  thumbnailUrl: 'A small version. Null where the backend makes none: show `url` instead.',
  width: 'Width of the full size in pixels. Null where the backend does not say.',
  height: 'Height of the full size in pixels. Null where the backend does not say.',
  filename: 'File name of the picture or of what it was made from. Null where the backend does not keep it.',
} as const;

PictureInterface.implement({
  description: 'Anything that is a picture, so that one component can show them all.',
  fields: (t) => ({
    url: t.field({ type: 'URL', description: descriptions.url, resolve: () => null }),
    thumbnailUrl: t.field({ type: 'URL', description: descriptions.thumbnailUrl, resolve: () => null }),
    width: t.int({ description: descriptions.width, resolve: () => null }),
    height: t.int({ description: descriptions.height, resolve: () => null }),
    filename: t.string({ description: descriptions.filename, resolve: () => null }),
  }),
});

type Types = Builder['$inferSchemaTypes'];
type Read<Row, Value> = (row: Row) => Value | null;

interface PictureFields {
  readonly url: FieldRef<Types, string | null | undefined>;
  readonly thumbnailUrl: FieldRef<Types, string | null | undefined>;
  readonly width: FieldRef<Types, number | null | undefined>;
  readonly height: FieldRef<Types, number | null | undefined>;
  readonly filename: FieldRef<Types, string | null | undefined>;
}

/** The fields of `Picture` for a type, each read from its row; what is left out is null. */
export function pictureFields<Row>(
  t: ObjectFieldBuilder<Types, Row>,
  read: {
    readonly url: Read<Row, string>;
    readonly thumbnailUrl?: Read<Row, string>;
    readonly width?: Read<Row, number>;
    readonly height?: Read<Row, number>;
    readonly filename?: Read<Row, string>;
  },
): PictureFields {
  const nothing = () => null;
  return {
    url: t.field({ type: 'URL', description: descriptions.url, resolve: read.url }),
    thumbnailUrl: t.field({
      type: 'URL',
      description: descriptions.thumbnailUrl,
      resolve: read.thumbnailUrl ?? nothing,
    }),
    width: t.int({ description: descriptions.width, resolve: read.width ?? nothing }),
    height: t.int({ description: descriptions.height, resolve: read.height ?? nothing }),
    filename: t.string({ description: descriptions.filename, resolve: read.filename ?? nothing }),
  };
}
