/** Upload tasks of Sartiq: the work on an uploaded ZIP of base images. */

import { newestUploadTaskRead, uploadTaskRead } from '#src/upstreams/sartiq/reads.ts';
import { builder } from './builder.ts';
import { planned, plannedBy, planObject } from './field-plan.ts';
import { NodeInterface, nodeId } from './node.ts';
import { SetDesignRef, UploadTaskRef } from './refs.ts';

UploadTaskRef.implement({
  description: 'The work on one uploaded ZIP of base images for one subject. Read from Sartiq.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: nodeId(t, 'UploadTask', (task) => [task.taskId]),
    taskId: t.expose('taskId', { type: 'UUID', nullable: false, description: "Sartiq's id of the task." }),
    ownerId: t.expose('ownerId', {
      type: 'UUID',
      nullable: false,
      description: "Sartiq's id of the uploader.",
    }),
    setDesignId: t.expose('setDesignId', {
      type: 'UUID',
      nullable: false,
      description: 'Sartiq id of the set design that gets the images.',
    }),
    subjectId: t.expose('subjectId', {
      type: 'UUID',
      nullable: false,
      description: 'Sartiq id of the subject in the images.',
    }),
    status: t.exposeString('status', {
      nullable: false,
      description:
        'Known words: `PENDING`, `PROCESSING`, and the final ones `COMPLETED`, `FAILED`. Others may appear.',
    }),
    progress: t.exposeInt('progress', { nullable: false, description: 'Percent, 0 to 100.' }),
    totalItems: t.exposeInt('totalItems', {
      nullable: false,
      description: 'Files in the ZIP; 0 until it was opened.',
    }),
    processedItems: t.exposeInt('processedItems', {
      nullable: false,
      description: 'Files looked at so far.',
    }),
    imagesProcessed: t.exposeInt('imagesProcessed', {
      nullable: false,
      description: 'Files that became base images.',
    }),
    imagesSkipped: t.exposeInt('imagesSkipped', {
      nullable: false,
      description: 'Files left out, for example because no shot type has their name.',
    }),
    errorMessage: t.exposeString('errorMessage', {
      description: "Why the task failed, in Sartiq's own words.",
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When it was uploaded, with microseconds.',
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When the work began. Null before.' }),
    completedAt: t.expose('completedAt', {
      type: 'DateTime',
      description: 'When the work ended. Null before.',
    }),
    resultData: t.expose('resultData', {
      type: 'JSON',
      description: 'What came of it, as free JSON, for example the files that were skipped.',
    }),
  }),
});

builder.objectField(SetDesignRef, 'uploadTask', (t) =>
  t.field({
    type: UploadTaskRef,
    description: 'The newest upload for one subject; null if there was none. One Sartiq request.',
    args: { subjectId: t.arg({ type: 'UUID', required: true, description: "The subject's Sartiq id." }) },
    extensions: plannedBy<{ readonly subjectId: string }>(({ args: { subjectId }, on }) => {
      const query = { setDesignId: '', organizationId: null, subjectId };
      const open = ['set_design_id', 'organization_id'];
      const identity = `${on.set} ${subjectId}`;
      return {
        reads: [planned({ read: newestUploadTaskRead, query, open, identity, count: on.count })],
        objects: [{ count: { min: 0, max: on.count.max }, set: identity }],
      };
    }),
    resolve: ({ setDesignId, organizationId }, { subjectId }, { sartiq }) =>
      sartiq.newestUploadTask.load({ setDesignId, organizationId, subjectId }),
  }),
);

builder.queryField('uploadTask', (t) =>
  t.field({
    type: UploadTaskRef,
    description: 'One upload task by its Sartiq id; null if there is none. One Sartiq request.',
    args: { taskId: t.arg({ type: 'UUID', required: true, description: "The task's Sartiq id." }) },
    extensions: plannedBy<{ readonly taskId: string }>(({ args }) => planObject(uploadTaskRead, args.taskId)),
    resolve: (_root, { taskId }, { sartiq }) => sartiq.uploadTask.load(taskId),
  }),
);
