/**
 * Global ids: opaque texts that hold what is needed to read an object again and nothing that changes. Owns their
 * format, base64url of `Type:part:part`, each part percent-encoded so that none can hold the separator.
 */

/** The types that have a global id, and the parts of their keys in order. */
export interface NodeKeys {
  readonly Job: readonly [jobId: string];
  readonly Image: readonly [jobId: string, imageIndex: number, groupIndex: number, version: number];
  readonly Asset: readonly [assetId: string];
  readonly SetDesign: readonly [setDesignId: string];
  readonly SetBaseImage: readonly [setDesignId: string, baseImageId: string];
  readonly SetReferenceImage: readonly [setDesignId: string, referenceImageId: string];
  readonly SubjectPortrait: readonly [setDesignId: string, subjectPortraitId: string];
  readonly UploadTask: readonly [taskId: string];
  /** The parts of a catalogue's row start with its organization, which is empty for everybody's rows. */
  readonly Subject: readonly [organizationId: string, subjectId: string];
  readonly ShotType: readonly [organizationId: string, shotTypeId: string];
  readonly BackgroundPreset: readonly [organizationId: string, backgroundPresetId: string];
  readonly DatasetImage: readonly [imageId: number];
  readonly Annotation: readonly [imageId: number, annotationId: number];
}

export type NodeType = keyof NodeKeys;

/** A type and the key of one of its objects. */
export type NodeReference = {
  [Type in NodeType]: { readonly type: Type; readonly key: NodeKeys[Type] };
}[NodeType];

/** Ids and indexes of the backends are integers of 32 bits. */
const maxIndex = 2 ** 31 - 1;

type Part = 'text' | 'uuid' | 'optional uuid' | 'index';

const partsOf: Readonly<Record<NodeType, readonly Part[]>> = {
  Job: ['text'],
  Image: ['text', 'index', 'index', 'index'],
  Asset: ['text'],
  SetDesign: ['uuid'],
  SetBaseImage: ['uuid', 'uuid'],
  SetReferenceImage: ['uuid', 'uuid'],
  SubjectPortrait: ['uuid', 'uuid'],
  UploadTask: ['uuid'],
  Subject: ['optional uuid', 'uuid'],
  ShotType: ['optional uuid', 'uuid'],
  BackgroundPreset: ['optional uuid', 'uuid'],
  DatasetImage: ['index'],
  Annotation: ['index', 'index'],
};

/** Ids hold UUIDs in lower case: one object, one id. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The global id of an object by its type and key. */
export function encodeGlobalId<Type extends NodeType>(type: Type, key: NodeKeys[Type]): string {
  const parts = key.map((part) => encodeURIComponent(String(part).toWellFormed()));
  return Buffer.from([type, ...parts].join(':')).toString('base64url');
}

/** What a global id stands for; null for text that `encodeGlobalId` did not write. */
export function decodeGlobalId(id: string): NodeReference | null {
  const [type, ...texts] = Buffer.from(id, 'base64url').toString().split(':');
  if (!isNodeType(type) || texts.length !== partsOf[type].length) return null;
  const key = texts.map((text, index) => decodePart(text, partsOf[type][index]));
  if (key.includes(null)) return null;
  const reference = { type, key } as unknown as NodeReference;
  return encodeGlobalId(reference.type, reference.key) === id ? reference : null;
}

/**
 * The object of a type with these parts of a key, UUIDs in either case; null where they cannot be the key of one.
 *
 * @param parts of any kind, as a client sent them
 */
export function referenceTo(type: NodeType, parts: readonly unknown[]): NodeReference | null {
  const key = parts.map((part, index) =>
    typeof part === 'string' && partsOf[type][index] === 'uuid' ? part.toLowerCase() : part,
  );
  if (!key.every((part) => typeof part === 'string' || typeof part === 'number')) return null;
  const reference = decodeGlobalId(encodeGlobalId(type, key as unknown as NodeKeys[NodeType]));
  // An id says numbers as text, and mends broken text.
  return reference?.key.every((part, index) => part === key[index]) ? reference : null;
}

function isNodeType(type: string | undefined): type is NodeType {
  return type !== undefined && Object.hasOwn(partsOf, type);
}

function decodePart(encoded: string, part: Part | undefined): string | number | null {
  const text = decodePercent(encoded);
  switch (part) {
    case 'text':
      return text && text !== '.' && text !== '..' ? text : null;
    case 'uuid':
      return text !== null && uuid.test(text) ? text : null;
    case 'optional uuid':
      return text === '' || (text !== null && uuid.test(text)) ? text : null;
    default:
      return text !== null && /^(0|[1-9]\d{0,9})$/.test(text) && Number(text) <= maxIndex
        ? Number(text)
        : null;
  }
}

function decodePercent(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
