/** The mutations on set designs of Sartiq, and their payloads. */

import type { SetDesignRow } from '#src/upstreams/sartiq/contract.ts';
import { type SetDesignKey, setDesignRead } from '#src/upstreams/sartiq/reads.ts';
import {
  completionRequest,
  creationRequest,
  deletionRequest,
  updateRequest,
} from '#src/upstreams/sartiq/write-requests.ts';
import { dependsOnDesign, type SetDesignUpdate } from '#src/upstreams/sartiq/writes.ts';
import { checkedBy } from './argument-check.ts';
import { builder } from './builder.ts';
import {
  atMostOne,
  type FieldPlan,
  one,
  type PlannedRead,
  planned,
  plannedBy,
  plannedWrite,
} from './field-plan.ts';
import { encodeGlobalId } from './global-id.ts';
import { SetDesignRef } from './refs.ts';
import { semanticNonNull } from './semantic-non-null.ts';
import { readCreateArgs, readUpdateArgs } from './set-design-check.ts';
import {
  CreateSetDesignInput,
  DeleteSetDesignInput,
  RequestCompletionInput,
  UpdateSetDesignInput,
} from './set-design-input.ts';
import { type Payload, payloadOf, userErrorsField } from './user-error.ts';

const inputText = 'The only argument.';

const CreatePayload = builder.objectRef<Payload<SetDesignRow>>('CreateSetDesignPayload').implement({
  description: 'The new set design, or why there is none.',
  fields: (t) => ({
    setDesign: t.field({
      type: SetDesignRef,
      description: 'The new set design, complete. Null where `userErrors` say why.',
      resolve: (payload) => payload.value,
    }),
    userErrors: userErrorsField(t),
  }),
});

const UpdatePayload = builder.objectRef<Payload<SetDesignRow>>('UpdateSetDesignPayload').implement({
  description: 'The set design after the change, or why it was not changed.',
  fields: (t) => ({
    setDesign: t.field({
      type: SetDesignRef,
      description: 'The set design after the change, complete. Null where `userErrors` say why.',
      resolve: (payload) => payload.value,
    }),
    userErrors: userErrorsField(t),
  }),
});

const DeletePayload = builder.objectRef<Payload<string>>('DeleteSetDesignPayload').implement({
  description: 'Which set design is gone, or why none is.',
  fields: (t) => ({
    deletedSetDesignId: t.field({
      type: 'UUID',
      description: 'Sartiq id of the set design that is gone. Null where `userErrors` say why.',
      resolve: (payload) => payload.value,
    }),
    deletedId: t.id({
      description: 'Global id of the set design that is gone, for caches. Null where `userErrors` say why.',
      resolve: ({ value }) => value && encodeGlobalId('SetDesign', [value]),
    }),
    userErrors: userErrorsField(t),
  }),
});

const CompletionPayload = builder
  .objectRef<Payload<string | null>>('RequestSetDesignCompletionPayload')
  .implement({
    description: 'Whether the operators were asked.',
    fields: (t) => ({
      message: t.string({
        description: 'What Sartiq says. Null where `userErrors` say why, and where Sartiq says nothing.',
        resolve: (payload) => payload.value,
      }),
      userErrors: userErrorsField(t),
    }),
  });

type CreateArgs = Parameters<typeof readCreateArgs>[0];
type UpdateArgs = Parameters<typeof readUpdateArgs>[0];

interface ChangeArgs {
  readonly input: { readonly setDesignId: string; readonly organizationId?: string | null | undefined };
}

function keyOf({ setDesignId, organizationId }: ChangeArgs['input']): SetDesignKey {
  return { setDesignId, organizationId: organizationId ?? null };
}

/** A change that depends on the set design reads it first, and is not sent where it is in conflict with it. */
function planUpdate(update: SetDesignUpdate): FieldPlan {
  const key = keyOf({ ...update, organizationId: update.actingOrganizationId });
  if (!dependsOnDesign(update)) return planChange([plannedWrite('sartiq', updateRequest(key))], 'updated');
  const read = planned({ read: setDesignRead, query: key, open: [], count: one });
  return planChange([read, plannedWrite('sartiq', updateRequest(key), atMostOne)], 'updated');
}

/** @param what tells the payload's object from those of other changes */
function planChange(reads: readonly PlannedRead[], what: string): FieldPlan {
  return { reads, objects: [{ count: atMostOne, set: `set design ${what}` }] };
}

builder.mutationField('createSetDesign', (t) =>
  t.field({
    type: CreatePayload,
    description:
      'Creates a set design, optionally with all its images. One Sartiq request, never sent twice.',
    args: { input: t.arg({ type: CreateSetDesignInput, required: true, description: inputText }) },
    extensions: {
      ...checkedBy(readCreateArgs),
      ...plannedBy<CreateArgs>(({ args }) => {
        const { actingOrganizationId = null } = readCreateArgs(args);
        return planChange([plannedWrite('sartiq', creationRequest(actingOrganizationId))], 'created');
      }),
      ...semanticNonNull(),
    },
    resolve: (_root, args, context) =>
      payloadOf(context.writes.sartiq.createSetDesign(readCreateArgs(args)), context),
  }),
);

builder.mutationField('updateSetDesign', (t) =>
  t.field({
    type: UpdatePayload,
    description:
      'Changes a set design; its `updatedAt` always moves. One Sartiq request, never sent twice; with `ifUnmodifiedSince` or ' +
      'changes of single images it is read first, which is one more.',
    args: { input: t.arg({ type: UpdateSetDesignInput, required: true, description: inputText }) },
    extensions: {
      ...checkedBy(readUpdateArgs),
      ...plannedBy<UpdateArgs>(({ args }) => planUpdate(readUpdateArgs(args))),
      ...semanticNonNull(),
    },
    resolve: (_root, args, context) =>
      payloadOf(context.writes.sartiq.updateSetDesign(readUpdateArgs(args)), context),
  }),
);

builder.mutationField('deleteSetDesign', (t) =>
  t.field({
    type: DeletePayload,
    description:
      'Deletes a set design with all its images and upload tasks, for good. One Sartiq request, never sent twice.',
    args: { input: t.arg({ type: DeleteSetDesignInput, required: true, description: inputText }) },
    extensions: {
      ...plannedBy<ChangeArgs>(({ args }) =>
        planChange([plannedWrite('sartiq', deletionRequest(keyOf(args.input)))], 'deleted'),
      ),
      ...semanticNonNull(),
    },
    resolve: (_root, { input }, context) => payloadOf(context.writes.sartiq.deleteSetDesign(input), context),
  }),
);

builder.mutationField('requestSetDesignCompletion', (t) =>
  t.field({
    type: CompletionPayload,
    description:
      'Asks the operators of Sartiq to prepare missing base images. It sends a message to people: never repeat it because ' +
      'an answer with `mayHaveHappened: true` was lost. One Sartiq request, never sent twice.',
    args: { input: t.arg({ type: RequestCompletionInput, required: true, description: inputText }) },
    extensions: {
      ...plannedBy<ChangeArgs>(({ args }) =>
        planChange([plannedWrite('sartiq', completionRequest(keyOf(args.input)))], 'asked for'),
      ),
      ...semanticNonNull(),
    },
    resolve: (_root, { input }, context) =>
      payloadOf(context.writes.sartiq.requestCompletion(input), context),
  }),
);
