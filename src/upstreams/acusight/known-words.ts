/**
 * The words that Acusight is known to use in its columns, and what is looked at in its rows. Each of the sets is open: others may
 * come, and are passed on. Refuses nothing.
 */

import { knownWords, type RowShape, rowsWithin } from '../contract-watch.ts';
import type { DatasetImageRow } from './contract.ts';

export const annotationStatuses = ['pending', 'in_progress', 'completed'];
export const imageSplits = ['train', 'val', 'test'];
export const annotationTypes = ['bbox', 'polygon'];
export const annotationSources = ['manual', 'model'];

export const datasetImageShape: RowShape<DatasetImageRow> = {
  keyOf: (row) => String(row.imageId),
  checks: [
    knownWords('annotation_status', annotationStatuses, (row) => row.annotationStatus),
    knownWords('split', imageSplits, (row) => row.split),
    rowsWithin('annotations', (row) => row.annotations, [
      knownWords('type', annotationTypes, (row) => row.type),
      knownWords('source', annotationSources, (row) => row.source),
    ]),
  ],
};
