/** The mutation that uploads base images. The file goes on to Sartiq while it still comes from the client. */

import { BadUserInput } from '#src/errors.ts';
import { BodyFailure } from '#src/http/body-failure.ts';
import type { UploadTaskRow } from '#src/upstreams/sartiq/upload-task.ts';
import { uploadRequest } from '#src/upstreams/sartiq/write-requests.ts';
import type { SartiqWrites } from '#src/upstreams/sartiq/writes.ts';
import { refused, type Written } from '#src/upstreams/written.ts';
import { builder } from './builder.ts';
import { atMostOne, plannedBy, plannedWrite } from './field-plan.ts';
import { UploadTaskRef } from './refs.ts';
import { semanticNonNull } from './semantic-non-null.ts';
import { type Payload, payloadOf, userErrorsField } from './user-error.ts';

const UploadSetDesignBaseImagesInput = builder.inputType('UploadSetDesignBaseImagesInput', {
  description: 'A ZIP of base images and where they belong.',
  fields: (t) => ({
    setDesignId: t.field({
      type: 'UUID',
      required: true,
      description: 'Sartiq id of the set design that gets the images.',
    }),
    organizationId: t.field({
      type: 'UUID',
      description:
        'Sartiq id of the organization on whose behalf the call acts; null or absent for a personal set design.',
    }),
    subjectId: t.field({
      type: 'UUID',
      required: true,
      description: 'Sartiq id of the subject in the images.',
    }),
    file: t.field({
      type: 'File',
      required: true,
      description:
        'A ZIP archive whose files are named after shot types, for example `front_full_body.jpg`. Its bytes arrive at ' +
        'Sartiq unchanged. The gateway takes 2 GiB by default; an operator may have set another limit.',
    }),
  }),
});

const UploadSetDesignBaseImagesPayload = builder
  .objectRef<Payload<UploadTaskRow>>('UploadSetDesignBaseImagesPayload')
  .implement({
    description: 'What came of an upload.',
    fields: (t) => ({
      uploadTask: t.field({
        type: UploadTaskRef,
        description: 'The work on the archive, in its first state. Null where it was refused.',
        resolve: ({ value }) => value,
      }),
      userErrors: userErrorsField(t),
    }),
  });

interface UploadArgs {
  readonly input: typeof UploadSetDesignBaseImagesInput.$inferInput;
}

builder.mutationField('uploadSetDesignBaseImages', (t) =>
  t.field({
    type: UploadSetDesignBaseImagesPayload,
    extensions: {
      ...plannedBy<UploadArgs>(({ args: { input } }) => {
        const key = { ...input, organizationId: input.organizationId ?? null };
        return {
          // A file that is no archive is not sent.
          reads: [plannedWrite('sartiq', uploadRequest(key), atMostOne)],
          objects: [{ count: atMostOne, set: 'upload' }],
        };
      }),
      ...semanticNonNull(),
    },
    description:
      'Uploads a ZIP of base images for one subject, as a GraphQL multipart request (see `File`). An image takes the ' +
      'place of the base image of the same subject and shot type. Answers when Sartiq has the file; the work on it goes ' +
      'on, see `uploadTask`. A file that is too large or no ZIP is in `userErrors`; one that breaks off on its way is a ' +
      '`BAD_USER_INPUT`, and nothing was changed. One Sartiq request.',
    args: {
      input: t.arg({
        type: UploadSetDesignBaseImagesInput,
        required: true,
        description: 'The archive and where its images belong.',
      }),
    },
    resolve: (_root, { input }, context) => payloadOf(upload(context.writes.sartiq, input), context),
  }),
);

async function upload(
  sartiq: SartiqWrites,
  input: typeof UploadSetDesignBaseImagesInput.$inferInput,
): Promise<Written<UploadTaskRow>> {
  const { setDesignId, organizationId = null, subjectId } = input;
  try {
    const file = await input.file.open();
    return await sartiq.uploadBaseImages({ setDesignId, organizationId, subjectId, file });
  } catch (error) {
    if (!(error instanceof BodyFailure)) throw error;
    if (error.fault === 'too large') {
      return refused({ kind: 'invalid', message: error.message, path: ['file'] });
    }
    throw new BadUserInput(error.message, { argument: ['input', 'file'] });
  }
}
