/** Opens what the matrix selects of a set design. */

import { type FragmentRef, partOf, present, valueOrNull } from '#client/index.ts';
import {
  MatrixShotTypeFragmentDoc,
  MatrixSubjectFragmentDoc,
  type SetDesignMatrixFragment,
  SetDesignMatrixFragmentDoc,
} from '../generated/graphql.ts';
import { type Matrix, matrixOf, type ShotType, type Subject } from './matrix.ts';

export type SetDesignRef = FragmentRef<typeof SetDesignMatrixFragmentDoc>;
export type BaseImage = SetDesignMatrixFragment['baseImages'][number];

/** @param shotTypes those that all set designs of the page know */
export function readMatrix(ref: SetDesignRef, shotTypes: readonly ShotType[]): Matrix<BaseImage> {
  const design = partOf(SetDesignMatrixFragmentDoc, ref);
  const placed = present(design.baseImages).map((image) => ({
    image,
    subject: subjectOf(image),
    shotType: shotTypeOf(image),
  }));
  return matrixOf(placed, subjectsIn([ref]), shotTypes);
}

/** Everybody who is in one of these set designs, each once. */
export function subjectsIn(refs: readonly SetDesignRef[]): Subject[] {
  const found = refs.flatMap((ref) => {
    const design = partOf(SetDesignMatrixFragmentDoc, ref);
    return [...present(design.baseImages), ...present(design.subjectPortraits)].map(subjectOf);
  });
  return [...new Map(found.flatMap((each) => (each ? [[each.subjectId, each]] : []))).values()];
}

export function shotTypesIn(refs: readonly SetDesignRef[]): ShotType[] {
  const found = refs.flatMap((ref) => {
    const design = partOf(SetDesignMatrixFragmentDoc, ref);
    return [...present(design.baseImages), ...present(design.referenceImages)].map(shotTypeOf);
  });
  return [...new Map(found.flatMap((each) => (each ? [[each.shotTypeId, each]] : []))).values()];
}

/** Null where the caller may not see it, or the catalogue could not be read. */
function subjectOf(image: Pick<BaseImage, 'subject'>): Subject | null {
  return partOf(MatrixSubjectFragmentDoc, valueOrNull(image, 'subject'));
}

function shotTypeOf(image: Pick<BaseImage, 'shotType'>): ShotType | null {
  return partOf(MatrixShotTypeFragmentDoc, valueOrNull(image, 'shotType'));
}
