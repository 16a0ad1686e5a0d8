import '#test/support/dom.ts';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FragmentRef, Unavailable, UpstreamName } from '#client/index.ts';
import { Panel, useFragmentPart } from '#client/react.ts';
import { eventually } from '#test/support/eventually.ts';
import { show } from '#test/support/show.tsx';
import { upstreamNames } from '#test/support/studio-query.ts';
import { serviceEnvironment, startGatewayWith, startWorld, type World } from '#test/support/world.ts';
import {
  AssetsPanelFragmentDoc,
  DatasetPanelFragmentDoc,
  JobCardFragmentDoc,
  JobsPanelFragmentDoc,
  SetDesignsPanelFragmentDoc,
} from '../../examples/generated/graphql.ts';
import { useGalleryScreenQuery } from '../../examples/generated/hooks.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => {
  cleanup();
  for (const upstream of upstreamNames) world.simulators[upstream].clearFaults();
  world.takeRequests();
});

function Missing({ of, name }: { readonly of: readonly Unavailable[]; readonly name: string }): ReactNode {
  const lines = of.map(({ upstream, path, code, retryAfterMs }) => [
    upstream,
    path.join('.'),
    code,
    retryAfterMs,
  ]);
  return <output data-testid={`${name} missing`}>{JSON.stringify(lines)}</output>;
}

function JobCard({ job }: { readonly job: FragmentRef<typeof JobCardFragmentDoc> }): ReactNode {
  const { data } = useFragmentPart(JobCardFragmentDoc, job);
  return <li>{`${data.jobId}: ${data.images.nodes.length}`}</li>;
}

type Ref = NonNullable<ReturnType<typeof useGalleryScreenQuery>['data']>;

function Jobs({ of }: { readonly of: Ref }): ReactNode {
  const { data, unavailable } = useFragmentPart(JobsPanelFragmentDoc, of);
  return (
    <Section name="jobs" of={data} unavailable={unavailable}>
      {() => data.jobs.nodes.map((job) => <JobCard key={job.id} job={job} />)}
    </Section>
  );
}

function Assets({ of }: { readonly of: Ref }): ReactNode {
  const { data, unavailable } = useFragmentPart(AssetsPanelFragmentDoc, of);
  return (
    <Section name="assets" of={data} unavailable={unavailable}>
      {() => data.assets.nodes.map(({ id, filename }) => <li key={id}>{filename}</li>)}
    </Section>
  );
}

function SetDesigns({ of }: { readonly of: Ref }): ReactNode {
  const { data, unavailable } = useFragmentPart(SetDesignsPanelFragmentDoc, of);
  return (
    <Section name="set designs" of={data} unavailable={unavailable}>
      {() => data.setDesigns.nodes.map(({ id, name }) => <li key={id}>{name}</li>)}
    </Section>
  );
}

function Dataset({ of }: { readonly of: Ref }): ReactNode {
  const { data, unavailable } = useFragmentPart(DatasetPanelFragmentDoc, of);
  return (
    <Section name="dataset" of={data} unavailable={unavailable}>
      {() => data.datasetImages.nodes.map(({ id, filename }) => <li key={id}>{filename}</li>)}
    </Section>
  );
}

interface SectionProps {
  readonly name: string;
  readonly of: object;
  readonly unavailable: readonly Unavailable[];
  readonly children: () => ReactNode;
}

function Section({ name, of, unavailable, children }: SectionProps): ReactNode {
  return (
    <section>
      <Missing name={name} of={unavailable} />
      <ul data-testid={name}>
        <Panel of={of} fallback={({ message }) => <li>{message}</li>}>
          {children}
        </Panel>
      </ul>
    </section>
  );
}

function Screen(): ReactNode {
  const { data, unavailable, error, fetching, refreshing, refetch } = useGalleryScreenQuery({ first: 3 });
  return (
    <main>
      <button type="button" onClick={refetch}>
        Again
      </button>
      <output data-testid="state">{JSON.stringify({ fetching, refreshing, error })}</output>
      <Missing name="screen" of={unavailable} />
      {data && (
        <>
          <Jobs of={data} />
          <Assets of={data} />
          <SetDesigns of={data} />
          <Dataset of={data} />
        </>
      )}
    </main>
  );
}

const text = (name: string) => screen.getByTestId(name).textContent;
const rows = (name: string) =>
  [...screen.getByTestId(name).querySelectorAll('li')].map((row) => row.textContent);
const state = () => JSON.parse(text('state') ?? '');
const missing = (name: string): unknown[] => JSON.parse(text(`${name} missing`) ?? '');

const panels = ['jobs', 'assets', 'set designs', 'dataset'] as const;
const lostWith: Readonly<Record<UpstreamName, readonly string[]>> = {
  piktid: ['jobs', 'assets'],
  sartiq: ['set designs'],
  acusight: ['dataset'],
};

/** The rows of each panel where everything is well. */
async function rowsOfAll(): Promise<Record<string, unknown>> {
  show(world, <Screen />);
  await screen.findByTestId('jobs');
  const all = Object.fromEntries(panels.map((name) => [name, rows(name)]));
  cleanup();
  world.takeRequests();
  return all;
}

describe('a screen of panels over one operation', () => {
  it('shows all, with nothing missing, and says so', async () => {
    const { caught } = show(world, <Screen />);
    expect(state()).toEqual({ fetching: true, refreshing: false, error: null });
    await screen.findByTestId('jobs');
    expect(state()).toEqual({ fetching: false, refreshing: false, error: null });
    for (const name of panels) {
      expect(rows(name).length).toBeGreaterThan(2);
      expect(missing(name)).toEqual([]);
    }
    expect(missing('screen')).toEqual([]);
    expect(caught).toEqual([]);
  });

  it.each(upstreamNames)('loses the panels of %s and no other while it is down', async (upstream) => {
    const whole = await rowsOfAll();
    world.simulators[upstream].inject({ kind: 'reset' });
    show(world, <Screen />);
    await screen.findByTestId('jobs');
    const failed = [upstream, expect.any(String), 'UPSTREAM_UNAVAILABLE', null];
    for (const name of panels) {
      if (lostWith[upstream].includes(name)) {
        expect(missing(name)).toEqual([failed]);
        expect(rows(name)).toEqual([expect.stringMatching(/^(PiktID|Sartiq|Acusight) /)]);
      } else {
        expect(rows(name)).toEqual(whole[name]);
        expect(missing(name).every((each) => JSON.stringify(each).includes('datasetImages'))).toBe(true);
      }
    }
    // The matches of each of the six assets are Acusight's.
    expect(missing('assets')).toEqual(
      upstream === 'acusight' ? Array(6).fill(failed) : upstream === 'piktid' ? [failed] : [],
    );
  });

  it('says how long a rate-limited backend wants to be left alone', async () => {
    world.simulators.sartiq.inject({ kind: 'status', status: 429, headers: { 'retry-after': '17' } });
    show(world, <Screen />);
    await screen.findByTestId('jobs');
    expect(missing('screen')).toEqual([['sartiq', 'setDesigns', 'UPSTREAM_RATE_LIMITED', 17_000]]);
    expect(missing('set designs')).toEqual(missing('screen'));
  });

  it('is whole again when it is asked for again, with one request for each list', async () => {
    const whole = await rowsOfAll();
    const repair = world.simulators.piktid.inject({ kind: 'reset' });
    const { caught } = show(world, <Screen />);
    await screen.findByTestId('jobs');
    expect(caught).toMatchObject([{ name: 'FieldUnavailable' }, { name: 'FieldUnavailable' }]);
    repair();
    world.takeRequests();
    fireEvent.click(screen.getByText('Again'));
    expect(state()).toMatchObject({ fetching: false, refreshing: true });
    await eventually(() => expect(missing('screen')).toEqual([]));
    for (const name of panels) expect(rows(name)).toEqual(whole[name]);
    expect(state()).toEqual({ fetching: false, refreshing: false, error: null });
    // Acusight is asked for matches too.
    const lists = world.takeRequests().filter((line) => !line.startsWith('GET /data/images'));
    expect(lists.map((line) => line.split('?')[0]).sort()).toEqual([
      'GET /assets',
      'GET /gallery/by-job',
      'GET /set-designs/',
    ]);
  });

  it('keeps what it shows where the gateway refuses to give it again, and says why', async () => {
    await using small = await startGatewayWith({
      ...serviceEnvironment(world.simulators),
      RATE_LIMIT_PER_MINUTE: '1',
    });
    show(small, <Screen />);
    await screen.findByTestId('jobs');
    const shown = rows('jobs');
    fireEvent.click(screen.getByText('Again'));
    await eventually(() => expect(state()).toMatchObject({ error: { code: 'RATE_LIMITED' } }));
    expect(state().error?.retryAfterMs).toBeGreaterThan(0);
    expect(rows('jobs')).toEqual(shown);
  });

  it('says that the gateway cannot be reached', async () => {
    const gone = await startGatewayWith(serviceEnvironment(world.simulators));
    await gone.stopGateway();
    show(gone, <Screen />);
    await eventually(() =>
      expect(state()).toMatchObject({ fetching: false, error: { name: 'GatewayUnreachable' } }),
    );
    expect(screen.queryByTestId('jobs')).toBeNull();
  });
});
