import { useState } from 'react';
import { partOf } from '#client/index.ts';
import {
  type FieldErrorFragment,
  FieldErrorFragmentDoc,
  UploadProgressFragmentDoc,
} from '../generated/graphql.ts';
import { useUploadBaseImagesMutation } from '../generated/hooks.ts';
import { attempt } from '../ui/attempt.ts';
import type { Trouble } from '../ui/trouble.ts';

/** Where an upload stands, on this side of Sartiq. */
export type Upload =
  | { readonly kind: 'nothing' | 'sending' }
  | { readonly kind: 'refused'; readonly errors: readonly FieldErrorFragment[] }
  | { readonly kind: 'failed'; readonly trouble: Trouble }
  | { readonly kind: 'sent'; readonly taskId: string };

/** Sends a file once, and says what came of it. */
export function useUpload(
  setDesignId: string,
): readonly [upload: Upload, send: (subjectId: string, file: File) => Promise<void>] {
  const [run] = useUploadBaseImagesMutation();
  const [upload, setUpload] = useState<Upload>({ kind: 'nothing' });
  const send = async (subjectId: string, file: File): Promise<void> => {
    setUpload({ kind: 'sending' });
    const outcome = await attempt(async () => {
      const { data } = await run({ input: { setDesignId, subjectId, file } });
      return data.uploadSetDesignBaseImages;
    });
    if (outcome.kind === 'failed') return setUpload(outcome);
    const { uploadTask, userErrors } = outcome.value;
    const task = partOf(UploadProgressFragmentDoc, uploadTask);
    if (task) return setUpload({ kind: 'sent', taskId: task.taskId });
    setUpload({ kind: 'refused', errors: userErrors.map((error) => partOf(FieldErrorFragmentDoc, error)) });
  };
  return [upload, send];
}
