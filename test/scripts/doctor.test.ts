import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '#src/config/config.ts';
import type { Environment } from '#src/config/env.ts';
import { UpstreamFailure } from '#src/errors.ts';
import { smallWorldSize } from '#test/simulators/simulator.ts';
import { type Simulators, startSimulators } from '#test/simulators/start.ts';
import { eventually } from '#test/support/eventually.ts';
import { serviceEnvironment, upstreamUrls } from '#test/support/world.ts';
import { explain } from '../../scripts/doctor/failures.ts';
import { exitCodeOf, type Finding } from '../../scripts/doctor/finding.ts';
import { jsonReport, textReport } from '../../scripts/doctor/report.ts';
import { type DoctorOptions, runDoctor, usualLimits } from '../../scripts/doctor/run-doctor.ts';
import { tokenFinding } from '../../scripts/doctor/token-life.ts';
import { onlyReading } from '../../scripts/doctor/wire.ts';

type Row = Record<string, unknown>;

let simulators: Simulators;

beforeAll(async () => {
  simulators = await startSimulators({ size: smallWorldSize });
});
afterAll(() => simulators[Symbol.asyncDispose]());
afterEach(() => {
  for (const simulator of [simulators.piktid, simulators.sartiq, simulators.acusight]) {
    simulator.clearFaults();
    simulator.clearRequests();
  }
});

/** What the doctor says of the simulators, with some variables of the environment replaced. */
async function consult(env: Environment = {}, options: Partial<DoctorOptions> = {}) {
  const full = { ...serviceEnvironment(simulators), ...env };
  const set = Object.fromEntries(Object.entries(full).filter(([, value]) => value !== ''));
  const report = await runDoctor(set, { now: Date.now, ...usualLimits, slowMs: 10_000, ...options });
  return { ...report, exitCode: exitCodeOf(report), text: textReport(report) };
}

/** The findings that are not well, as `piktid token: what -> advice`. */
function complaints(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ mark }) => mark === 'warn' || mark === 'fail')
    .map(({ upstream, check, what, advice }) => `${upstream} ${check}: ${what} -> ${advice}`);
}

/** A token that says when it expires, signed by nobody. */
function jwt(expiresAtMs: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part({ sub: 'x', exp: Math.floor(expiresAtMs / 1000) })}.c2lnbmF0dXJl`;
}

/** Changes the rows of a list, by their position. */
function changeRows(list: string, change: (row: Row, index: number) => unknown) {
  return (body: unknown): unknown => {
    const rows = (body as Record<string, Row[]>)[list] ?? [];
    return { ...(body as Row), [list]: rows.map(change) };
  };
}

describe('npm run doctor on healthy upstreams', () => {
  it('finds nothing wrong, and only reads: every route of the gateway once', async () => {
    const { exitCode, findings, requests } = await consult();
    expect([exitCode, complaints(findings)]).toEqual([0, []]);
    const seen = [simulators.piktid, simulators.sartiq, simulators.acusight].flatMap((one) => one.requests);
    expect(new Set(seen.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(requests).toBe(seen.length);
    const checks = findings.flatMap(({ check }) => (check.startsWith('GET ') ? [check] : []));
    expect(checks).toEqual([
      'GET /gallery/by-job',
      'GET /jobs/{job_id}/results',
      'GET /jobs/{job_id}/versions/{image_index}',
      'GET /assets',
      'GET /assets/{asset_id}',
      'GET /notifications/events',
      'GET /set-designs/',
      'GET /subjects/',
      'GET /shot-types/',
      'GET /background-presets/',
      'GET /set-designs/{id}',
      'GET /set-designs/{set_design_id}/base-images/upload-task',
      'GET /set-designs/upload-tasks/{task_id}',
      'GET /data/images',
      'GET /data/images/{id}',
    ]);
  });

  it('closes the event stream again', async () => {
    await consult();
    const stream = simulators.piktid.requests.find(({ path }) => path === '/notifications/events');
    await eventually(() => expect(stream).toMatchObject({ status: 200, aborted: true }));
  });

  it('logs in to Sartiq where a user name and password are set, and says when that token ends', async () => {
    const account = { SARTIQ_USERNAME: simulators.sartiq.data.users[0]?.email ?? '', SARTIQ_TOKEN: '' };
    const { exitCode, text: said } = await consult({ ...account, SARTIQ_PASSWORD: 'giulia-password' });
    expect(exitCode).toBe(0);
    const writes = simulators.sartiq.requests.filter(({ method }) => method !== 'GET');
    expect(writes.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /login/access-token']);
    expect(said).not.toContain('giulia-password');
  });

  it('refuses to send anything that could change something', async () => {
    const sent: string[] = [];
    const ask = onlyReading(async ({ method, route }) => void sent.push(`${method} ${route}`));
    const request = {
      path: '/',
      query: [],
      headers: {},
      origin: {} as never,
      signal: new AbortController().signal,
    };
    await ask({ ...request, method: 'GET', route: '/assets' });
    await ask({ ...request, method: 'POST', route: '/login/access-token' });
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      await expect(ask({ ...request, method, route: '/set-designs/' })).rejects.toThrow(`sends no ${method}`);
    }
    expect(sent).toEqual(['GET /assets', 'POST /login/access-token']);
  });

  it('reaches an upstream without a token, and says what is missing', async () => {
    const { exitCode, findings } = await consult({ PIKTID_TOKEN: '' });
    expect(exitCode).toBe(0);
    expect(complaints(findings)).toEqual([
      'piktid token: PIKTID_TOKEN is not set: callers bring their own tokens, and the routes were not looked at -> ' +
        'set PIKTID_TOKEN for this one run to look at them as one caller',
    ]);
    expect(simulators.piktid.requests.map(({ path, headers }) => [path, headers['authorization']])).toEqual([
      ['/assets', undefined],
    ]);
  });
});

describe('npm run doctor on a wrong configuration', () => {
  it('names every fault, asks nobody and ends with 2', async () => {
    const { exitCode, findings, requests } = await consult({
      PORT: 'many',
      PIKTID_URL: 'ftp://x',
      SARTIQ_PASSWORD: 'secret-password',
    });
    expect([exitCode, requests]).toEqual([2, 0]);
    expect(findings.map(({ what }) => what)).toEqual([
      expect.stringContaining('PIKTID_URL'),
      expect.stringContaining('SARTIQ_TOKEN'),
      expect.stringContaining('PORT'),
    ]);
    expect(JSON.stringify(findings)).not.toContain('secret');
  });

  it('looks at the upstreams although nobody is named who may use the tokens', async () => {
    const { exitCode, findings, requests } = await consult({ GATEWAY_ANONYMOUS: '' });
    expect([exitCode, requests > 10]).toEqual([0, true]);
    expect(complaints(findings)).toEqual([
      expect.stringMatching(/GATEWAY_API_KEYS.*`npm start` refuses this$/),
    ]);
  });
});

describe('npm run doctor on a token', () => {
  it('that is refused', async () => {
    const { exitCode, findings } = await consult({ ACUSIGHT_TOKEN: 'not-a-token' });
    expect(exitCode).toBe(1);
    expect(complaints(findings)).toEqual([
      expect.stringMatching(/^acusight token: does not accept the token \(401\).*set ACUSIGHT_TOKEN anew/),
    ]);
  });

  it('that has expired, by its own word', async () => {
    const token = jwt(Date.now() - 3 * 86_400_000);
    const { findings, text: said } = await consult({ PIKTID_TOKEN: token });
    expect(complaints(findings)).toEqual([
      expect.stringMatching(/^piktid token: .*\(401\).*it expired 3 days ago/),
    ]);
    expect(said).not.toContain(token.slice(0, 20));
  });

  it('that may not read', async () => {
    simulators.sartiq.inject({ kind: 'status', status: 403 });
    const { exitCode, findings } = await consult();
    expect(exitCode).toBe(1);
    expect(complaints(findings)).toEqual([
      expect.stringMatching(
        /^sartiq token: accepts the token, but does not allow this \(403\).*the right to read/,
      ),
    ]);
  });

  it('that a user name and password do not give', async () => {
    const account = { SARTIQ_TOKEN: '', SARTIQ_USERNAME: 'giulia', SARTIQ_PASSWORD: 'wrong-password' };
    const { exitCode, findings } = await consult(account);
    expect(exitCode).toBe(1);
    expect(complaints(findings)).toEqual([
      'sartiq token: does not accept the user name and password -> check SARTIQ_USERNAME and SARTIQ_PASSWORD',
    ]);
  });
});

describe('what a token says of its own end', () => {
  const nowMs = Date.UTC(2026, 3, 1);
  const hourMs = 3_600_000;

  it.each([
    [jwt(nowMs + 20 * 60_000), 'warn', 'expires in 20 minutes'],
    [jwt(nowMs + 5 * hourMs), 'warn', 'expires in 5 hours'],
    [jwt(nowMs + 30 * 24 * hourMs), 'ok', 'expires in 30 days'],
    [jwt(nowMs - 3 * hourMs), 'fail', 'expired 3 hours ago'],
    ['pk_live_1234', 'ok', 'does not say when it expires'],
    ['a.b.c', 'ok', 'does not say when it expires'],
  ] as const)('is read from %s', (token, mark, what) => {
    expect(tokenFinding(token, nowMs, 'PIKTID_TOKEN')).toMatchObject({ mark, what });
  });

  it('is no matter where the gateway logs in anew', () => {
    const soon = tokenFinding(jwt(nowMs + hourMs), nowMs, 'SARTIQ_USERNAME and SARTIQ_PASSWORD');
    expect(soon).toEqual({ mark: 'ok', what: 'expires in 60 minutes and is renewed' });
  });
});

describe('what a connection that fails means', () => {
  it.each([
    ['ENOTFOUND', 'the host api.sartiq.com has no address', 'SARTIQ_URL'],
    ['EHOSTUNREACH', 'cannot be reached over the network', 'firewalls'],
    ['CERT_HAS_EXPIRED', 'the certificate of api.sartiq.com is not accepted', 'SARTIQ_URL'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'the certificate of', 'NODE_EXTRA_CA_CERTS'],
    ['UND_ERR_SOCKET', 'broke before there was an answer', 'https://'],
  ])('is said for %s', (code, what, advice) => {
    const inner = Object.assign(new Error('fetch https://x/?token=1'), { code });
    const cause = new Error('outer', { cause: new AggregateError([inner]) });
    const failure = new UpstreamFailure(
      'UPSTREAM_UNAVAILABLE',
      'sartiq',
      'could not be reached',
      {},
      { cause },
    );
    const patient = { upstream: 'sartiq', config: parseConfig({}).upstreams.sartiq, timeoutMs: 1 } as const;
    const explanation = explain(failure, patient);
    expect(explanation.what).toContain(what);
    expect(explanation.what).toContain(`(${code})`);
    expect(explanation.advice).toContain(advice);
    expect(explanation.what).not.toContain('token');
  });
});

describe('npm run doctor on an address', () => {
  it.each([
    ['SARTIQ_URL', 'sartiq', '/api/v1', '/set-designs/'],
    ['ACUSIGHT_URL', 'acusight', '/api', '/data/images'],
  ] as const)('without its path in %s', async (name, upstream, path, route) => {
    const { origin } = new URL(simulators[upstream].url);
    const { exitCode, findings } = await consult({ [name]: origin });
    expect(exitCode).toBe(1);
    expect(complaints(findings)).toEqual([
      `${upstream} base URL: GET ${route} is not there (404) -> check ${name}: the documented base URL is with the path ${path}, this one is without one`,
    ]);
  });

  it('with a path too many', async () => {
    const { findings } = await consult({ PIKTID_URL: `${simulators.piktid.url}/v2` });
    expect(complaints(findings)).toEqual([
      expect.stringMatching(/^piktid base URL: .*\(404\).*is without a path, this one is with \/v2$/),
    ]);
  });

  it('where nothing listens', async () => {
    const { exitCode, findings } = await consult({ PIKTID_URL: 'http://127.0.0.1:1' });
    expect(exitCode).toBe(1);
    expect(complaints(findings)).toEqual([
      'piktid connection: nothing listens at 127.0.0.1:1 (ECONNREFUSED) -> check host and port in PIKTID_URL, and whether it runs',
    ]);
  });

  it('that is to be spoken to without TLS', async () => {
    const { findings } = await consult({ PIKTID_URL: simulators.piktid.url.replace('http:', 'https:') });
    expect(complaints(findings)).toEqual([
      expect.stringMatching(
        /^piktid connection: \S+ does not speak TLS .*should PIKTID_URL begin with http:/,
      ),
    ]);
  });

  it.each([
    [
      'sends elsewhere',
      { kind: 'status', status: 301, headers: { location: 'https://x/?t=1' } },
      /sends elsewhere \(301\)/,
    ],
    [
      'shows a web page',
      { kind: 'status', status: 200, body: '<html></html>', headers: { 'content-type': 'text/html' } },
      /GET \/assets answers with a web page -> check PIKTID_URL/,
    ],
  ] as const)('that %s', async (_, fault, words) => {
    simulators.piktid.inject(fault);
    const { exitCode, findings, text: said } = await consult();
    expect(exitCode).toBe(1);
    expect(complaints(findings)).toEqual([expect.stringMatching(words)]);
    expect(said).not.toContain('?t=');
  });
});

describe('npm run doctor on time', () => {
  it('says of an upstream that does not answer how long it was waited for', async () => {
    simulators.acusight.inject({ kind: 'hang' });
    const { exitCode, findings } = await consult({ ACUSIGHT_TIMEOUT_MS: '150' });
    expect(exitCode).toBe(1);
    expect(complaints(findings)).toEqual([
      expect.stringMatching(
        /^acusight connection: did not answer within 150 ms -> .*raise ACUSIGHT_TIMEOUT_MS$/,
      ),
    ]);
  });

  it('warns of slow answers', async () => {
    simulators.acusight.inject({ kind: 'delay', ms: 60 });
    const { exitCode, findings } = await consult({}, { slowMs: 50 });
    expect(exitCode).toBe(0);
    expect(complaints(findings)).toContainEqual(expect.stringMatching(/^acusight latency: slow: \d+ ms/));
  });

  it('ends when the time for everything is over', async () => {
    simulators.piktid.inject({ path: '/gallery/by-job', kind: 'hang' });
    const { exitCode, findings } = await consult({}, { totalMs: 2_500 });
    expect(exitCode).toBe(1);
    expect(complaints(findings)).toContainEqual(
      expect.stringMatching(/^piktid GET \/assets: did not come to an end in time/),
    );
  });

  it.each([
    [-90_000, '90 s behind'],
    [300_000, '300 s ahead of'],
  ])('warns of a clock that is %d ms off', async (offMs, words) => {
    const nowMs = Date.UTC(2026, 3, 1, 12, 0, 0);
    const body = JSON.stringify({ assets: [], pagination: { page: 1, per_page: 1, total: 0 } });
    const headers = { date: new Date(nowMs + offMs).toUTCString() };
    simulators.piktid.inject({ kind: 'status', status: 200, body, headers });
    const { findings } = await consult({}, { now: () => nowMs });
    expect(complaints(findings)).toContainEqual(
      expect.stringContaining(`piktid clock: ${words} this machine's`),
    );
  });

  it('shows what answers tell of rate limits', async () => {
    const headers = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '59', 'x-secret': 'hidden' };
    simulators.acusight.inject({ kind: 'status', status: 429, headers: { ...headers, 'retry-after': '7' } });
    const { findings, text: said } = await consult();
    expect(complaints(findings)).toEqual([
      'acusight GET /data/images: limits the rate of requests (429) -> try again in 7 s; ask for a higher limit',
    ]);
    expect(said).toContain('says x-ratelimit-limit: 60, x-ratelimit-remaining: 59, retry-after: 7');
    expect(said).not.toContain('hidden');
  });
});

describe('npm run doctor on the contract', () => {
  it('counts broken rows by column, in words, and names the first ones', async () => {
    const ids: unknown[] = [];
    simulators.piktid.inject({
      path: '/gallery/by-job',
      kind: 'rewrite',
      body: changeRows('jobs', ({ created_at, ...job }, index) => {
        if (index >= 4) return { ...job, created_at };
        ids.push(job['job_id']);
        return job;
      }),
    });
    const { exitCode, findings } = await consult();
    expect(exitCode).toBe(1);
    expect(complaints(findings)).toEqual([
      'piktid GET /gallery/by-job: 100 of 120 jobs in one page, 4 of them broken -> see the contract below',
      `piktid contract: 4 of 100 jobs (GET /gallery/by-job) have no created_at: ${ids.slice(0, 3).join(', ')}, … -> ` +
        'these rows are null with UPSTREAM_CONTRACT for clients; tell the vendor, or loosen the column in contract.ts',
    ]);
  });

  it('warns of unknown words without saying them', async () => {
    simulators.acusight.inject({
      path: '/data/images',
      kind: 'rewrite',
      body: changeRows('data', (image, index) => (index === 0 ? { ...image, split: 'holdout' } : image)),
    });
    const { exitCode, findings, text: said } = await consult();
    expect(exitCode).toBe(0);
    expect(complaints(findings)).toEqual([
      expect.stringMatching(
        /^acusight words: 1 of 100 dataset images \(GET \/data\/images\) has a word for split that is not among the known ones: \d+ -> nothing breaks/,
      ),
    ]);
    expect(said).not.toContain('holdout');
  });

  it('says which part of an answer is missing', async () => {
    simulators.sartiq.inject({
      path: '/subjects/',
      kind: 'rewrite',
      body: (body) => ({ items: (body as Row)['data'] }),
    });
    const { findings } = await consult();
    expect(complaints(findings)).toContainEqual(
      expect.stringMatching(
        /^sartiq contract: an answer of GET \/subjects\/ has no data -> the whole list fails/,
      ),
    );
  });

  it.each([
    [
      'gives another page than asked for',
      (body: Row) => ({ ...body, pagination: { ...(body['pagination'] as Row), per_page: 20 } }),
      'GET /assets was asked for 100 rows and gave another page',
    ],
    [
      'gives fewer rows than asked for',
      (body: Row) => ({ ...body, assets: (body['assets'] as Row[]).slice(0, 10) }),
      'GET /assets was asked for 100 rows and gave 10 of 26',
    ],
  ] as const)('says that a backend %s', async (_, rewrite, words) => {
    simulators.piktid.inject({ path: '/assets', kind: 'rewrite', body: (body) => rewrite(body as Row) });
    const { exitCode, findings } = await consult();
    expect(exitCode).toBe(1);
    expect(complaints(findings)).toContainEqual(expect.stringContaining(`piktid page cap: ${words}`));
  });

  it('warns of a list in another order than cursors rely on', async () => {
    simulators.sartiq.inject({
      path: '/set-designs/',
      kind: 'rewrite',
      body: (body) => ({ ...(body as Row), data: ((body as Row)['data'] as Row[]).toReversed() }),
    });
    const { findings } = await consult();
    expect(complaints(findings)).toEqual([
      expect.stringMatching(
        /^sartiq order: set designs of GET \/set-designs\/ are not in the documented order/,
      ),
    ]);
  });

  it('says when filters by file name do nothing', async () => {
    const images = simulators.acusight.data.images.length;
    expect(images).toBeGreaterThan(100);
    const [real] = simulators.acusight.data.images;
    const other = { id: real?.id, filename: 'something-else.jpg' };
    const meta = { total: 1, limit: 20, offset: 0 };
    simulators.acusight.inject({
      path: '/data/images',
      kind: 'rewrite',
      body: (body) => {
        const isFiltered = ((body as Row)['meta'] as Row)['limit'] === 20;
        return isFiltered ? { success: true, data: [other], meta } : body;
      },
    });
    const { exitCode, findings } = await consult();
    expect(exitCode).toBe(1);
    expect(complaints(findings)).toEqual([
      expect.stringMatching(/^acusight exact name: the filter `filename` brings other names as well/),
      expect.stringMatching(/^acusight search: the filter `search` is ignored/),
    ]);
  });
});

describe('the report of npm run doctor', () => {
  it('holds no token, no link and nothing of a row but its id', async () => {
    const report = await consult();
    const said = `${report.text}${jsonReport(report)}`;
    expect(said).not.toMatch(/-token\b|https?:\/\/|Bearer|Signature|expires=/);
    const [asset] = simulators.piktid.data.assets;
    expect(said).not.toContain(asset?.filename);
    expect(JSON.parse(jsonReport(report))).toMatchObject({ result: 'ok', requests: report.requests });
  });

  it('shows ids without what could steer a terminal', async () => {
    simulators.piktid.inject({
      path: '/assets',
      kind: 'rewrite',
      body: changeRows('assets', (asset, index) =>
        index === 0 ? { ...asset, id: '\u001b[2Jgone', url: null } : asset,
      ),
    });
    const { text: said } = await consult();
    expect(said).toContain('??2Jgone');
    expect(said).not.toContain('\u001b');
  });
});

describe('scripts/doctor.ts', () => {
  const script = fileURLToPath(new URL('../../scripts/doctor.ts', import.meta.url));
  const run = async (args: readonly string[], env: Environment) => {
    const child = spawn(process.execPath, [script, ...args], {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = Promise.withResolvers<number | null>();
    child.once('exit', ended.resolve);
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended.promise]);
    return { stdout, stderr, code };
  };

  it('prints a line for every check and ends with 0, 1 or 2', async () => {
    const well = await run([], serviceEnvironment(simulators));
    expect([well.code, well.stderr]).toEqual([0, '']);
    expect(well.stdout).toMatch(/^\[ ok \] token: is accepted/m);
    expect(well.stdout).toMatch(
      /\d+ requests in [\d.]+ s, none of which changes anything\.\nAll is well\.\n$/,
    );
    const ill = await run(['--json'], { ...upstreamUrls(simulators), PIKTID_URL: 'http://127.0.0.1:1' });
    expect([ill.code, JSON.parse(ill.stdout).result]).toEqual([1, 'wrong']);
    const wrong = await run([], { PORT: 'x' });
    expect([wrong.code, wrong.stdout]).toEqual([2, expect.stringMatching(/^\[FAIL\] environment: PORT/m)]);
  });

  it('explains itself and refuses what it does not know', async () => {
    expect(await run(['--help'], {})).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Exit code'),
    });
    expect(await run(['--colour'], {})).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--colour'),
    });
  });
});
