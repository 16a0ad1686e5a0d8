/**
 * Reads the file of registered operations, once, when the gateway starts: a JSON object of documents by their ids, as
 * the client preset of codegen and Relay's compiler write it. Every fault of it prevents the start.
 */

import { readFile } from 'node:fs/promises';
import { GraphQLError, type GraphQLSchema, Kind, parse, specifiedRules, validate } from 'graphql';
import { z } from 'zod';
import { ConfigError } from '#src/config/faults.ts';
import { readDocument } from './document-reader.ts';
import { isSha256, normalizeId } from './operation-id.ts';
import { type RegisteredOperations, sha256 } from './persisted-operations.ts';
import { unconditionalRoot } from './unconditional-root.ts';

const variable = 'PERSISTED_OPERATIONS_FILE';
const fileShape = z.record(z.string().min(1), z.string());

/**
 * @param file its path; null for none
 * @param schemaOf builds the schema that the documents must fit, called only if there is a file
 * @throws ConfigError with every fault of the file
 */
export async function readRegisteredOperations(
  file: string | null,
  schemaOf: () => GraphQLSchema,
): Promise<RegisteredOperations> {
  if (file === null) return new Map();
  const entries = Object.entries(parseFile(await readText(file)));
  const schema = schemaOf();
  const faults = entries.flatMap(([id, text]) =>
    faultsOf(id, text, schema).map((fault) => `${variable}: the operation ${id.slice(0, 80)} ${fault}`),
  );
  if (faults.length > 0) throw new ConfigError(faults);
  return new Map(entries.map(([id, text]) => [normalizeId(id), text]));
}

/** The names of operations in documents that were registered. */
export function namesOf(registered: RegisteredOperations): string[] {
  return [...registered.values()].flatMap((text) =>
    parse(text, { noLocation: true }).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? (definition.name?.value ?? []) : [],
    ),
  );
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new ConfigError([`${variable} must be a file that can be read${code}`]);
  }
}

function parseFile(text: string): z.infer<typeof fileShape> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ConfigError([`${variable} must be a file of JSON`]);
  }
  const parsed = fileShape.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ConfigError([`${variable} must have one JSON object: the text of each document by its SHA-256`]);
}

function faultsOf(id: string, text: string, schema: GraphQLSchema): string[] {
  const hash = normalizeId(id);
  const faults = isSha256(hash) && sha256(text) !== hash ? ['has another SHA-256'] : [];
  return [
    ...faults,
    ...errorsOf(text, schema).map(
      ({ message }) => `is no valid document: ${message.replaceAll(/\s+/g, ' ')}`,
    ),
  ];
}

function errorsOf(text: string, schema: GraphQLSchema): readonly GraphQLError[] {
  try {
    return validate(schema, readDocument(text), [...specifiedRules, unconditionalRoot]);
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    if (error instanceof AggregateError) return error.errors;
    throw error;
  }
}
