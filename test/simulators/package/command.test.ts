import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { watchProcess } from '#test/support/gateway-process.ts';
import { readCommand } from './command-options.ts';
import { faultWords } from './fault-text.ts';

const bin = fileURLToPath(new URL('bin.ts', import.meta.url));
const freePorts = ['--port=0', '--piktid=0', '--sartiq=0', '--acusight=0'];

function run(...args: readonly string[]) {
  return watchProcess(
    spawn(process.execPath, [bin, ...args], { env: {}, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}

describe('atelier-simulators', () => {
  it('prints its addresses as lines, answers, and ends with 0 at SIGTERM', async () => {
    await using command = run(...freePorts, '--fault', 'acusight status=403');
    const url = (await command.said(/^GraphQL /)).replace('GraphQL ', '');
    await command.said(/^Acusight /);
    const answer = await fetch(`${url}?query={jobs(first:1){nodes{jobId}}datasetImages{totalCount}}`);
    expect(await answer.json()).toMatchObject({
      data: { jobs: { nodes: [{}] }, datasetImages: null },
      errors: [{ extensions: { code: 'FORBIDDEN', upstream: 'acusight' } }],
    });
    command.kill('SIGTERM');
    expect(await command.exited).toEqual([0, null]);
    expect(command.output.stdout).toMatch(/^GraphQL \S+\/graphql\nPiktID \S+\nSartiq \S+\nAcusight \S+\n$/);
    expect(command.output.stderr).toBe('');
  });

  it('prints one line of JSON with what another gateway needs', async () => {
    await using command = run(...freePorts, '--json', '--no-gateway', '--user', 'none');
    const told = JSON.parse(await command.said(/^{/)) as Record<string, unknown>;
    expect(told).toEqual({
      piktid: expect.stringMatching(/^http:/),
      sartiq: expect.stringMatching(/^http:.*\/api\/v1$/),
      acusight: expect.stringMatching(/^http:.*\/api$/),
      environment: {
        PIKTID_URL: told['piktid'],
        SARTIQ_URL: told['sartiq'],
        ACUSIGHT_URL: told['acusight'],
      },
    });
    command.kill('SIGINT');
    expect(await command.exited).toEqual([0, null]);
  });

  it('names everything that is wrong, and starts nothing', async () => {
    const wrong = ['--port=70000', '--seed=-1', '--size=huge', '--user=mario', '--fault=piktid', '--env=A'];
    await using command = run(...wrong);
    expect(await command.exited).toEqual([2, null]);
    expect(command.output).toEqual({
      stdout: '',
      stderr: [
        '--user must be one of giulia, marco, empty, none, not "mario"',
        '--size must be one of small, demo, not "huge"',
        '--port must be a whole number from 0 to 65535, not "70000"',
        '--seed must be a whole number from 0 to 9007199254740991, not "-1"',
        `the fault "piktid" is wrong: there is no fault ""; known: ${Object.keys(faultWords).join(', ')}`,
        '--env must be NAME=VALUE, not "A"',
        '--help says what there is',
      ]
        .map((line) => `atelier-simulators: ${line}\n`)
        .join(''),
    });
  });

  it('ends with 1 where a port is taken or a variable is wrong', async () => {
    await using first = run(...freePorts, '--no-gateway');
    const port = new URL((await first.said(/^PiktID /)).replace('PiktID ', '')).port;
    await using second = run(...freePorts, `--piktid=${port}`);
    expect(await second.exited).toEqual([1, null]);
    expect(second.output.stderr).toMatch(
      /^atelier-simulators: The simulated piktid did not start: .*EADDRINUSE/,
    );
    await using third = run(...freePorts, '--env', 'CORS_ORIGINS=*');
    expect(await third.exited).toEqual([1, null]);
    expect(third.output.stderr).toMatch(/^atelier-simulators: .*CORS_ORIGINS must be/);
  });

  it('says in --help all options and faults', async () => {
    await using command = run('--help');
    expect(await command.exited).toEqual([0, null]);
    for (const [word, { example }] of Object.entries(faultWords)) {
      expect(command.output.stdout).toMatch(new RegExp(`^ {2}${word}[ =]`, 'm'));
      expect(command.output.stdout).toContain(`--fault "${example}"\n`);
    }
    for (const { 1: option } of pageText.matchAll(/(?<=^\|.*)`(--[a-z-]+)/gm))
      expect(command.output.stdout).toContain(option);
  });
});

const pageText = readFileSync(new URL('../../../docs/simulators.md', import.meta.url), 'utf8');

describe('docs/simulators.md', () => {
  it('has every fault, by the example that --help has', () => {
    const rows = [...pageText.matchAll(/^\| `([^`]+)` \| `\{ kind: '([a-z-]+)'/gm)].map(([, text]) => text);
    expect(rows).toEqual(Object.values(faultWords).map(({ example }) => example));
  });

  it('shows only commands that the command takes', () => {
    const commands = [...pageText.matchAll(/npx atelier-simulators([^\n'`]*)/g)].map(([, args = '']) =>
      args.trim().split(/\s+/).filter(Boolean),
    );
    expect(commands.length).toBeGreaterThan(1);
    for (const args of commands) expect(readCommand(args).kind).toBe('run');
  });
});
