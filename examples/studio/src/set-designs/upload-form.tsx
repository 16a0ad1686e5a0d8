import type { SubmitEvent } from 'react';
import { Field } from '../ui/field.tsx';
import { errorsOf, FieldErrors } from '../ui/field-errors.tsx';
import { Icon } from '../ui/icons.tsx';
import { troubleWords } from '../ui/trouble.ts';
import type { Subject } from './matrix.ts';
import { UploadProgress } from './upload-progress.tsx';
import { type Upload, useUpload } from './use-upload.ts';

interface UploadFormProps {
  readonly setDesignId: string;
  readonly subjects: readonly Subject[];
  /** Called when the base images of a file are in the set design. */
  readonly onDone: () => void;
}

/** Sends a ZIP of base images for one subject; what becomes of it is told by its task. */
export function UploadForm({ setDesignId, subjects, onDone }: UploadFormProps) {
  const [upload, send] = useUpload(setDesignId);
  const errors = upload.kind === 'refused' ? upload.errors : [];
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const file = form.get('file');
    if (file instanceof File) void send(String(form.get('subjectId')), file);
  };
  return (
    <form className="upload" onSubmit={submit}>
      <h4>Upload base images</h4>
      <Field label="Subject" errors={errorsOf(errors, 'subjectId')}>
        {(control) => (
          <select {...control} name="subjectId" required>
            {subjects.map(({ subjectId, name }) => (
              <option key={subjectId} value={subjectId}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="ZIP with files named after shot types" errors={errorsOf(errors, 'file')}>
        {(control) => <input {...control} name="file" type="file" accept=".zip,application/zip" required />}
      </Field>
      <Outcome upload={upload} />
      <div className="form-actions">
        <button type="submit" className="button" disabled={upload.kind === 'sending'}>
          <Icon name="upload" /> {upload.kind === 'sending' ? 'Sending …' : 'Upload'}
        </button>
      </div>
      {upload.kind === 'sent' && (
        <UploadProgress key={upload.taskId} taskId={upload.taskId} onDone={onDone} />
      )}
    </form>
  );
}

/** What is wrong with none of the fields. */
function Outcome({ upload }: { readonly upload: Upload }) {
  if (upload.kind === 'refused') {
    return <FieldErrors id="upload-errors" errors={errorsOf(upload.errors, null, ['subjectId', 'file'])} />;
  }
  if (upload.kind !== 'failed') return null;
  const { title, hint } = troubleWords(upload.trouble);
  return (
    <p className="field-errors" role="alert">
      {title}. {hint}
    </p>
  );
}
