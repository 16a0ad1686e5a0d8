import { type SubmitEvent, useId, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import type { Viewing } from '../viewer/viewing.ts';
import { SearchResults } from './search-results.tsx';

interface SearchDialogProps {
  readonly onClose: () => void;
  readonly onJob: (jobId: string) => void;
  readonly onPicture: (viewing: Viewing) => void;
}

/** One field for file names, tags, projects and job ids, in all backends that can search. */
export function SearchDialog({ onClose, onJob, onPicture }: SearchDialogProps) {
  const fieldId = useId();
  const [text, setText] = useState('');
  const search = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setText(String(new FormData(event.currentTarget).get('text')).trim());
  };
  return (
    <Dialog title="Search" className="search" onClose={onClose}>
      <search>
        <form className="search-form" onSubmit={search}>
          <label className="visually-hidden" htmlFor={fieldId}>
            File name, tag, project or job id
          </label>
          <input
            id={fieldId}
            name="text"
            type="text"
            enterKeyHint="search"
            placeholder="File name, tag, project or job id"
            autoComplete="off"
            required
            autoFocus
          />
          <button type="submit" className="button button-primary">
            Search
          </button>
        </form>
      </search>
      {text === '' ? (
        <p className="hint">Finds uploads and jobs in PiktID, and dataset images in Acusight.</p>
      ) : (
        <SearchResults key={text} text={text} onJob={onJob} onPicture={onPicture} />
      )}
    </Dialog>
  );
}
