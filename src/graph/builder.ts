/**
 * The schema under construction. Every file of this room adds its types to it; `schema.ts` closes it. Fields are
 * nullable unless they say otherwise.
 */

import SchemaBuilder from '@pothos/core';
import type { GraphContext } from './context.ts';
import { DateTimeScalar, JsonScalar, SafeIntScalar, UrlScalar, UuidScalar } from './scalars.ts';

export interface GraphTypes {
  Context: GraphContext;
  Scalars: {
    DateTime: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
    SafeInt: { Input: number; Output: number };
    URL: { Input: string; Output: string };
    UUID: { Input: string; Output: string };
  };
}

export type Builder = PothosSchemaTypes.SchemaBuilder<PothosSchemaTypes.ExtendDefaultTypes<GraphTypes>>;

export const builder: Builder = new SchemaBuilder<GraphTypes>({});

builder.addScalarType('DateTime', DateTimeScalar);
builder.addScalarType('JSON', JsonScalar);
builder.addScalarType('SafeInt', SafeIntScalar);
builder.addScalarType('URL', UrlScalar);
builder.addScalarType('UUID', UuidScalar);

builder.queryType({
  description:
    'Everything that can be read. Each field reads from one backend; where a backend fails, its fields are null ' +
    'with an error and the others are complete.',
});
