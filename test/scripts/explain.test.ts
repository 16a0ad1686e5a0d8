import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nothingKnown } from '#src/graph/field-plan.ts';
import { encodeGlobalId } from '#src/graph/global-id.ts';
import { buildSchema } from '#src/graph/schema.ts';
import { randomQuery } from '#test/support/random-operation.ts';
import { explainAll } from '../../scripts/explain/explained.ts';
import { readOperations } from '../../scripts/explain/operations.ts';
import { runExplain } from '../../scripts/explain/run-explain.ts';
import { showPlan } from '../../scripts/explain/show-plan.ts';
import { paintFor } from '../../scripts/explain/words.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-explain-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function git(...args: string[]): void {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
  execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'ignore' });
}

function commit(files: Readonly<Record<string, string>>): void {
  write(files);
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'earlier');
}

interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly errors: readonly string[];
}

/** The command in the folder, in this process. */
async function explain(args: readonly string[], { stdin = '', isColoured = false } = {}): Promise<Outcome> {
  let [output, errors] = ['', ''];
  const code = await runExplain(args, {
    folder,
    isColoured,
    readStdin: async () => stdin,
    write: (text) => {
      output += text;
    },
    writeError: (text) => {
      errors += text;
    },
  });
  return { code, output, errors: errors.split('\n').filter((line) => line !== '') };
}

const matches = (first: string): string =>
  `query Matches { assets(first: ${first}) { nodes { filename datasetImages { imageId } } } }`;
const jobs = 'query Jobs { jobs { totalCount } }';

describe('explain of one operation', () => {
  it('shows the requests of each field, what they wait for and what may grow, and the sums', async () => {
    write({ 'join.graphql': matches('10') });
    const { code, output, errors } = await explain(['join.graphql']);
    expect(output).toBe(
      `query Matches  join.graphql:1

        assets
     1  │ [1] piktid GET /assets page=1 per_page=10 order=desc sort_by=created_at
        └─ nodes.datasetImages
  0-10       [2] acusight GET /data/images limit=100 sort=created_at order=asc filename=… offset=…  (after [1], may grow)
  1-11  requests in all: piktid 1, acusight 0-10; up to 20 more where a backend has more than is usual
`,
    );
    expect([code, errors]).toEqual([0, []]);
  });

  it('shows requests that several fields share once', async () => {
    const { output } = await explain(['-'], {
      stdin: '{ a: assets(first: 5) { nodes { id } } b: assets(first: 5) { nodes { filename } } }',
    });
    expect(output).toContain('b\n           [1] as for a\n'.replace('           ', '       '));
    expect(output).toContain('  1  requests in all: piktid 1\n');
  });

  it('says of a subscription that each event costs so much', async () => {
    const stdin = 'subscription { job(jobId: "j") { jobStatus } }';
    expect((await explain(['-'], { stdin })).output).toContain('requests for each event');
  });

  it('plans joins with what is known of whole lists', async () => {
    write({ 'join.graphql': matches('100') });
    const { output } = await explain(['join.graphql', '--dataset-images', '250']);
    expect(output).toContain('acusight 0-3');
  });

  it('shows control characters of what it was given, and does not send them to the terminal', async () => {
    write({ 'a\u001b[31m.graphql': '{ assets(filter: { search: "\\u001b[2J\\u202e" }) { totalCount } }' });
    const { output } = await explain(['.']);
    expect(output).toContain('a\\u{1b}[31m.graphql');
    expect(output).toContain('search=\\u{1b}[2J\\u{202e}');
    expect(output).not.toContain('\u001b');
  });
});

describe('the tree of any operation', () => {
  const schema = buildSchema();
  const ids = { id: [encodeGlobalId('Job', ['j']), encodeGlobalId('DatasetImage', [1])] as const };
  const uuids = ['5d1f7c1e-6c0e-4b5f-8f0a-6a1d1f0f9b21'] as const;
  const known = { ...ids, ids: ids.id, setDesignId: uuids, subjectId: uuids, taskId: uuids };

  it('has each request once, in counts that add up', () => {
    let shared = 0;
    for (let seed = 1; seed <= 150; seed += 1) {
      const { query, variables } = randomQuery(schema, known, { seed, kind: 'anything' });
      const file = { name: 'random.graphql', text: query, variables: null };
      const set = readOperations([file], schema);
      const { explained } = explainAll(set, { schema, given: variables, totals: nothingKnown, budget: 200 });
      const [only] = explained;
      // Random arguments that do not go together.
      if (!only) continue;
      const { report } = only;
      const lines = showPlan(only, paintFor(false)).split('\n');
      const counted = lines.flatMap((line) => {
        const [, min, max, step] = /^ *(\d+)(?:-(\d+))? .*?\[(\d+)\] \w+ [A-Z]+ /.exec(line) ?? [];
        return step ? [{ step: Number(step), requests: { min: Number(min), max: Number(max ?? min) } }] : [];
      });
      expect(counted.sort((left, right) => left.step - right.step)).toEqual(
        report.steps.map(({ step, requests }) => ({ step, requests })),
      );
      shared += lines.filter((line) => line.includes('] as for ')).length;
      expect(Number.isFinite(report.requests.max)).toBe(true);
    }
    expect(shared).toBeGreaterThan(5);
  });
});

describe('explain of several operations', () => {
  it('shows a table that is aligned whatever the width of its characters', async () => {
    write({
      'ops/a.graphql': `${jobs}\n${matches('10')}`,
      'ops/ジョブ/画像.graphql': 'query Images { datasetImages { totalCount } }',
      'ops/node_modules/x.graphql': 'query No { jobs { totalCount } }',
      'ops/schema.graphql': 'type Query { unrelated: Int }',
      'ops/notes.txt': 'not an operation',
    });
    const { code, output } = await explain(['ops']);
    expect(output).toBe(
      `operation  file                       requests  piktid  acusight  deepest wait
Jobs       ops/a.graphql:1                   1       1         0  jobs
Matches    ops/a.graphql:2                1-11       1      0-10  assets → nodes.datasetImages
Images     ops/ジョブ/画像.graphql:1         1       0         1  datasetImages
`,
    );
    expect(code).toBe(0);
  });

  it('finds fragments in the other files, those of the same file first', async () => {
    write({
      'a.graphql': 'query A { assets(first: 3) { nodes { ...Part } } }',
      'b.graphql': `query B { assets(first: 3) { nodes { ...Part } } }
        fragment Part on Asset { filename }`,
      'c.graphql': 'fragment Part on Asset { filename datasetImages { ...Deep } }',
      'd.graphql': 'fragment Deep on DatasetImage { imageId }',
    });
    const { code, output, errors } = await explain(['a.graphql', 'c.graphql', 'd.graphql']);
    expect([code, errors]).toEqual([0, []]);
    expect(output).toContain('acusight 0-3');
    const both = await explain(['b.graphql', 'c.graphql', 'd.graphql']);
    expect(both).toMatchObject({ code: 0, errors: [] });
    expect(both.output).not.toContain('acusight');
    expect(await explain(['.'])).toMatchObject({
      code: 2,
      errors: ['explain: c.graphql:1:1: There are two fragments named "Part".'],
    });
  });

  it('takes a file that is given twice once', async () => {
    write({ 'a.graphql': jobs });
    expect((await explain(['a.graphql', '.', './a.graphql'])).output).toContain('query Jobs');
  });
});

describe('variables of an operation', () => {
  const sized =
    'query Sized($first: Int!, $search: String = "x") { assets(first: $first, filter: { search: $search }) { nodes { id } } }';

  it('come from the flag, then from the file beside, then from defaults', async () => {
    write({
      'a.graphql': sized,
      'a.variables.json': '{ "first": 7, "search": "beside" }',
      'v.json': '{ "first": 9 }',
    });
    expect((await explain(['a.graphql'])).output).toContain(
      'per_page=7 order=desc sort_by=created_at search=beside',
    );
    expect((await explain(['a.graphql', '--variables', '{"first": 8}'])).output).toContain('per_page=8');
    expect((await explain(['a.graphql', '--variables', 'v.json'])).output).toContain('per_page=9');
    write({ 'a.variables.json': '{ "first": 7 }' });
    expect((await explain(['a.graphql'])).output).toContain('search=x');
  });

  it('are stood in for where they must have a value: by the most that a list can be', async () => {
    write({ 'a.graphql': sized });
    const { code, output } = await explain(['a.graphql']);
    expect(output).toContain('requests in all: piktid 1-2\n');
    expect(output).toContain('Sized: $first: Int! has no value; planned with 200, the most that it can be\n');
    expect(output).not.toContain('$search');
    expect(code).toBe(0);
  });

  it('are stood in for by the id of the type that costs the most', async () => {
    const stdin = `query Refetch($id: ID!, $more: Boolean!) { node(id: $id) { id
      ... on Asset { datasetImages @include(if: $more) { assets { filename } } } } }`;
    const { output } = await explain(['-'], { stdin });
    expect(output).toContain('$id: ID! has no value; planned with an id of type Asset');
    expect(output).toContain('└─ assets');
  });

  it.each([
    ['uploadSetDesignBaseImages', 'UploadSetDesignBaseImagesInput'],
    ['updateSetDesign', 'UpdateSetDesignInput'],
    ['deleteSetDesign', 'DeleteSetDesignInput'],
    ['createSetDesign', 'CreateSetDesignInput'],
    ['requestSetDesignCompletion', 'RequestSetDesignCompletionInput'],
  ])('are stood in for in %s', async (field, input) => {
    const stdin = `mutation M($input: ${input}!) { ${field}(input: $input) { __typename } }`;
    const { code, output, errors } = await explain(['-'], { stdin });
    expect([code, errors]).toEqual([0, []]);
    expect(output).toContain('$input');
  });

  it('are asked for where no stand-in fits, and the other operations are shown', async () => {
    write({
      'a.graphql': `${jobs} mutation Mark($input: CreateAnnotationInput!) { createAnnotation(input: $input) { __typename } }`,
    });
    const { code, output, errors } = await explain(['a.graphql']);
    expect(code).toBe(2);
    expect(output).toContain('query Jobs');
    expect(errors).toEqual([
      expect.stringMatching(/^explain: a\.graphql:1:\d+: .*\(no stand-in fits: give \$input\)$/),
    ]);
  });
});

describe('the budget', () => {
  it('is kept by what needs exactly so many requests', async () => {
    write({ 'a.graphql': matches('99') });
    expect(await explain(['a.graphql', '--budget', '100'])).toMatchObject({ code: 0 });
    expect(await explain(['a.graphql', '--budget', '99'])).toMatchObject({ code: 1 });
  });

  it('is 200 where none is given, and what is over it is told with what would fit', async () => {
    write({ 'a.graphql': `${jobs} ${matches('200')}` });
    const { code, output } = await explain(['.']);
    expect(code).toBe(1);
    expect(output).toContain(
      'Matches: 1-202 requests, over the budget of 200; assets.nodes.datasetImages costs the most, up to 200. ' +
        'With `assets(first: 198)` instead of 200 it needs at most 200\n',
    );
  });

  it('says where no window is the reason', async () => {
    const stdin = '{ a: asset(assetId: "a") { id } b: asset(assetId: "b") { id } }';
    const { code, output } = await explain(['-', '--budget', '1'], { stdin });
    expect(code).toBe(1);
    expect(output).toContain(
      'over the budget of 1; a costs the most, up to 1. No smaller window is enough\n',
    );
  });
});

describe('explain --json', () => {
  it('prints the plans, the budget, stand-ins and what would fit', async () => {
    write({ 'a.graphql': matches('$n').replace('Matches', 'Matches($n: Int!)') });
    const { code, output } = await explain(['a.graphql', '--json', '--budget', '51'], { isColoured: true });
    expect(code).toBe(1);
    expect(JSON.parse(output)).toMatchObject({
      operations: [
        {
          file: 'a.graphql',
          line: 1,
          plan: {
            operation: { kind: 'query', name: 'Matches' },
            requests: { min: 1, max: 202 },
            perUpstream: { piktid: { min: 1, max: 2 }, acusight: { min: 0, max: 200 } },
            budget: 51,
            steps: [{ step: 1, upstream: 'piktid', route: '/assets' }, { step: 2 }, { step: 3, waitsFor: 2 }],
          },
          standIns: [{ variable: 'n', type: 'Int!' }],
          tooMuch: {
            costliest: { path: 'assets.nodes.datasetImages', requests: 200 },
            suggestion: {
              windows: [{ path: 'assets', argument: 'first', size: 50, insteadOf: 200 }],
              requests: 51,
            },
          },
        },
      ],
    });
  });
});

describe('explain --diff', () => {
  it('tells what became more expensive, cheaper, new and gone', async () => {
    commit({
      'ops/dearer.graphql': matches('10'),
      'ops/cheaper.graphql': 'query Cheaper { assets(first: 150) { nodes { id } } }',
      'ops/same.graphql': jobs,
      'ops/moved.graphql': 'query Moved { jobs { totalCount } }',
      'ops/gone.graphql': 'query Gone { jobs { totalCount } }',
      'other/not-asked-for.graphql': 'query Elsewhere { jobs { totalCount } }',
    });
    for (const name of ['gone', 'moved']) rmSync(join(folder, `ops/${name}.graphql`));
    write({
      'ops/dearer.graphql': matches('20'),
      'ops/cheaper.graphql': 'query Cheaper { assets(first: 15) { nodes { id } } }',
      'ops/new.graphql': 'query New { jobs { totalCount } }',
      'ops/to/moved.graphql': 'query Moved { jobs { totalCount } }',
    });
    const { code, output, errors } = await explain(['ops', '--diff', 'HEAD']);
    const [head, ...lines] = output.split('\n');
    expect(head).toMatch(
      /^Compared with HEAD \([0-9a-f]{7,}\); both are planned by the code as it is now\.$/,
    );
    expect(lines.join('\n')).toBe(`
change          operation  file                 before  after
more expensive  Matches    ops/dearer.graphql     1-11   1-21
new             New        ops/new.graphql                  1
cheaper         Cheaper    ops/cheaper.graphql     1-2      1
gone            Gone       ops/gone.graphql          1
2 unchanged
`);
    expect([code, errors]).toEqual([0, []]);
  });

  it('fails with --fail-on-increase only where something became more expensive', async () => {
    commit({ 'a.graphql': matches('10'), 'b.graphql': jobs });
    const flags = ['.', '--diff', 'HEAD', '--fail-on-increase'];
    write({ 'new.graphql': matches('100').replace('Matches', 'New') });
    expect(await explain(flags)).toMatchObject({ code: 0 });
    write({ 'a.graphql': matches('11') });
    expect(await explain(flags)).toMatchObject({ code: 1 });
    expect(await explain(flags.slice(0, 3))).toMatchObject({ code: 0 });
  });

  it('plans the earlier operations with the fragments and variables that they had', async () => {
    commit({
      'a.graphql': 'query A($n: Int!) { assets(first: $n) { nodes { ...Part } } }',
      'a.variables.json': '{ "n": 5 }',
      'part.graphql': 'fragment Part on Asset { filename }',
    });
    write({
      'a.variables.json': '{ "n": 6 }',
      'part.graphql': 'fragment Part on Asset { datasetImages { imageId } }',
    });
    const { output } = await explain(['.', '--diff', 'HEAD', '--json']);
    expect(JSON.parse(output).comparison).toMatchObject({
      revision: 'HEAD',
      changes: [{ kind: 'more expensive', before: { min: 1, max: 1 }, after: { min: 1, max: 7 } }],
      unchanged: 0,
    });
  });

  it('does not call new what could not be planned before', async () => {
    commit({ 'a.graphql': 'query Jobs { jobs { unheardOf } }' });
    write({ 'a.graphql': jobs });
    const { code, output } = await explain(['a.graphql', '--diff', 'HEAD']);
    expect(output).toContain('not comparable  Jobs');
    expect(code).toBe(0);
  });

  it('refuses an unknown revision, one that looks like a flag, and a folder outside of any repository', async () => {
    write({ 'a.graphql': jobs });
    expect(await explain(['.', '--diff', 'HEAD'])).toEqual({
      code: 2,
      output: '',
      errors: ['explain: --diff: . is in no git repository'],
    });
    commit({});
    for (const revision of ['nope', '--since=2020']) {
      expect(await explain(['.', `--diff=${revision}`])).toEqual({
        code: 2,
        output: '',
        errors: [`explain: --diff: the repository of . has no revision '${revision}' (was it fetched?)`],
      });
    }
  });
});

describe('a mistake', () => {
  it.each<[string, string[], RegExp]>([
    ['an unknown flag', ['--wrong'], /^explain: Unknown option '--wrong'/],
    ['a flag without its value', ['--budget'], /^explain: Option '--budget <value>' argument missing/],
    [
      'a budget that is no number',
      ['--budget', '1e3'],
      /^explain: --budget must be a whole number, not '1e3'$/,
    ],
    [
      'a file that is not there',
      ['nope.graphql'],
      /^explain: nope\.graphql: there is no such file or folder$/,
    ],
    ['a folder without operations', ['empty'], /^explain: There is no \.graphql file in empty$/],
    ['a file without operations', ['part.graphql'], /^explain: There is no operation in part\.graphql$/],
    ['a syntax error', ['broken.graphql'], /^explain: broken\.graphql:2:11: Syntax Error: /],
    [
      'an unknown field',
      ['unknown.graphql'],
      /^explain: unknown\.graphql:1:10: Cannot query field "unheardOf"/,
    ],
    ['wrong arguments', ['wrong.graphql'], /^explain: wrong\.graphql:1:3: .*`first`/],
    ['two operations of one name', ['twice.graphql'], /^explain: twice\.graphql:1:7: There can be only one/],
    ['variables that are no JSON', ['ok.graphql', '--variables', '{x'], /^explain: --variables: .*JSON/],
    [
      'variables that are a list',
      ['ok.graphql', '--variables', 'list.json'],
      /^explain: list\.json: .*object/,
    ],
    [
      'a variable that nobody has',
      ['ok.graphql', '--variables', '{"x": 1}'],
      /^explain: --variables: .*\$x$/,
    ],
    ['an increase without a revision', ['--fail-on-increase'], /^explain: --fail-on-increase needs --diff/],
    ['a revision of the standard input', ['-', '--diff', 'HEAD'], /^explain: The standard input/],
  ])('of %s is one line, and the exit code 2', async (_what, args, expected) => {
    write({
      'ok.graphql': jobs,
      'part.graphql': 'fragment Part on Asset { filename }',
      'broken.graphql': '{\n  assets (',
      'unknown.graphql': '{ jobs { unheardOf } }',
      'wrong.graphql': '{ jobs(first: 3, last: 3) { totalCount } }',
      'twice.graphql': `${jobs} ${jobs}`,
      'list.json': '[]',
      'empty/notes.txt': '',
    });
    const { code, output, errors } = await explain(args);
    expect([code, output]).toEqual([2, '']);
    expect(errors).toEqual([expect.stringMatching(expected)]);
  });

  it('in one operation does not hide the others, nor another mistake', async () => {
    write({ 'a.graphql': `${jobs} query A { a } query B { b }` });
    const { code, output, errors } = await explain(['a.graphql']);
    expect(code).toBe(2);
    expect(output).toContain('query Jobs');
    expect(errors).toHaveLength(2);
  });
});

describe('colours', () => {
  it('are in the output only where the reader sees them', async () => {
    write({ 'a.graphql': `${jobs} ${matches('100')}` });
    const args = ['a.graphql', '--budget', '50'];
    expect((await explain(args)).output).not.toContain('\u001b');
    expect((await explain(args, { isColoured: true })).output).toContain('\u001b[31mMatches');
  });

  /** The script, with an output that takes itself for a terminal. */
  function onTerminal(env: Readonly<Record<string, string>>): string {
    const pretend = `import { WriteStream } from 'node:tty';
      const { hasColors, getColorDepth } = WriteStream.prototype;
      Object.assign(process.stdout, { isTTY: true, hasColors, getColorDepth });`;
    const flags = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`];
    const { stdout } = spawnSync(process.execPath, [...flags, 'scripts/explain.ts'], {
      cwd: root,
      encoding: 'utf8',
      env: { TERM: 'xterm-256color', ...env },
    });
    expect(stdout).toContain('Matches');
    return stdout;
  }

  it('are seen on a terminal unless NO_COLOR says otherwise', () => {
    expect(onTerminal({})).toContain('\u001b[1moperation');
    expect(onTerminal({ NO_COLOR: '1' })).not.toContain('\u001b[');
  });
});

describe('npm run explain', () => {
  function run(args: readonly string[], input = '') {
    return spawnSync(process.execPath, ['scripts/explain.ts', ...args], {
      cwd: root,
      encoding: 'utf8',
      input,
      // No token, no proxy, nothing to be reached by name.
      env: { PATH: dirname(process.execPath) },
    });
  }

  it('is a command of the way into every npm script', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(scripts.explain).toBe('node scripts/run.mjs explain');
    const { stderr } = spawnSync(process.execPath, ['scripts/run.mjs'], { cwd: root, encoding: 'utf8' });
    expect(stderr).toContain('explain');
  });

  it('explains the examples where nothing is given', () => {
    const { status, stdout, stderr } = run([]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^operation +file +requests/);
    expect(stdout).toMatch(/Matches +examples\/operations\/4-join\.graphql:\d+ +1-11 /);
  });

  it('reads the standard input, and ends with 1 over the budget', () => {
    const { status, stdout } = run(['-', '--budget', '20'], matches('50'));
    expect(status).toBe(1);
    expect(stdout).toContain('query Matches  (standard input):1');
    expect(stdout).toContain('`assets(first: 19)` instead of 50');
  });

  it('ends with 2 and a line on the standard error for a mistake', () => {
    const { status, stdout, stderr } = run(['--wrong']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^explain: Unknown option '--wrong'[^\n]*\n$/);
  });

  it('shows how it is used', () => {
    const { status, stdout } = run(['--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('npm run explain -- src --budget 40 --diff origin/main --fail-on-increase');
  });
});
