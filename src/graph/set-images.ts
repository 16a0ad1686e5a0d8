/** The three kinds of images in a set design. They are read through it; Sartiq has no other way. */

import type { ObjectFieldBuilder } from '@pothos/core';
import type {
  SetBaseImageRow,
  SetReferenceImageRow,
  SubjectPortraitRow,
} from '#src/upstreams/sartiq/contract.ts';
import type { Builder } from './builder.ts';
import { NodeInterface, nodeId } from './node.ts';
import { PictureInterface, pictureFields } from './picture.ts';
import { MediaResourceRef, SetBaseImageRef, SetReferenceImageRef, SubjectPortraitRef } from './refs.ts';

type SetImageRow = SetBaseImageRow | SetReferenceImageRow | SubjectPortraitRow;

const subjectIdText = "Sartiq's id of the subject, the person in the image.";
const shotTypeIdText = "Sartiq's id of the shot type: framing and view angle.";
const imageUrlText =
  'The picture. Old images may have this without `imageMedia`. Null where no picture was given yet.';

SetBaseImageRef.implement({
  description:
    'The prepared picture of one subject in one shot type. A set design has at most one for each pair.',
  interfaces: [NodeInterface, PictureInterface],
  fields: (t) => ({
    id: nodeId(t, 'SetBaseImage', (image) => [image.setDesignId, image.imageId]),
    baseImageId: ownId(t, 'base image'),
    subjectId: t.expose('subjectId', { type: 'UUID', nullable: false, description: subjectIdText }),
    shotTypeId: t.expose('shotTypeId', { type: 'UUID', nullable: false, description: shotTypeIdText }),
    imageUrl: t.expose('imageUrl', { type: 'URL', description: imageUrlText }),
    ...commonFields(t),
  }),
});

SetReferenceImageRef.implement({
  description: 'A picture that shows how a shot type should look in this set design.',
  interfaces: [NodeInterface, PictureInterface],
  fields: (t) => ({
    id: nodeId(t, 'SetReferenceImage', (image) => [image.setDesignId, image.imageId]),
    referenceImageId: ownId(t, 'reference image'),
    shotTypeId: t.expose('shotTypeId', { type: 'UUID', nullable: false, description: shotTypeIdText }),
    label: t.exposeString('label', { description: 'What the picture is meant to show.' }),
    imageUrl: t.expose('imageUrl', { type: 'URL', description: imageUrlText }),
    ...commonFields(t),
  }),
});

SubjectPortraitRef.implement({
  description: 'A portrait of a subject in this set design.',
  interfaces: [NodeInterface, PictureInterface],
  fields: (t) => ({
    id: nodeId(t, 'SubjectPortrait', (image) => [image.setDesignId, image.imageId]),
    subjectPortraitId: ownId(t, 'portrait'),
    subjectId: t.expose('subjectId', { type: 'UUID', nullable: false, description: subjectIdText }),
    ...commonFields(t),
  }),
});

type Fields<Row> = ObjectFieldBuilder<Builder['$inferSchemaTypes'], Row>;

function ownId<Row extends SetImageRow>(t: Fields<Row>, kind: string) {
  return t.field({
    type: 'UUID',
    nullable: false,
    description: `Sartiq's id of the ${kind}. Replacing the list that holds it gives new ids.`,
    resolve: (image) => image.imageId,
  });
}

function commonFields<Row extends SetImageRow>(t: Fields<Row>) {
  return {
    ...pictureFields(t, {
      url: (image) => ('imageUrl' in image ? image.imageUrl : null) ?? image.imageMedia?.url ?? null,
      width: (image) => image.imageMedia?.width ?? null,
      height: (image) => image.imageMedia?.height ?? null,
    }),
    imageMedia: t.field({
      type: MediaResourceRef,
      description: 'The stored file with its size and captions. Null where no picture was given yet.',
      resolve: (image) => image.imageMedia,
    }),
    createdAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When the image was added, with microseconds.',
      resolve: (image) => image.createdAt,
    }),
    updatedAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When the image last changed, with microseconds.',
      resolve: (image) => image.updatedAt,
    }),
  };
}
