import { type SubmitEvent, useId } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { upstreamNames, upstreamTitles } from '../ui/upstreams.ts';
import type { Credentials } from './credentials.tsx';

interface CredentialsDialogProps {
  readonly credentials: Credentials;
  readonly onSave: (credentials: Credentials) => void;
  readonly onClose: () => void;
}

export function CredentialsDialog({ credentials, onSave, onClose }: CredentialsDialogProps) {
  const hintId = useId();
  const save = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '');
    const [piktid, sartiq, acusight] = [text('piktid'), text('sartiq'), text('acusight')];
    onSave({ gatewayKey: text('gatewayKey'), tokens: { piktid, sartiq, acusight } });
  };
  return (
    <Dialog title="Connection" className="dialog-form" onClose={onClose}>
      <form onSubmit={save} aria-describedby={hintId}>
        <p className="hint" id={hintId}>
          Each token goes to its own backend only and stays in this tab. Leave empty what the gateway has
          credentials of its own for.
        </p>
        {upstreamNames.map((name) => (
          <Secret
            key={name}
            name={name}
            label={`${upstreamTitles[name]} token`}
            value={credentials.tokens[name]}
          />
        ))}
        <Secret name="gatewayKey" label="Gateway key or JWT" value={credentials.gatewayKey} />
        <div className="form-actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary">
            Use these
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Secret({ name, label, value }: { name: string; label: string; value: string }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} name={name} type="password" autoComplete="off" defaultValue={value} />
    </div>
  );
}
