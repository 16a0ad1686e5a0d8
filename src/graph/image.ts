/** Gallery images: the outputs of a job. How they are read is `job-images.ts`. */

import type { ImageFileRow } from '#src/upstreams/piktid/contract.ts';
import { imageFeedbacks, imageStatuses, reviewStatuses } from '#src/upstreams/piktid/known-words.ts';
import { builder } from './builder.ts';
import { NodeInterface, nodeId } from './node.ts';
import { PictureInterface, pictureFields } from './picture.ts';
import { ImageRef } from './refs.ts';
import { wordList } from './word-list.ts';

const ImageFile = builder.objectRef<ImageFileRow>('ImageFile').implement({
  description: 'One stored picture in two sizes.',
  fields: (t) => ({
    fullSize: t.expose('fullSize', {
      type: 'URL',
      description: 'The picture in full size. Expires within an hour.',
    }),
    thumbnail: t.expose('thumbnail', {
      type: 'URL',
      description: 'A small version. Expires within an hour.',
    }),
    uuid: t.exposeString('uuid', {
      description: "The uploaded asset's id, where the backend sends it; the gallery usually does not.",
    }),
  }),
});

ImageRef.implement({
  description:
    'A generated image of the gallery: one output of a job, in its newest version. Read from PiktID, always ' +
    'through its job. Identified by job, image index, group index and version.',
  interfaces: [NodeInterface, PictureInterface],
  fields: (t) => ({
    ...pictureFields(t, {
      url: (image) => image.output?.fullSize ?? null,
      thumbnailUrl: (image) => image.output?.thumbnail ?? null,
      filename: (image) => image.originalFilename,
    }),
    id: nodeId(t, 'Image', (image) => [image.jobId, image.imageIndex, image.groupIndex, image.version]),
    jobId: t.exposeString('jobId', {
      nullable: false,
      description: "PiktID's id of the job that made the image.",
    }),
    imageIndex: t.exposeInt('imageIndex', {
      nullable: false,
      description: 'Position, from 0, of the input or instruction in the job. Never changes.',
    }),
    groupIndex: t.exposeInt('groupIndex', {
      nullable: false,
      description: 'Which variation, from 0, of that position.',
    }),
    version: t.exposeInt('version', {
      nullable: false,
      description: 'Counts up with every regeneration or retouch.',
    }),
    originalFilename: t.exposeString('originalFilename', {
      description:
        'File name of the uploaded input, in its exact code points. Names repeat; null for outputs without one input.',
    }),
    downloadFilename: t.exposeString('downloadFilename', {
      description: 'File name suggested for a download.',
    }),
    inputs: t.field({
      type: [ImageFile],
      nullable: { list: false, items: false },
      description: 'The pictures that the image was made from.',
      resolve: (image) => image.inputs,
    }),
    output: t.field({
      type: ImageFile,
      description: 'The picture that was made. Null, or without URLs, until there is one.',
      resolve: (image) => image.output,
    }),
    inputDescription: t.expose('inputDescription', {
      type: 'JSON',
      description: 'What was asked for, as free JSON, for example `{"pose": "walking"}`.',
    }),
    status: t.exposeString('status', {
      nullable: false,
      description: `Known words: ${wordList(imageStatuses)}. Others may appear.`,
    }),
    qualityScore: t.exposeFloat('qualityScore', { description: 'From 0 (worst) to 1. Null until scored.' }),
    processingTime: t.exposeFloat('processingTime', { description: 'Seconds that making the image took.' }),
    errorMessage: t.exposeString('errorMessage', {
      description: "Why the image failed, in PiktID's own words.",
    }),
    feedback: t.exposeString('feedback', {
      description: `A user's verdict. Known words: ${wordList(imageFeedbacks)}. Null if there is none.`,
    }),
    feedbackComment: t.exposeString('feedbackComment', { description: "A user's words about the image." }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When the image was created, with microseconds.',
    }),
    reviewStatus: t.exposeString('reviewStatus', {
      description: `State of a review. Known words: ${wordList(reviewStatuses)}. Null without a review.`,
    }),
    reviewAnnotations: t.expose('reviewAnnotations', {
      type: 'JSON',
      description: "A reviewer's notes; their shape is not documented.",
    }),
    retouchClaim: t.expose('retouchClaim', {
      type: 'JSON',
      description: 'Who took the image for retouching; the shape is not documented.',
    }),
  }),
});
