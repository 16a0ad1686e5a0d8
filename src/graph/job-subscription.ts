/** The subscription that follows a job. */

import { anyJob } from '#src/upstreams/piktid/queries.ts';
import { checkedBy } from './argument-check.ts';
import { builder } from './builder.ts';
import { beginEvent } from './fresh.ts';
import { imageNeedOfSelected } from './image.ts';
import { readJobArgs } from './job.ts';
import { JobRef } from './refs.ts';
import { fieldsAt, selectedFields } from './selection.ts';

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
    extensions: checkedBy(readJobArgs),
    subscribe: (_root, args, { live }, info) => {
      const images = imageNeedOfSelected(fieldsAt(selectedFields(info), ['images']), anyJob.images);
      return live.job(readJobArgs(args), images);
    },
    resolve: (job, _args, context) => {
      beginEvent(context);
      return job;
    },
  }),
);
