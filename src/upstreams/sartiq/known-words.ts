/**
 * The words that Sartiq is known to use in its columns, and what is looked at in its rows. Each of the sets is open: others may
 * come, and are passed on. Refuses nothing.
 */

import { holdsNumber } from '#src/http/columns.ts';
import { knownWords, type RowCheck, type RowShape, rowsWithin } from '../contract-watch.ts';
import { type CatalogueName, type CatalogueRows, catalogueRowId } from './catalogue-contract.ts';
import { type SetDesignRow, type SetImageRow, setDesignKeepsDigits } from './contract.ts';
import type { UploadTaskRow } from './upload-task.ts';

export const resourceTypes = ['IMAGE', 'VIDEO'];
export const mediaOrientations = ['portrait', 'landscape', 'square'];

const setImageChecks: readonly RowCheck<SetImageRow>[] = [
  knownWords('image_media.resource_type', resourceTypes, (row) => row.imageMedia?.resourceType ?? null),
  knownWords('image_media.orientation', mediaOrientations, (row) => row.imageMedia?.orientation ?? null),
];

export const setDesignShape: RowShape<SetDesignRow> = {
  keyOf: (row) => row.setDesignId,
  checks: [
    rowsWithin('base_images', (row) => row.baseImages, setImageChecks),
    rowsWithin('reference_images', (row) => row.referenceImages, setImageChecks),
    rowsWithin('subject_portraits', (row) => row.subjectPortraits, setImageChecks),
  ],
  keepsDigits: setDesignKeepsDigits,
};

export const subjectTypes = ['AI', 'REAL'];
export const genders = ['MALE', 'FEMALE', 'OTHER'];
export const ageClasses = ['KID', 'TEEN', 'YOUNG', 'MIDDLE_AGE', 'ELDER'];
export const framings = [
  'FULL_BODY',
  'UPPER_BODY',
  'LOWER_BODY',
  'UPPER_THREE_QUARTERS',
  'LOWER_THREE_QUARTERS',
];
export const viewAngles = ['FRONT', 'BACK', 'SIDE'];
export const shotTypeVisibilities = ['PUBLIC', 'PRIVATE'];

/** What is looked at in the rows of each catalogue. */
export const catalogueShapes: { readonly [Name in CatalogueName]: RowShape<CatalogueRows[Name]> } = {
  subjects: {
    keyOf: catalogueRowId,
    checks: [
      knownWords('subject_type', subjectTypes, (row) => row.subjectType),
      knownWords('gender', genders, (row) => row.gender),
      knownWords('age_class', ageClasses, (row) => row.ageClass),
    ],
  },
  'shot-types': {
    keyOf: catalogueRowId,
    checks: [
      knownWords('framing', framings, (row) => row.framing),
      knownWords('view_angle', viewAngles, (row) => row.viewAngle),
      knownWords('visibility', shotTypeVisibilities, (row) => row.visibility),
    ],
  },
  'background-presets': { keyOf: catalogueRowId, checks: [] },
};

const uploadTaskStatuses = ['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED'];

export const uploadTaskShape: RowShape<UploadTaskRow> = {
  keyOf: (row) => row.taskId,
  checks: [knownWords('status', uploadTaskStatuses, (row) => row.status)],
  keepsDigits: ({ resultData }) => holdsNumber(resultData),
};
