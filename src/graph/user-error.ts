/** What every mutation's payload says of mistakes that the caller can correct. Asks nothing. */

import type { FieldRef, ObjectFieldBuilder } from '@pothos/core';
import type { WriteProblem, Written } from '#src/upstreams/written.ts';
import { type Builder, builder } from './builder.ts';
import type { GraphContext } from './context.ts';
import { forgetReads } from './fresh.ts';

type Types = Builder['$inferSchemaTypes'];

const UserErrorCode = builder.enumType('UserErrorCode', {
  description: 'What kind of mistake it is, for clients that act on it.',
  values: {
    INVALID: { value: 'invalid', description: 'The backend does not accept a value: change it.' },
    NOT_FOUND: { value: 'not found', description: 'An id of the input stands for nothing: choose another.' },
    CONFLICT: {
      value: 'conflict',
      description: 'The object is in another state than the input expects: read it again and decide anew.',
    },
  } as const,
});

export interface UserError {
  readonly field: readonly string[] | null;
  readonly message: string;
  readonly code: WriteProblem['kind'];
}

const UserErrorRef = builder.objectRef<UserError>('UserError').implement({
  description: 'A mistake that the caller can correct. Nothing was changed.',
  fields: (t) => ({
    field: t.exposeStringList('field', {
      description:
        'Where in the arguments, from the outside in; list positions from 0: `["input", "baseImages", "0", "shotTypeId"]`. ' +
        'Null where the backend does not say.',
    }),
    message: t.exposeString('message', {
      nullable: false,
      description: 'What is wrong, mostly in words of the backend. For people: never parse it.',
    }),
    code: t.expose('code', {
      type: UserErrorCode,
      nullable: false,
      description: 'What kind of mistake it is.',
    }),
  }),
});

/** What a mutation answers: the value, null where `userErrors` say why there is none. */
export interface Payload<Value> {
  readonly value: Value | null;
  readonly userErrors: readonly UserError[];
}

/** The payload of a change that is carried out or refused. What is read after it is read anew. */
export async function payloadOf<Value>(
  change: Promise<Written<Value>>,
  context: GraphContext,
): Promise<Payload<Value>> {
  try {
    const written = await change;
    if (written.kind === 'done') return { value: written.value, userErrors: [] };
    return { value: null, userErrors: written.problems.map(userErrorOf) };
  } finally {
    forgetReads(context);
  }
}

/** The mistake as clients see it; its path starts at the argument `input`. */
function userErrorOf({ kind, message, path }: WriteProblem): UserError {
  return { code: kind, message, field: path && ['input', ...path.map(String)] };
}

/** The field that every payload has. */
export function userErrorsField<Row extends { readonly userErrors: readonly UserError[] }>(
  t: ObjectFieldBuilder<Types, Row>,
): FieldRef<Types, readonly UserError[]> {
  return t.field({
    type: [UserErrorRef],
    nullable: false,
    description: 'What the caller can correct; then nothing was changed. Empty where the change was made.',
    resolve: (payload) => payload.userErrors,
  });
}
