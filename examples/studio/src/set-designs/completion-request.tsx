import { useState } from 'react';
import { partOf } from '#client/index.ts';
import { FieldErrorFragmentDoc } from '../generated/graphql.ts';
import { useRequestCompletionMutation } from '../generated/hooks.ts';
import { attempt } from '../ui/attempt.ts';
import { troubleWords } from '../ui/trouble.ts';
import { counted } from '../ui/words.ts';
import { type Cell, type Matrix, requestedBy } from './matrix.ts';
import type { BaseImage } from './read-matrix.ts';

interface CompletionRequestProps {
  readonly setDesignId: string;
  readonly matrix: Matrix<BaseImage>;
  readonly chosen: readonly Cell[];
  readonly onChoose: (chosen: readonly Cell[]) => void;
}

/** Asks Sartiq's operators for what is missing: a message to people, so it says what it will ask for, and is sent once. */
export function CompletionRequest({ setDesignId, matrix, chosen, onChoose }: CompletionRequestProps) {
  const [run, { fetching }] = useRequestCompletionMutation();
  const [said, setSaid] = useState<string | null>(null);
  const { subjectIds, shotTypeIds, cells } = requestedBy(chosen, matrix);
  const send = async () => {
    setSaid(null);
    const outcome = await attempt(async () => {
      const { data } = await run({ input: { setDesignId, subjectIds, shotTypeIds } });
      return data.requestSetDesignCompletion;
    });
    if (outcome.kind === 'failed') {
      setSaid(troubleWords(outcome.trouble).title);
      return;
    }
    const { message, userErrors } = outcome.value;
    const mistakes = userErrors.map((error) => partOf(FieldErrorFragmentDoc, error).message);
    setSaid(mistakes.length > 0 ? mistakes.join(' ') : (message ?? 'The operators have been asked.'));
    if (mistakes.length === 0) onChoose([]);
  };
  if (matrix.gaps.length === 0) return null;
  return (
    <div className="completion">
      <p className="hint">
        {chosen.length === 0
          ? 'Choose what is missing to ask the operators for it.'
          : `Asks for ${counted(cells.length, 'picture')}: ${counted(subjectIds.length, 'subject')} in ${counted(shotTypeIds.length, 'shot type')}.`}
      </p>
      <div className="form-actions">
        <button
          type="button"
          className="button"
          onClick={() => onChoose(chosen.length === 0 ? matrix.gaps : [])}
        >
          {chosen.length === 0 ? 'Choose all gaps' : 'Choose none'}
        </button>
        <button
          type="button"
          className="button button-primary"
          disabled={chosen.length === 0 || fetching}
          onClick={() => void send()}
        >
          {fetching ? 'Asking …' : 'Request completion'}
        </button>
      </div>
      <p className="said" role="status">
        {said}
      </p>
    </div>
  );
}
