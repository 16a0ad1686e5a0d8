/** Annotations of dataset images. They are read through their image. */

import { annotationSources, annotationTypes } from '#src/upstreams/acusight/known-words.ts';
import type { DatasetImageNeed } from '#src/upstreams/acusight/queries.ts';
import { builder } from './builder.ts';
import { planImagesNamed } from './dataset-image-matches.ts';
import { rowsOrFailures } from './decoded.ts';
import { plannedBy } from './field-plan.ts';
import { NodeInterface, nodeId } from './node.ts';
import { AnnotationRef, ImageRef } from './refs.ts';
import { semanticNonNull } from './semantic-non-null.ts';
import { wordList } from './word-list.ts';

AnnotationRef.implement({
  description:
    "A marked region of a dataset image. Read from Acusight. Coordinates are fractions (0 to 1) of the image's width " +
    'and height; the origin is the top left corner.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: nodeId(t, 'Annotation', (annotation) => [annotation.imageId, annotation.annotationId]),
    annotationId: t.exposeInt('annotationId', {
      nullable: false,
      description: "Acusight's id of the annotation.",
    }),
    imageId: t.exposeInt('imageId', { nullable: false, description: "Acusight's id of the image." }),
    type: t.exposeString('type', {
      description: `Known words: ${wordList(annotationTypes)}. Others may appear.`,
    }),
    classValue: t.exposeString('classValue', { description: 'What the region shows, for example `blazer`.' }),
    source: t.exposeString('source', {
      description: `Who made it. Known words: ${wordList(annotationSources)}.`,
    }),
    confidence: t.exposeFloat('confidence', {
      description: "A model's certainty from 0 to 1. Null for manual annotations.",
    }),
    xCenter: t.exposeFloat('xCenter', {
      description: "Centre of the enclosing box, 0 to 1 of the image's width.",
    }),
    yCenter: t.exposeFloat('yCenter', {
      description: "Centre of the enclosing box, 0 to 1 of the image's height.",
    }),
    width: t.exposeFloat('width', {
      description: "Width of the enclosing box, 0 to 1 of the image's width.",
    }),
    height: t.exposeFloat('height', {
      description: "Height of the enclosing box, 0 to 1 of the image's height.",
    }),
    geometry: t.exposeFloatList('geometry', {
      description:
        'Numbers from 0 to 1. For `bbox` four: centre x, centre y, width, height. For `polygon` x and y in turn for ' +
        'at least three corners; the last corner joins the first.',
    }),
    zOrder: t.exposeInt('zOrder', { description: 'Drawing order: higher lies above lower.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made, to the second.' }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When it last changed, to the second.',
    }),
  }),
});

const needAnnotations: DatasetImageNeed = { annotations: true, imageUrl: false };

builder.objectField(ImageRef, 'annotations', (t) =>
  t.field({
    type: [AnnotationRef],
    nullable: { list: true, items: true },
    extensions: {
      ...plannedBy<Record<string, never>>((call) => planImagesNamed(call, needAnnotations)),
      ...semanticNonNull(0, 1),
    },
    description:
      'The annotations of all `datasetImages` of this image: a weak match by exact file name. They come along with those ' +
      'images, so beside them they cost nothing. Empty without a file name.',
    resolve: async ({ originalFilename }, _args, { acusight }) => {
      if (!originalFilename) return [];
      const images = await acusight.datasetImagesByFilename.load({
        filename: originalFilename,
        need: needAnnotations,
      });
      return images.flatMap((image) => rowsOrFailures(image.annotations ?? []));
    },
  }),
);
