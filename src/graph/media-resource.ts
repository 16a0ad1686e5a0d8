/** Stored media of Sartiq. A part of the images that use it; it cannot be read by itself. */

import { mediaOrientations, resourceTypes } from '#src/upstreams/sartiq/known-words.ts';
import { PictureInterface, pictureFields } from './picture.ts';
import { MediaResourceRef } from './refs.ts';
import { wordList } from './word-list.ts';

MediaResourceRef.implement({
  description: 'A stored file of Sartiq. Equal bytes are one resource; the original file name is not kept.',
  interfaces: [PictureInterface],
  fields: (t) => ({
    ...pictureFields(t, {
      url: (media) => media.url,
      width: (media) => media.width,
      height: (media) => media.height,
    }),
    mediaResourceId: t.expose('mediaResourceId', {
      type: 'UUID',
      nullable: false,
      description: "Sartiq's id of the resource.",
    }),
    url: t.expose('url', { type: 'URL', nullable: false, description: 'The file.' }),
    resourceType: t.exposeString('resourceType', {
      nullable: false,
      description: `Known words: ${wordList(resourceTypes)}. Others may appear.`,
    }),
    contentHash: t.exposeString('contentHash', {
      nullable: false,
      description: 'MD5 of the bytes, 32 hexadecimal digits.',
    }),
    extension: t.exposeString('extension', {
      nullable: false,
      description: 'Extension of the stored file, without the dot: `jpg`.',
    }),
    fileSize: t.expose('fileSize', { type: 'SafeInt', nullable: false, description: 'Size in bytes.' }),
    aspectRatio: t.exposeFloat('aspectRatio', { description: 'Width divided by height.' }),
    orientation: t.exposeString('orientation', {
      description: `Known words: ${wordList(mediaOrientations)}. Others may appear.`,
    }),
    duration: t.exposeFloat('duration', { description: 'Length in seconds; videos only.' }),
    dominantColor: t.exposeString('dominantColor', {
      description: 'The most frequent colour, as Sartiq writes it.',
    }),
    colorProfile: t.exposeString('colorProfile', { description: 'Colour profile, for example `sRGB`.' }),
    altText: t.exposeString('altText', { description: 'Text for those who cannot see the picture.' }),
    caption: t.exposeString('caption', { description: 'Caption.' }),
    protected: t.exposeBoolean('protected', { description: 'Whether the file is protected from deletion.' }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When it was stored, with microseconds.',
    }),
  }),
});
