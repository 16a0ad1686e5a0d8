/** The mutations on set designs of Sartiq, and their payloads. */

import type { SetDesignRow } from '#src/upstreams/sartiq/contract.ts';
import { checkedBy } from './argument-check.ts';
import { builder } from './builder.ts';
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

builder.mutationField('createSetDesign', (t) =>
  t.field({
    type: CreatePayload,
    description:
      'Creates a set design, optionally with all its images. One Sartiq request, never sent twice.',
    args: { input: t.arg({ type: CreateSetDesignInput, required: true, description: inputText }) },
    extensions: { ...checkedBy(readCreateArgs), ...semanticNonNull() },
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
    extensions: { ...checkedBy(readUpdateArgs), ...semanticNonNull() },
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
    extensions: semanticNonNull(),
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
    extensions: semanticNonNull(),
    resolve: (_root, { input }, context) =>
      payloadOf(context.writes.sartiq.requestCompletion(input), context),
  }),
);
