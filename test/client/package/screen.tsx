import { type FragmentRef, type Unavailable, unavailableIn } from 'atelier-client';
import { createGatewayClient, Panel, useFragmentPart } from 'atelier-client/react';
import { Provider } from 'urql';
import { DesignRowFragmentDoc } from './generated/graphql';
import { useDesignsQuery } from './generated/hooks';
import { scalarTable } from './generated/scalars';

const client = createGatewayClient({
  url: '/graphql',
  scalars: { table: scalarTable, parsers: { DateTime: (text) => new Date(text) } },
});

export function App() {
  return (
    <Provider value={client}>
      <Designs />
    </Provider>
  );
}

function Designs() {
  const { data } = useDesignsQuery({ first: 3 });
  if (!data) return <p>…</p>;
  const missing: readonly Unavailable[] = unavailableIn(data, 'setDesigns');
  return (
    <Panel of={data} fallback={({ message }) => <p>{message}</p>}>
      {() => (
        <ul title={`${missing.length} missing`}>
          {data.setDesigns.nodes.map((design) => (
            <DesignRow key={design.id} design={design} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function DesignRow({ design }: { design: FragmentRef<typeof DesignRowFragmentDoc> }) {
  const { data } = useFragmentPart(DesignRowFragmentDoc, design);
  return (
    <li>
      {data.name} {data.createdAt.getFullYear()}
    </li>
  );
}
