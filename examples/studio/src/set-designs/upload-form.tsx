import { type SubmitEvent, useId, useState } from 'react';
import { partOf } from '#client/index.ts';
import {
  type FieldErrorFragment,
  FieldErrorFragmentDoc,
  UploadProgressFragmentDoc,
} from '../generated/graphql.ts';
import { useUploadBaseImagesMutation } from '../generated/hooks.ts';
import { attempt } from '../ui/attempt.ts';
import { errorsOf, FieldErrors } from '../ui/field-errors.tsx';
import { Icon } from '../ui/icons.tsx';
import { type Trouble, troubleWords } from '../ui/trouble.ts';
import type { Subject } from './matrix.ts';
import { UploadProgress } from './upload-progress.tsx';

interface UploadFormProps {
  readonly setDesignId: string;
  readonly subjects: readonly Subject[];
  /** Called when the base images of a file are in the set design. */
  readonly onDone: () => void;
}

/** Where an upload stands, on this side of Sartiq. */
type Sending =
  | { readonly kind: 'nothing' | 'sending' }
  | { readonly kind: 'refused'; readonly errors: readonly FieldErrorFragment[] }
  | { readonly kind: 'failed'; readonly trouble: Trouble }
  | { readonly kind: 'sent'; readonly taskId: string };

const fields = ['subjectId', 'file'];

/** Sends a ZIP of base images for one subject; what becomes of it is told by its task. */
export function UploadForm({ setDesignId, subjects, onDone }: UploadFormProps) {
  const ids = { subject: useId(), file: useId(), subjectErrors: useId(), fileErrors: useId() };
  const [run] = useUploadBaseImagesMutation();
  const [sending, setSending] = useState<Sending>({ kind: 'nothing' });
  const errors = sending.kind === 'refused' ? sending.errors : [];
  const send = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [subjectId, file] = [String(form.get('subjectId')), form.get('file')];
    if (!(file instanceof File)) return;
    setSending({ kind: 'sending' });
    const outcome = await attempt(async () => {
      const { data } = await run({ input: { setDesignId, subjectId, file } });
      return data.uploadSetDesignBaseImages;
    });
    if (outcome.kind === 'failed') return setSending(outcome);
    const { uploadTask, userErrors } = outcome.value;
    const task = partOf(UploadProgressFragmentDoc, uploadTask);
    if (task) return setSending({ kind: 'sent', taskId: task.taskId });
    setSending({ kind: 'refused', errors: userErrors.map((error) => partOf(FieldErrorFragmentDoc, error)) });
  };
  return (
    <form className="upload" onSubmit={(event) => void send(event)}>
      <h4>Upload base images</h4>
      <div className="field">
        <label htmlFor={ids.subject}>Subject</label>
        <select
          id={ids.subject}
          name="subjectId"
          required
          aria-describedby={errorsOf(errors, 'subjectId').length > 0 ? ids.subjectErrors : undefined}
          aria-invalid={errorsOf(errors, 'subjectId').length > 0}
        >
          {subjects.map(({ subjectId, name }) => (
            <option key={subjectId} value={subjectId}>
              {name}
            </option>
          ))}
        </select>
        <FieldErrors id={ids.subjectErrors} errors={errorsOf(errors, 'subjectId')} />
      </div>
      <div className="field">
        <label htmlFor={ids.file}>ZIP with files named after shot types</label>
        <input
          id={ids.file}
          name="file"
          type="file"
          accept=".zip,application/zip"
          required
          aria-describedby={errorsOf(errors, 'file').length > 0 ? ids.fileErrors : undefined}
          aria-invalid={errorsOf(errors, 'file').length > 0}
        />
        <FieldErrors id={ids.fileErrors} errors={errorsOf(errors, 'file')} />
      </div>
      <FieldErrors id={`${ids.file}-others`} errors={errorsOf(errors, null, fields)} />
      {sending.kind === 'failed' && (
        <p className="field-errors" role="alert">
          {troubleWords(sending.trouble).title}. {troubleWords(sending.trouble).hint}
        </p>
      )}
      <div className="form-actions">
        <button type="submit" className="button" disabled={sending.kind === 'sending'}>
          <Icon name="upload" /> {sending.kind === 'sending' ? 'Sending …' : 'Upload'}
        </button>
      </div>
      {sending.kind === 'sent' && (
        <UploadProgress key={sending.taskId} taskId={sending.taskId} onDone={onDone} />
      )}
    </form>
  );
}
