/**
 * The keys by which other subgraphs name objects of this one, and how a router's representation is read by them. Every
 * type that can be read again has its global id; where the backend's own ids alone are enough they are a second key. Pure.
 */

import { isTextId } from './argument-check.ts';
import { decodeGlobalId, type NodeReference, type NodeType, referenceTo } from './global-id.ts';

/** What a representation names; a fault where it names nothing of this graph. */
export type Representation = NodeReference | { readonly fault: string };

/** The fields with the parts of a type's key, in the order of `NodeKeys`; null where not all of them are the backend's. */
const ownKeys: Readonly<Record<NodeType, readonly string[] | null>> = {
  Job: ['jobId'],
  Image: ['jobId', 'imageIndex', 'groupIndex', 'version'],
  Asset: ['assetId'],
  SetDesign: ['setDesignId'],
  // No field of theirs says which set design they belong to.
  SetBaseImage: null,
  SetReferenceImage: null,
  SubjectPortrait: null,
  UploadTask: ['taskId'],
  // Read from the catalogue of their organization, which is null for everybody's: no part of a key may be.
  Subject: null,
  ShotType: null,
  BackgroundPreset: null,
  DatasetImage: ['imageId'],
  Annotation: ['imageId', 'annotationId'],
};

/** The types that are entities. */
export const entityTypes = Object.keys(ownKeys) as readonly NodeType[];

/** The keys of a type as `@key(fields:)` has them, each enough by itself. */
export function keysOf(type: NodeType): readonly string[] {
  const own = ownKeys[type];
  return own ? ['id', own.join(' ')] : ['id'];
}

/** Reads what a router sends for one object: its type, and all fields of one of its keys. Others are left alone. */
export function readRepresentation(value: unknown): Representation {
  if (typeof value !== 'object' || value === null) return { fault: 'A representation must be an object' };
  const fields = new Map(Object.entries(value));
  const typename = fields.get('__typename');
  const type = entityTypes.find((name) => name === typename);
  if (!type) return { fault: '`__typename` must be a type that has a key here' };
  if (fields.has('id')) return readById(type, fields.get('id'));
  return readByOwnKey(type, fields);
}

function readById(type: NodeType, id: unknown): Representation {
  const reference = typeof id === 'string' ? decodeGlobalId(id) : null;
  return reference?.type === type
    ? reference
    : { fault: `\`id\` is not a global id of this gateway for ${type}` };
}

function readByOwnKey(type: NodeType, fields: ReadonlyMap<string, unknown>): Representation {
  const parts = ownKeys[type]?.map((name) => fields.get(name));
  const isFit = parts?.every((part) => typeof part !== 'string' || isTextId(part));
  const reference = parts && isFit ? referenceTo(type, parts) : null;
  if (reference) return reference;
  const keys = keysOf(type).map((key) => `\`${key}\``);
  return { fault: `${type} is named by its key, ${keys.join(' or ')}, and this is none` };
}
