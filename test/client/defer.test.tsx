import '#test/support/dom.ts';
import { cleanup, screen } from '@testing-library/react';
import { parse } from 'graphql';
import type { ReactNode } from 'react';
import type { TypedDocumentNode } from 'urql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeferredRef, Fragment } from '#client/index.ts';
import { Panel, useDeferredPart, useOperation } from '#client/react.ts';
import { type DeferringServer, startDeferringServer } from '#test/support/deferring-server.ts';
import { eventually } from '#test/support/eventually.ts';
import { show } from '#test/support/show.tsx';

type JobImages = { images: { ids: string[] } | null } & { ' $fragmentName'?: 'JobImages' };
type JobTotal = { total: number } & { ' $fragmentName'?: 'JobTotal' };
interface SlowData {
  readonly job: { readonly jobId: string } & DeferredRef<Fragment<JobImages>> &
    DeferredRef<Fragment<JobTotal>>;
}

const fragments = 'fragment JobImages on Job { images { ids } } fragment JobTotal on Job { total }';
const SlowDocument = parse(
  `query Slow { job { jobId ...JobImages @defer ...JobTotal @defer } } ${fragments}`,
) as TypedDocumentNode<SlowData, Record<string, never>>;
const JobImagesDoc = parse(
  fragments.slice(0, fragments.indexOf('fragment JobTotal')),
) as Fragment<unknown> as Fragment<JobImages>;
const JobTotalDoc = parse(
  fragments.slice(fragments.indexOf('fragment JobTotal')),
) as Fragment<unknown> as Fragment<JobTotal>;

let server: DeferringServer;
beforeEach(async () => {
  server = await startDeferringServer();
});
afterEach(async () => {
  cleanup();
  await server[Symbol.asyncDispose]();
});

function Job(): ReactNode {
  const { data, unavailable, fetching, refreshing } = useOperation(SlowDocument);
  return (
    <main>
      <output data-testid="state">{JSON.stringify({ fetching, refreshing, unavailable })}</output>
      {data && <Images of={data.job} />}
      {data && <Total of={data.job} />}
    </main>
  );
}

function Images({ of }: { readonly of: SlowData['job'] }): ReactNode {
  const { data, unavailable } = useDeferredPart(JobImagesDoc, of);
  return (
    <p data-testid="images" title={JSON.stringify(unavailable)}>
      <Panel of={of} fallback={({ message }) => message}>
        {() => (data ? data.images?.ids.join() : 'to come')}
      </Panel>
    </p>
  );
}

function Total({ of }: { readonly of: SlowData['job'] }): ReactNode {
  const { data, unavailable } = useDeferredPart(JobTotalDoc, of);
  return (
    <p data-testid="total" title={JSON.stringify(unavailable)}>
      <Panel of={of} fallback={({ message }) => message}>
        {() => (data ? String(data.total) : 'to come')}
      </Panel>
    </p>
  );
}

const state = () => JSON.parse(screen.getByTestId('state').textContent ?? '');
const text = (name: string) => screen.getByTestId(name).textContent;
const missing = (name: string): unknown => JSON.parse(screen.getByTestId(name).title);

describe('parts that come later', () => {
  it('are awaited by their own components, while the rest is shown', async () => {
    show(server, <Job />);
    await screen.findByTestId('images');
    expect([text('images'), text('total')]).toEqual(['to come', 'to come']);
    expect(state()).toEqual({ fetching: false, refreshing: true, unavailable: [] });
    server.answer(['a', 'b']);
    await eventually(() => expect([text('images'), text('total')]).toEqual(['a,b', '2']));
    await eventually(() => expect(state()).toEqual({ fetching: false, refreshing: false, unavailable: [] }));
  });

  it('fail for their own components, whether the field is null or its whole part never came', async () => {
    show(server, <Job />);
    await screen.findByTestId('images');
    expect(state().unavailable).toEqual([]);
    server.fail({ code: 'UPSTREAM_RATE_LIMITED', upstream: 'piktid', retryAfterMs: 4000 });
    await eventually(() => expect(state()).toMatchObject({ refreshing: false }));
    const failure = { code: 'UPSTREAM_RATE_LIMITED', upstream: 'piktid', retryAfterMs: 4000 };
    expect([text('images'), text('total')]).toEqual(Array(2).fill('PiktID did not answer in time'));
    expect(missing('images')).toMatchObject([{ ...failure, path: ['job', 'images'] }]);
    expect(missing('total')).toMatchObject([{ ...failure, path: ['job', 'total'] }]);
    expect(state().unavailable).toHaveLength(2);
  });
});
