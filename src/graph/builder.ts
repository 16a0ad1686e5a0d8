/**
 * The schema under construction. Every file of this room adds its types to it; `schema.ts` closes it. Fields are
 * nullable unless they say otherwise.
 */

import SchemaBuilder from '@pothos/core';
import type { GraphContext } from './context.ts';
import { FileScalar, type IncomingFile } from './file.ts';
import { DateTimeScalar, JsonScalar, SafeIntScalar, UrlScalar, UuidScalar } from './scalars.ts';

export interface GraphTypes {
  Context: GraphContext;
  Scalars: {
    DateTime: { Input: string; Output: string };
    File: { Input: IncomingFile; Output: never };
    JSON: { Input: unknown; Output: unknown };
    SafeInt: { Input: number; Output: number };
    URL: { Input: string; Output: string };
    UUID: { Input: string; Output: string };
  };
}

export type Builder = PothosSchemaTypes.SchemaBuilder<PothosSchemaTypes.ExtendDefaultTypes<GraphTypes>>;

export const builder: Builder = new SchemaBuilder<GraphTypes>({});

builder.addScalarType('DateTime', DateTimeScalar);
builder.addScalarType('File', FileScalar);
builder.addScalarType('JSON', JsonScalar);
builder.addScalarType('SafeInt', SafeIntScalar);
builder.addScalarType('URL', UrlScalar);
builder.addScalarType('UUID', UuidScalar);

builder.queryType({
  description:
    'Everything that can be read. Where a backend fails, the fields that read from it are null ' +
    'with an error and the others are complete.',
});

builder.mutationType({
  description:
    'Everything that can be changed. Each field sends one change to one backend, never twice. What the caller can ' +
    'correct is in `userErrors` of its payload; everything else is an error, which says `mayHaveHappened: true` in ' +
    '`extensions` where the change was sent and its answer is lost: look before you repeat it.',
});

builder.subscriptionType({
  description:
    'Everything that can be watched while it runs, over server-sent events. Each field sends the present state at once, ' +
    'then every change that was seen, and completes after the final state, or when the gateway stops. A failure that ' +
    'does not pass is one event with `errors`, and the end.',
});
