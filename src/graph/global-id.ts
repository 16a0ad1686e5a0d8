/**
 * Global ids: opaque texts that hold what is needed to read an object again and nothing that changes. Owns their
 * format, base64url of `Type:part:part`, each part percent-encoded so that none can hold the separator.
 */

/** The types that have a global id, and the parts of their keys in order. */
export interface NodeKeys {
  Job: [jobId: string];
  Image: [jobId: string, imageIndex: number, groupIndex: number, version: number];
  Asset: [assetId: string];
  SetDesign: [setDesignId: string];
  SetBaseImage: [setDesignId: string, baseImageId: string];
  SetReferenceImage: [setDesignId: string, referenceImageId: string];
  SubjectPortrait: [setDesignId: string, subjectPortraitId: string];
  DatasetImage: [imageId: number];
  Annotation: [imageId: number, annotationId: number];
}

/** The global id of an object by its type and key. */
export function encodeGlobalId<Type extends keyof NodeKeys>(type: Type, key: NodeKeys[Type]): string {
  const parts = key.map((part) => encodeURIComponent(String(part).toWellFormed()));
  return Buffer.from([type, ...parts].join(':')).toString('base64url');
}
