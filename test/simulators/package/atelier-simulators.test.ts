import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenOf } from '#test/simulators/simulator.ts';
import { type Atelier, startAtelier, startSimulators } from './atelier-simulators.ts';
import { faultWords } from './fault-text.ts';

interface Answer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string; readonly upstream?: string } }[];
}

async function query({ graphqlUrl }: Atelier, text: string, headers = {}): Promise<Answer> {
  const answer = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: text }),
  });
  return (await answer.json()) as Answer;
}

const codesOf = ({ errors = [] }: Answer): string[] => [
  ...new Set(errors.map(({ extensions: { upstream, code } }) => `${upstream} ${code}`)),
];

const lists = `{
  jobs(first: 3) { nodes { id jobId } }
  assets(first: 3) { nodes { id filename } }
  setDesigns(first: 3) { nodes { id name } }
  datasetImages(first: 3) { nodes { id filename } }
}`;

// The code of a gateway is loaded with the first one, and is much.
beforeAll(() => import('./test-gateway.ts'));

describe('startAtelier', () => {
  it('answers the same with the same seed, and something else with another', async () => {
    await using first = await startAtelier({ seed: 5 });
    await using again = await startAtelier({ seed: 5 });
    await using other = await startAtelier({ seed: 6 });
    const [one, same, different] = await Promise.all([first, again, other].map((it) => query(it, lists)));
    expect(codesOf(one ?? { data: null })).toEqual([]);
    expect(one?.data?.['jobs']).toMatchObject({ nodes: [{}, {}, {}] });
    expect(same).toEqual(one);
    for (const list of ['jobs', 'assets', 'setDesigns', 'datasetImages'])
      expect(different?.data?.[list]).not.toEqual(one?.data?.[list]);
  });

  it('has its faults from the start', async () => {
    await using atelier = await startAtelier({
      faults: ['sartiq status=403', { upstream: 'acusight', kind: 'broken-json' }],
    });
    const answer = await query(atelier, lists);
    expect(codesOf(answer).sort()).toEqual(['acusight UPSTREAM_CONTRACT', 'sartiq FORBIDDEN']);
    expect(answer.data).toMatchObject({
      jobs: { nodes: [{}, {}, {}] },
      setDesigns: null,
      datasetImages: null,
    });
  });

  it('ends everything when it is stopped, twice if need be', async () => {
    const atelier = await startAtelier();
    await atelier.stop();
    await atelier.stop();
    await expect(query(atelier, '{ __typename }')).rejects.toThrow();
    await expect(fetch(atelier.simulators.piktid.url)).rejects.toThrow();
  });

  it('says which variables are wrong, and leaves nothing running', async () => {
    const wrong = startAtelier({ env: { CACHE_BYTES: '1', CORS_ORIGIN: '*' } });
    await expect(wrong).rejects.toThrow('CACHE_BYTES is no variable of the gateway; CORS_ORIGIN is no');
    await expect(startAtelier({ env: { CORS_ORIGINS: '*' } })).rejects.toThrow('CORS_ORIGINS must be');
  });

  it('says which fault is wrong before anything listens', async () => {
    await expect(startAtelier({ faults: ['piktid dreams'] })).rejects.toThrow('there is no fault "dreams"');
  });

  it('asks as the user that it is given, and as the callers where there is none', async () => {
    await using nobody = await startAtelier({ user: null });
    const text = '{ assets(first: 1) { totalCount } }';
    expect(codesOf(await query(nobody, text))).toEqual(['piktid UNAUTHENTICATED']);
    const own = await query(nobody, text, { 'x-piktid-token': tokenOf('piktid', 'giulia') });
    expect(own.data).not.toEqual({ assets: { totalCount: 0 } });
    await using empty = await startAtelier({ user: 'empty' });
    expect(await query(empty, text)).toEqual({ data: { assets: { totalCount: 0 } } });
  });
});

describe('a running Atelier', () => {
  let atelier: Atelier;
  beforeAll(async () => {
    // Few enough failures in a row that no breaker opens, and an end of hanging that comes soon.
    atelier = await startAtelier({
      env: { SARTIQ_TIMEOUT_MS: '400', PIKTID_TIMEOUT_MS: '400', ACUSIGHT_TIMEOUT_MS: '400' },
    });
  });
  afterAll(() => atelier.stop());

  it('changes its faults while it runs', async () => {
    const text = '{ setDesigns(first: 1) { totalCount } }';
    const switchOff = atelier.fault({ upstream: 'sartiq', kind: 'status', status: 403 });
    expect(codesOf(await query(atelier, text))).toEqual(['sartiq FORBIDDEN']);
    switchOff();
    expect(codesOf(await query(atelier, text))).toEqual([]);
    const everywhere = [
      'all content-type=text/html',
      { upstream: 'all', kind: 'content-type', value: 'text/html' },
    ] as const;
    for (const fault of everywhere) {
      const switchAllOff = atelier.simulators.fault(fault);
      expect(codesOf(await query(atelier, lists)).sort()).toEqual([
        'acusight UPSTREAM_CONTRACT',
        'piktid UPSTREAM_CONTRACT',
        'sartiq UPSTREAM_CONTRACT',
      ]);
      switchAllOff();
      expect(codesOf(await query(atelier, lists))).toEqual([]);
    }
    atelier.fault('all status=403');
    atelier.clearFaults();
    expect(codesOf(await query(atelier, lists))).toEqual([]);
  });
});

describe('the faults that are documented', () => {
  /** What a client sees of each example, where it sees an error. */
  const seen: Readonly<Record<string, string | null>> = {
    delay: null,
    status: 'piktid UPSTREAM_RATE_LIMITED',
    hang: 'acusight UPSTREAM_TIMEOUT',
    reset: 'piktid UPSTREAM_UNAVAILABLE',
    'broken-json': 'piktid UPSTREAM_CONTRACT',
    'cut-body': 'sartiq UPSTREAM_UNAVAILABLE',
    'slow-drip': 'acusight UPSTREAM_TIMEOUT',
    'content-type': 'piktid UPSTREAM_CONTRACT',
    'huge-body': 'acusight UPSTREAM_CONTRACT',
    without: 'piktid UPSTREAM_CONTRACT',
  };

  it.each(Object.entries(faultWords))('show themselves as said: %s', async (word, { example }) => {
    const [upstream = ''] = example.split(' ');
    const env = word === 'hang' || word === 'slow-drip' ? { ACUSIGHT_TIMEOUT_MS: '300' } : {};
    await using atelier = await startAtelier({ faults: [example], env });
    const text = {
      piktid: '{ jobs(first: 2) { nodes { jobId jobStatus } } }',
      sartiq: '{ setDesigns(first: 2) { nodes { name } } }',
      acusight: '{ datasetImages(first: 40) { nodes { imageId filename annotations { geometry } } } }',
      all: '{ jobs(first: 2) { nodes { jobId } } }',
    }[upstream];
    const answer = await query(atelier, text ?? '');
    expect(codesOf(answer)).toEqual(seen[word] === null ? [] : [seen[word]]);
  });

  it('leave the rows that are whole alone', async () => {
    await using atelier = await startAtelier();
    atelier.fault({
      upstream: 'piktid',
      kind: 'rewrite',
      body: (body) => {
        const page = body as { readonly jobs: readonly { job_status?: string }[] };
        delete page.jobs[0]?.job_status;
        return page;
      },
    });
    const answer = await query(atelier, '{ jobs(first: 3) { nodes { jobId } } }');
    expect(answer.data).toMatchObject({ jobs: { nodes: [null, {}, {}] } });
    expect(codesOf(answer)).toEqual(['piktid UPSTREAM_CONTRACT']);
  });
});

describe('startSimulators', () => {
  it('gives a gateway what it needs, and the log of what it was asked', async () => {
    await using simulators = await startSimulators({ user: 'marco' });
    const { PIKTID_URL = '', PIKTID_TOKEN } = simulators.environment;
    const { status } = await fetch(`${PIKTID_URL}/assets`, {
      headers: { authorization: `Bearer ${PIKTID_TOKEN}` },
    });
    expect(status).toBe(200);
    expect(simulators.piktid.requests).toMatchObject([{ path: '/assets', user: 'marco', status: 200 }]);
    expect(Object.keys(simulators.environment).sort()).toEqual([
      'ACUSIGHT_TOKEN',
      'ACUSIGHT_URL',
      'GATEWAY_ANONYMOUS',
      'PIKTID_TOKEN',
      'PIKTID_URL',
      'SARTIQ_TOKEN',
      'SARTIQ_URL',
    ]);
  });
});
