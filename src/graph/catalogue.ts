/** Sartiq's catalogues, and the fields of set designs that refer to them. */

import {
  ageClasses,
  framings,
  genders,
  shotTypeVisibilities,
  subjectTypes,
  viewAngles,
} from '#src/upstreams/sartiq/known-words.ts';
import { builder } from './builder.ts';
import { planCatalogueRow } from './catalogue-plan.ts';
import type { GraphContext } from './context.ts';
import { plannedBy } from './field-plan.ts';
import { NodeInterface, nodeId } from './node.ts';
import {
  BackgroundPresetRef,
  SetBaseImageRef,
  SetDesignRef,
  SetReferenceImageRef,
  ShotTypeRef,
  SubjectPortraitRef,
  SubjectRef,
} from './refs.ts';
import { wordList } from './word-list.ts';

const organizationText = "Sartiq's id of the organization that it belongs to. Null for everybody's.";

SubjectRef.implement({
  description: 'A person that appears in images. From a catalogue of Sartiq that is kept for some minutes.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: nodeId(t, 'Subject', (subject) => [subject.organizationId ?? '', subject.subjectId]),
    subjectId: t.expose('subjectId', {
      type: 'UUID',
      nullable: false,
      description: "Sartiq's id of the subject.",
    }),
    name: t.exposeString('name', { nullable: false, description: 'Name.' }),
    description: t.exposeString('description', { description: 'Free text.' }),
    subjectType: t.exposeString('subjectType', {
      description: `Known words: ${wordList(subjectTypes)}. Others may appear.`,
    }),
    gender: t.exposeString('gender', {
      description: `Known words: ${wordList(genders)}. Others may appear.`,
    }),
    ageClass: t.exposeString('ageClass', {
      description: `Known words: ${wordList(ageClasses)}. Others may appear.`,
    }),
    coverImageUrl: t.expose('coverImageUrl', { type: 'URL', description: 'A picture of the subject.' }),
    organizationId: t.expose('organizationId', { type: 'UUID', description: organizationText }),
  }),
});

ShotTypeRef.implement({
  description:
    'Framing and view angle of an image. From a catalogue of Sartiq that is kept for some minutes.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: nodeId(t, 'ShotType', (shotType) => [shotType.organizationId ?? '', shotType.shotTypeId]),
    shotTypeId: t.expose('shotTypeId', {
      type: 'UUID',
      nullable: false,
      description: "Sartiq's id of the shot type.",
    }),
    name: t.exposeString('name', { nullable: false, description: 'Name, for example `front_full_body`.' }),
    framing: t.exposeString('framing', {
      description: `Known words: ${wordList(framings)}.`,
    }),
    viewAngle: t.exposeString('viewAngle', { description: `Known words: ${wordList(viewAngles)}.` }),
    visibility: t.exposeString('visibility', {
      description: `Known words: ${wordList(shotTypeVisibilities)}.`,
    }),
    ownerId: t.expose('ownerId', { type: 'UUID', description: "Sartiq's id of the owner." }),
    organizationId: t.expose('organizationId', { type: 'UUID', description: organizationText }),
  }),
});

BackgroundPresetRef.implement({
  description:
    'A background that set designs can use. From a catalogue of Sartiq that is kept for some minutes.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: nodeId(t, 'BackgroundPreset', (preset) => [preset.organizationId ?? '', preset.backgroundPresetId]),
    backgroundPresetId: t.expose('backgroundPresetId', {
      type: 'UUID',
      nullable: false,
      description: "Sartiq's id of the preset.",
    }),
    name: t.exposeString('name', { nullable: false, description: 'Name.' }),
    ownerId: t.expose('ownerId', { type: 'UUID', description: "Sartiq's id of the owner." }),
    organizationId: t.expose('organizationId', { type: 'UUID', description: organizationText }),
  }),
});

const subjectText =
  'The person in the image. Null if the caller may not see the subject. From a catalogue that is kept for some minutes.';
const shotTypeText =
  'Framing and view angle. Null if the caller may not see the shot type. From a catalogue that is kept for some minutes.';

builder.objectField(SetBaseImageRef, 'subject', (t) =>
  t.field({
    type: SubjectRef,
    description: subjectText,
    extensions: plannedBy(planCatalogueRow('subjects')),
    resolve: subjectOf,
  }),
);
builder.objectField(SubjectPortraitRef, 'subject', (t) =>
  t.field({
    type: SubjectRef,
    description: subjectText,
    extensions: plannedBy(planCatalogueRow('subjects')),
    resolve: subjectOf,
  }),
);
builder.objectField(SetBaseImageRef, 'shotType', (t) =>
  t.field({
    type: ShotTypeRef,
    description: shotTypeText,
    extensions: plannedBy(planCatalogueRow('shot-types')),
    resolve: shotTypeOf,
  }),
);
builder.objectField(SetReferenceImageRef, 'shotType', (t) =>
  t.field({
    type: ShotTypeRef,
    description: shotTypeText,
    extensions: plannedBy(planCatalogueRow('shot-types')),
    resolve: shotTypeOf,
  }),
);
builder.objectField(SetDesignRef, 'backgroundPreset', (t) =>
  t.field({
    type: BackgroundPresetRef,
    description:
      'The background. Null if none was chosen, or the caller may not see it. From a catalogue that is kept for some minutes.',
    extensions: plannedBy(planCatalogueRow('background-presets')),
    resolve: ({ organizationId, backgroundPresetId }, _args, { sartiq }) =>
      backgroundPresetId === null
        ? null
        : sartiq.catalogueRow({ name: 'background-presets', organizationId }, backgroundPresetId),
  }),
);

interface SubjectReference {
  readonly organizationId: string | null;
  readonly subjectId: string;
}

function subjectOf({ organizationId, subjectId }: SubjectReference, _args: object, { sartiq }: GraphContext) {
  return sartiq.catalogueRow({ name: 'subjects', organizationId }, subjectId);
}

interface ShotTypeReference {
  readonly organizationId: string | null;
  readonly shotTypeId: string;
}

function shotTypeOf(
  { organizationId, shotTypeId }: ShotTypeReference,
  _args: object,
  { sartiq }: GraphContext,
) {
  return sartiq.catalogueRow({ name: 'shot-types', organizationId }, shotTypeId);
}
