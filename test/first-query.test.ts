/** The commands of `docs/first-query.md`, run one after the other on a demo of their own, and the answers that it shows; and the commands of the README. */

import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GatewayProcess, watchProcess } from './support/gateway-process.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${root}docs/first-query.md`, 'utf8');
const shownUrl = 'http://127.0.0.1:4000';

interface Step {
  readonly title: string;
  readonly command: string;
  /** Null where the page says in words what comes. */
  readonly answer: string | null;
}

const steps: readonly Step[] = [
  ...page.matchAll(
    /^## (.+)\n(?:(?!^## )[\s\S])*?^```sh\n([\s\S]*?)^```\n(?:\n```json\n([\s\S]*?)^```\n)?/gm,
  ),
].map(([, title = '', command = '', answer]) => ({ title, command, answer: answer ?? null }));

/** Those of the README that can run as they are: they name no file and no id that the reader has to fill in. */
const readmeCommands: readonly string[] = [
  ...readFileSync(`${root}README.md`, 'utf8').matchAll(/^```\n(curl -s [\s\S]*?)^```$/gm),
]
  .map(([, command = '']) => command)
  .filter((command) => !command.includes('…'));

/** What the shell makes of a command. */
function readWords(command: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

/** As curl does it, as far as the pages use it; the machine may have none. */
async function curl(words: readonly string[], url: string): Promise<string> {
  const headers = new Headers();
  const parameters = new URLSearchParams();
  let target = '';
  let body: string | null = null;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const value = (): string => words[++index] ?? '';
    if (word.startsWith('http')) target = word.replace(shownUrl, url);
    else if (word === '-d') body = value();
    else if (word === '--data-urlencode' || word === '-H') {
      const [name = '', text = ''] = value().split(word === '-H' ? /: (.*)/ : /=(.*)/s);
      (word === '-H' ? headers : parameters).append(name, text);
    } else if (word !== '-s' && word !== '-G')
      throw new Error(`The page uses ${word}, which this test does not know`);
  }
  if (body !== null) return await (await fetch(target, { method: 'POST', headers, body })).text();
  return await (await fetch(`${target}?${parameters}`, { headers })).text();
}

const withoutRequestIds = (text: string): unknown =>
  JSON.parse(text.replaceAll(/(?<="requestId": ?")[^"]+/g, '…'));

describe('docs/first-query.md', () => {
  let demo: GatewayProcess;
  let url: string;
  beforeAll(async () => {
    demo = watchProcess(
      spawn(process.execPath, ['scripts/demo.ts'], {
        cwd: root,
        env: { PORT: '0' },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    const line = await demo.said(/^Open GraphiQL: /);
    url = line.replace(/^Open GraphiQL: +/, '').replace('/graphql', '');
  });
  afterAll(() => demo[Symbol.asyncDispose]());

  it('has steps with commands', () => {
    expect(readmeCommands.length).toBeGreaterThan(1);
    expect(steps.length).toBeGreaterThan(4);
    expect(steps.filter(({ answer }) => answer !== null).length).toBeGreaterThan(3);
    expect(page.match(/^```sh$/gm)).toHaveLength(steps.length);
    expect(page.match(/^```json$/gm)).toHaveLength(steps.filter(({ answer }) => answer !== null).length);
  });

  it.each(steps)('$title: the command answers what the page shows', async ({ command, answer }) => {
    const words = readWords(command);
    expect(words).toContain(`${shownUrl}/graphql`);
    const text = await curl(words, url);
    if (answer !== null) expect(withoutRequestIds(text)).toEqual(withoutRequestIds(answer));
    else {
      const { extensions } = JSON.parse(text) as {
        readonly extensions: { readonly explain: { readonly plan: { readonly requests: object } } };
      };
      const [, said = ''] = /`requests: (\{[^`]+\})`/.exec(page) ?? [];
      expect(extensions.explain.plan.requests).toEqual(JSON.parse(said));
    }
  });

  it.each(readmeCommands)('README.md: %s is answered without errors', async (command) => {
    const answer = JSON.parse(await curl(readWords(command), url)) as { readonly data: object };
    expect(answer).toEqual({ data: expect.any(Object) });
    expect(Object.values(answer.data)).not.toContain(null);
  });
});
