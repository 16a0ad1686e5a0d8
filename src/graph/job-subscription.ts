/** The subscription that follows a job. */

import { checkedBy } from './argument-check.ts';
import { builder } from './builder.ts';
import { plannedBy } from './field-plan.ts';
import { beginEvent } from './fresh.ts';
import { readJobArgs } from './job.ts';
import { imagesOfJob, planJob } from './job-images.ts';
import { JobRef } from './refs.ts';
import { selectedFields } from './selection.ts';

builder.subscriptionField('job', (t) =>
  t.field({
    type: JobRef,
    description:
      'A job from its present state, which comes at once, to its final one, after which the subscription completes: ' +
      '`completed`, `failed` or `aborted`. One event whenever something was seen to have changed, with the images that ' +
      'are selected; a slow client gets the newest state only. A job that was just created may be unknown for some ' +
      'seconds: only after 10 of them the event is null, and the end. PiktID announces changes, and the job is then read ' +
      'again, once for all who watch it with the same credential; while nothing can be announced it is read every 0.5 ' +
      'to 5 seconds. Ends with an error after 10 failed requests in a row (about 30 seconds), and at once where PiktID ' +
      'refuses the caller. Notifications are never deleted.',
    args: { jobId: t.arg.string({ required: true, description: "PiktID's id of the job, exactly." }) },
    extensions: {
      ...checkedBy(readJobArgs),
      // Each event is one read of the job.
      ...plannedBy<{ readonly jobId: string }>(({ args, field }) =>
        planJob(readJobArgs(args), imagesOfJob(field.fields())),
      ),
    },
    subscribe: (_root, args, { live }, info) => {
      const images = imagesOfJob(selectedFields(info));
      return live.job(readJobArgs(args), images);
    },
    resolve: (job, _args, context) => {
      beginEvent(context);
      return job;
    },
  }),
);
