import { useMemo } from 'react';
import { Provider } from 'urql';
import { createClient } from './screen/client.ts';
import { CredentialsProvider, useCredentials } from './screen/credentials.tsx';
import { StudioScreen } from './screen/studio-screen.tsx';

export function App() {
  return (
    <CredentialsProvider>
      <Connected />
    </CredentialsProvider>
  );
}

/** Other credentials are another client: what one caller has seen stays with that caller. */
function Connected() {
  const { credentials } = useCredentials();
  const client = useMemo(() => createClient(credentials), [credentials]);
  return (
    <Provider value={client}>
      <StudioScreen key={JSON.stringify(credentials)} />
    </Provider>
  );
}
