/** The inputs of the mutations on set designs. Owns their words; what they mean on the wire is Sartiq's room. */

import type { InputFieldBuilder } from '@pothos/core';
import { type Builder, builder } from './builder.ts';

const subjectIdText = 'The subject in the picture, by its Sartiq id.';
const shotTypeIdText = 'The shot type, by its Sartiq id: framing and view angle.';
const imageText = 'The picture. Absent or null: an entry without a picture yet.';

const actingText =
  'The organization on whose behalf the call acts, by its Sartiq id; the caller must be a member. Absent or null: the ' +
  'caller acts in person.';

const MediaInput = builder.inputType('MediaInput', {
  description:
    'A stored file or a URL, with what is known of it. Give `mediaResourceId` or `url`; with both the id wins. On a file that ' +
    'is stored already, only what is still empty is filled in.',
  fields: (t) => ({
    mediaResourceId: t.field({
      type: 'UUID',
      description: 'A stored file, by its Sartiq id. Null is the same as absent.',
    }),
    url: t.field({
      type: 'URL',
      description: 'Where Sartiq takes the file from. Null is the same as absent.',
    }),
    width: t.int({ description: 'Width in pixels. Absent or null: unknown.' }),
    height: t.int({ description: 'Height in pixels. Absent or null: unknown.' }),
    duration: t.float({ description: 'Length of a video in seconds. Absent or null: unknown, or no video.' }),
    dominantColor: t.string({
      description: 'Colour as text, for example `#d9d2c5`. Absent or null: unknown.',
    }),
    colorProfile: t.string({ description: 'Colour profile, for example `sRGB`. Absent or null: unknown.' }),
    altText: t.string({ description: 'Description for who cannot see the picture. Absent or null: none.' }),
    caption: t.string({ description: 'Text to show with the picture. Absent or null: none.' }),
    protected: t.boolean({ description: "Whether the file is protected. Absent or null: Sartiq's default." }),
  }),
});

const ImageInput = builder.inputType('ImageInput', {
  description: 'A picture for a set design: exactly one of the two.',
  isOneOf: true,
  fields: (t) => ({
    url: t.field({ type: 'URL', description: 'Where Sartiq takes the picture from; it keeps a copy.' }),
    media: t.field({ type: MediaInput, description: 'A stored file, or a URL with what is known of it.' }),
  }),
});

const BaseImageInput = builder.inputType('SetBaseImageInput', {
  description:
    'The prepared picture of one subject in one shot type. A set design has at most one for each pair.',
  fields: (t) => ({
    subjectId: t.field({ type: 'UUID', required: true, description: subjectIdText }),
    shotTypeId: t.field({ type: 'UUID', required: true, description: shotTypeIdText }),
    image: t.field({ type: ImageInput, description: imageText }),
  }),
});

const ReferenceImageInput = builder.inputType('SetReferenceImageInput', {
  description: 'A picture that shows how a shot type should look.',
  fields: (t) => ({
    shotTypeId: t.field({ type: 'UUID', required: true, description: shotTypeIdText }),
    label: t.string({ description: 'What the picture is meant to show. Absent or null: no label.' }),
    image: t.field({ type: ImageInput, description: imageText }),
  }),
});

const SubjectPortraitInput = builder.inputType('SubjectPortraitInput', {
  description: 'A portrait of a subject.',
  fields: (t) => ({
    subjectId: t.field({ type: 'UUID', required: true, description: subjectIdText }),
    image: t.field({ type: ImageInput, description: imageText }),
  }),
});

const BaseImageKeyInput = builder.inputType('SetBaseImageKey', {
  description: 'Names a base image: Sartiq has at most one for each pair.',
  fields: (t) => ({
    subjectId: t.field({ type: 'UUID', required: true, description: subjectIdText }),
    shotTypeId: t.field({ type: 'UUID', required: true, description: shotTypeIdText }),
  }),
});

const ReferenceImageKeyInput = builder.inputType('SetReferenceImageKey', {
  description:
    'Names reference images. Sartiq may have several with the same shot type and label; then all of them are meant.',
  fields: (t) => ({
    shotTypeId: t.field({ type: 'UUID', required: true, description: shotTypeIdText }),
    label: t.string({ description: 'The exact label. Absent or null: those without a label.' }),
  }),
});

const SubjectPortraitKeyInput = builder.inputType('SubjectPortraitKey', {
  description: 'Names portraits. Sartiq may have several of the same subject; then all of them are meant.',
  fields: (t) => ({ subjectId: t.field({ type: 'UUID', required: true, description: subjectIdText }) }),
});

const setText = (key: string) =>
  `Each takes the place of the entries with the same ${key}, or comes last where there is none. The same ${key} only ` +
  'once, and not in `remove` too. The whole entry is replaced: without `image` it has no picture afterwards.';
const removeText = 'Entries that go. What is not there is not missed.';

const BaseImageChangesInput = builder.inputType('SetBaseImageChanges', {
  description: 'Changes of single base images; all others stay as they are.',
  fields: (t) => ({
    set: t.field({ type: [BaseImageInput], description: setText('subject and shot type') }),
    remove: t.field({ type: [BaseImageKeyInput], description: removeText }),
  }),
});

const ReferenceImageChangesInput = builder.inputType('SetReferenceImageChanges', {
  description: 'Changes of single reference images; all others stay as they are.',
  fields: (t) => ({
    set: t.field({ type: [ReferenceImageInput], description: setText('shot type and label') }),
    remove: t.field({ type: [ReferenceImageKeyInput], description: removeText }),
  }),
});

const SubjectPortraitChangesInput = builder.inputType('SubjectPortraitChanges', {
  description: 'Changes of single portraits; all others stay as they are.',
  fields: (t) => ({
    set: t.field({ type: [SubjectPortraitInput], description: setText('subject') }),
    remove: t.field({ type: [SubjectPortraitKeyInput], description: removeText }),
  }),
});

export const CreateSetDesignInput = builder.inputType('CreateSetDesignInput', {
  description: 'A new set design, with all its images where they are known already.',
  fields: (t) => {
    const emptyText = 'Absent or null: none.';
    return {
      name: t.string({ required: true, description: 'Name, at most 255 characters.' }),
      description: t.string({ description: 'Free text, at most 1024 characters. Absent or null: none.' }),
      backgroundPresetId: t.field({
        type: 'UUID',
        description: 'The background preset, by its Sartiq id. Absent or null: none.',
      }),
      ownerId: t.field({ type: 'UUID', description: 'The owner, by Sartiq id. Absent or null: the caller.' }),
      organizationId: t.field({
        type: 'UUID',
        description:
          'The organization that it belongs to, by its Sartiq id. Absent or null: that of `actingOrganizationId`, and ' +
          'without one it is personal.',
      }),
      actingOrganizationId: t.field({ type: 'UUID', description: actingText }),
      baseImages: t.field({
        type: [BaseImageInput],
        description: `The prepared pictures, each subject and shot type once. ${emptyText}`,
      }),
      referenceImages: t.field({
        type: [ReferenceImageInput],
        description: `The reference images. ${emptyText}`,
      }),
      subjectPortraits: t.field({ type: [SubjectPortraitInput], description: `The portraits. ${emptyText}` }),
    };
  },
});

export const UpdateSetDesignInput = builder.inputType('UpdateSetDesignInput', {
  description:
    'Changes of a set design. What is absent stays. A list of images can be replaced whole, or changed entry by entry with ' +
    'its `…Changes`; not both. For the latter the gateway reads the set design and sends the whole list: what somebody ' +
    'else changes in between is lost, because Sartiq has no versions.',
  fields: (t) => ({
    setDesignId: t.field({ type: 'UUID', required: true, description: "The set design's Sartiq id." }),
    ...columnFields(t),
    ...listFields(t),
    actingOrganizationId: t.field({ type: 'UUID', description: actingText }),
    ifUnmodifiedSince: t.field({
      type: 'DateTime',
      description:
        'The `updatedAt` that the caller knows. The set design is read first; where its own is later, nothing is sent and ' +
        'the answer is a user error `CONFLICT`. Compared to the last digit. Absent or null: not checked.',
    }),
  }),
});

type Fields = InputFieldBuilder<Builder['$inferSchemaTypes'], 'InputObject'>;

function columnFields(t: Fields) {
  return {
    name: t.string({ description: 'Name, at most 255 characters. Absent or null: stays.' }),
    description: t.string({ description: 'Free text of any length. Absent: stays. Null: cleared.' }),
    backgroundPresetId: t.field({
      type: 'UUID',
      description: 'The background preset, by its Sartiq id. Absent: stays. Null: none.',
    }),
    ownerId: t.field({ type: 'UUID', description: 'The new owner, by Sartiq id. Absent or null: stays.' }),
    organizationId: t.field({
      type: 'UUID',
      description:
        'Moves it to this organization, by its Sartiq id. Absent: stays. Null: belongs to no organization, it is personal.',
    }),
  };
}

function listFields(t: Fields) {
  const wholeText = 'The whole list anew: every entry gets a new id. Absent or null: stays. Empty: emptied.';
  const changesText = 'Absent or null: no changes.';
  return {
    baseImages: t.field({ type: [BaseImageInput], description: wholeText }),
    baseImageChanges: t.field({
      type: BaseImageChangesInput,
      description: `Changes of single base images. ${changesText}`,
    }),
    referenceImages: t.field({ type: [ReferenceImageInput], description: wholeText }),
    referenceImageChanges: t.field({
      type: ReferenceImageChangesInput,
      description: `Changes of single reference images. ${changesText}`,
    }),
    subjectPortraits: t.field({ type: [SubjectPortraitInput], description: wholeText }),
    subjectPortraitChanges: t.field({
      type: SubjectPortraitChangesInput,
      description: `Changes of single portraits. ${changesText}`,
    }),
  };
}

export const DeleteSetDesignInput = builder.inputType('DeleteSetDesignInput', {
  description: 'Which set design goes, with all its images.',
  fields: (t) => ({
    setDesignId: t.field({ type: 'UUID', required: true, description: "The set design's Sartiq id." }),
    organizationId: t.field({ type: 'UUID', description: actingText }),
  }),
});

export const RequestCompletionInput = builder.inputType('RequestSetDesignCompletionInput', {
  description: 'What the operators are asked to prepare: base images that the set design does not have yet.',
  fields: (t) => ({
    setDesignId: t.field({ type: 'UUID', required: true, description: "The set design's Sartiq id." }),
    organizationId: t.field({ type: 'UUID', description: actingText }),
    subjectIds: t.field({
      type: ['UUID'],
      required: true,
      description: 'The subjects that are missing, by their Sartiq ids. May be empty.',
    }),
    shotTypeIds: t.field({
      type: ['UUID'],
      required: true,
      description: 'The shot types that are missing, by their Sartiq ids. May be empty.',
    }),
  }),
});
