/** Whose eyes the page sees with. Owns the credentials, and that they are kept no longer than this tab. */

import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react';
import type { UpstreamName } from '../ui/upstreams.ts';
import { CredentialsDialog } from './credentials-dialog.tsx';

export interface Credentials {
  /** For a gateway that asks for a key or a JWT. */
  readonly gatewayKey: string;
  /** The person's own tokens; each goes to its own backend. */
  readonly tokens: Readonly<Record<UpstreamName, string>>;
}

interface CredentialsState {
  readonly credentials: Credentials;
  readonly openCredentials: () => void;
}

const none: Credentials = { gatewayKey: '', tokens: { piktid: '', sartiq: '', acusight: '' } };
const storageKey = 'atelier-studio:credentials';
const Context = createContext<CredentialsState>({ credentials: none, openCredentials: () => {} });

export function CredentialsProvider({ children }: { readonly children: ReactNode }) {
  const [credentials, setCredentials] = useState(readStored);
  const [isOpen, setOpen] = useState(false);
  const openCredentials = useCallback(() => setOpen(true), []);
  const state = useMemo(() => ({ credentials, openCredentials }), [credentials, openCredentials]);
  return (
    <Context value={state}>
      {children}
      {isOpen && (
        <CredentialsDialog
          credentials={credentials}
          onClose={() => setOpen(false)}
          onSave={(changed) => {
            sessionStorage.setItem(storageKey, JSON.stringify(changed));
            setCredentials(changed);
            setOpen(false);
          }}
        />
      )}
    </Context>
  );
}

export function useCredentials(): CredentialsState {
  return use(Context);
}

/** What this tab had before it was loaded anew. */
function readStored(): Credentials {
  const stored = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') as Partial<Credentials> | null;
  return { ...none, ...stored, tokens: { ...none.tokens, ...stored?.tokens } };
}
