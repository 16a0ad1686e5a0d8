/** What the dataset can be narrowed to and ordered by, and the variables that say so. Pure. */

import type {
  DatasetImageOrderField,
  DatasetPageQueryVariables,
  DatasetSplit,
} from '../generated/graphql.ts';

export interface DatasetChoices {
  readonly split: keyof typeof splits;
  readonly state: keyof typeof states;
  readonly order: keyof typeof orders;
  /** Only images with a region of this class; empty for all. */
  readonly classValue: string;
}

export const splits = {
  ALL: 'All',
  TRAIN: 'Training',
  VAL: 'Validation',
  TEST: 'Test',
  NONE: 'Unassigned',
} as const satisfies Record<DatasetSplit, string>;

export const states = {
  any: 'Any',
  completed: 'Completed',
  in_progress: 'In progress',
  pending: 'Pending',
} as const;

export const orders = {
  CREATED_AT: 'Newest',
  UPDATED_AT: 'Last changed',
  FILENAME: 'File name',
} as const satisfies Record<DatasetImageOrderField, string>;

export const firstDataset: DatasetChoices = {
  split: 'ALL',
  state: 'completed',
  order: 'CREATED_AT',
  classValue: '',
};

export function datasetVariables(choices: DatasetChoices): DatasetPageQueryVariables {
  const { split, state, order, classValue } = choices;
  return {
    datasetFilter: {
      split,
      annotationStatus: state === 'any' ? null : state,
      classValues: classValue === '' ? null : [classValue],
    },
    datasetOrder: { field: order, direction: order === 'FILENAME' ? 'ASC' : 'DESC' },
  };
}
