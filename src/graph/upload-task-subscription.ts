/** The subscription that follows an upload task. */

import { uploadTaskRead } from '#src/upstreams/sartiq/reads.ts';
import { builder } from './builder.ts';
import { plannedBy, planObject } from './field-plan.ts';
import { beginEvent } from './fresh.ts';
import { UploadTaskRef } from './refs.ts';

builder.subscriptionField('uploadTask', (t) =>
  t.field({
    type: UploadTaskRef,
    description:
      'An upload task from its present state, which comes at once, to its final one, after which the subscription ' +
      'completes: `COMPLETED`, `FAILED`, or any other word with `completedAt`. One event for each change; a slow client ' +
      'gets the newest state only. Null, and the end, if there is no such task. Sartiq is asked every 0.5 to 5 seconds, ' +
      'once for all who watch a task with the same credential. Ends with an error after 10 failed requests in a row ' +
      '(about 30 seconds), at once where Sartiq refuses the caller, and after 20 minutes without any change ' +
      '(`UPSTREAM_TIMEOUT`).',
    args: { taskId: t.arg({ type: 'UUID', required: true, description: "The task's Sartiq id." }) },
    // Each event is one read of the task.
    extensions: plannedBy<{ readonly taskId: string }>(({ args }) => planObject(uploadTaskRead, args.taskId)),
    subscribe: (_root, { taskId }, { live }) => live.uploadTask(taskId),
    resolve: (task, _args, context) => {
      beginEvent(context);
      return task;
    },
  }),
);
