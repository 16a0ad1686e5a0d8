/**
 * The references to all object types, apart from their fields, because types refer to each other in circles. What a
 * type's fields read is the row of its upstream.
 */

import type { AnnotationRow, DatasetImageRow } from '#src/upstreams/acusight/contract.ts';
import type { AssetRow, ImageRow, JobRow } from '#src/upstreams/piktid/contract.ts';
import type {
  BackgroundPresetRow,
  ShotTypeRow,
  SubjectRow,
} from '#src/upstreams/sartiq/catalogue-contract.ts';
import type {
  MediaResourceRow,
  SetBaseImageRow,
  SetDesignRow,
  SetReferenceImageRow,
  SubjectPortraitRow,
} from '#src/upstreams/sartiq/contract.ts';
import type { UploadTaskRow } from '#src/upstreams/sartiq/upload-task.ts';
import { builder } from './builder.ts';

export const JobRef = builder.objectRef<JobRow>('Job');
export const ImageRef = builder.objectRef<ImageRow>('Image');
export const AssetRef = builder.objectRef<AssetRow>('Asset');
export const SetDesignRef = builder.objectRef<SetDesignRow>('SetDesign');
export const SetBaseImageRef = builder.objectRef<SetBaseImageRow>('SetBaseImage');
export const SetReferenceImageRef = builder.objectRef<SetReferenceImageRow>('SetReferenceImage');
export const SubjectPortraitRef = builder.objectRef<SubjectPortraitRow>('SubjectPortrait');
export const MediaResourceRef = builder.objectRef<MediaResourceRow>('MediaResource');
export const UploadTaskRef = builder.objectRef<UploadTaskRow>('UploadTask');
export const SubjectRef = builder.objectRef<SubjectRow>('Subject');
export const ShotTypeRef = builder.objectRef<ShotTypeRow>('ShotType');
export const BackgroundPresetRef = builder.objectRef<BackgroundPresetRow>('BackgroundPreset');
export const DatasetImageRef = builder.objectRef<DatasetImageRow>('DatasetImage');
export const AnnotationRef = builder.objectRef<AnnotationRow>('Annotation');
