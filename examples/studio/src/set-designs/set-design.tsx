import { useState } from 'react';
import { partOf } from '#client/index.ts';
import { SetDesignMatrixFragmentDoc } from '../generated/graphql.ts';
import { useSetDesignAgainQuery } from '../generated/hooks.ts';
import { CompletionRequest } from './completion-request.tsx';
import type { Cell, ShotType, Subject } from './matrix.ts';
import { readMatrix, type SetDesignRef } from './read-matrix.ts';
import { SetDesignTable } from './set-design-table.tsx';
import { UploadForm } from './upload-form.tsx';

interface SetDesignProps {
  readonly design: SetDesignRef;
  /** Who and what the whole page knows: for uploads, and for rows that are still empty. */
  readonly subjects: readonly Subject[];
  readonly shotTypes: readonly ShotType[];
}

/** One set design: what is prepared, what is missing, and the two ways to get it. */
export function SetDesign({ design: listed, subjects, shotTypes }: SetDesignProps) {
  const { setDesignId } = partOf(SetDesignMatrixFragmentDoc, listed);
  const [hasChanged, setChanged] = useState(false);
  const again = useSetDesignAgainQuery({ setDesignId }, { pause: !hasChanged });
  const shown = again.data?.setDesign ?? listed;
  const { name, description } = partOf(SetDesignMatrixFragmentDoc, shown);
  const matrix = readMatrix(shown, shotTypes);
  const [chosen, setChosen] = useState<readonly Cell[]>([]);
  const gaps = matrix.gaps.length;
  const all = matrix.subjects.length * matrix.shotTypes.length;
  return (
    <article className="design" aria-label={name}>
      <header className="design-head">
        <h3>{name}</h3>
        <p>{all === 0 ? 'Nobody is cast yet' : `${all - gaps} of ${all} prepared`}</p>
      </header>
      {description && <p className="hint design-description">{description}</p>}
      <SetDesignTable matrix={matrix} chosen={chosen} onChoose={setChosen} />
      <CompletionRequest setDesignId={setDesignId} matrix={matrix} chosen={chosen} onChoose={setChosen} />
      <UploadForm
        setDesignId={setDesignId}
        subjects={[...matrix.subjects, ...subjects.filter(isNoneOf(matrix.subjects))]}
        onDone={() => (hasChanged ? again.refetch() : setChanged(true))}
      />
    </article>
  );
}

function isNoneOf(subjects: readonly Subject[]): (subject: Subject) => boolean {
  return ({ subjectId }) => !subjects.some((each) => each.subjectId === subjectId);
}
