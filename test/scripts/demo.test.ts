/** `npm run demo`: what a newcomer sees first. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const stops: (() => Promise<number>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** The demo as a process of its own; resolves when it has said where everything is. */
async function startDemo(): Promise<{ readonly said: string; readonly stop: () => Promise<number> }> {
  const child = spawn(process.execPath, ['scripts/demo.ts'], {
    cwd: root,
    env: { PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number);
  const stop = (): Promise<number> => {
    child.kill('SIGINT');
    return ended;
  };
  stops.push(stop);
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    if (said.includes('Ctrl-C')) break;
  }
  return { said, stop };
}

describe('the demo', () => {
  it('serves the studio beside GraphiQL, each asking the same gateway, and ends with Ctrl-C', async () => {
    const demo = await startDemo();
    const address = (what: string) => new RegExp(`^Open ${what}: +(\\S+)$`, 'm').exec(demo.said)?.[1] ?? '';
    const [studio, graphiql] = [address('the studio'), address('GraphiQL')];
    const page = await (await fetch(studio)).text();
    expect(page).toContain('<title>Atelier Studio</title>');
    expect(await (await fetch(graphiql, { headers: { accept: 'text/html' } })).text()).toContain('GraphiQL');
    const asked = [new URL('/graphql', studio), graphiql].map(async (url) => {
      const body = JSON.stringify({ query: '{ jobs(first: 1) { totalCount nodes { jobId } } }' });
      return await (
        await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      ).json();
    });
    const [throughStudio, direct] = await Promise.all(asked);
    expect(throughStudio).toEqual(direct);
    expect(direct).toMatchObject({ data: { jobs: { totalCount: 1_200 } } });
    expect(await demo.stop()).toBe(0);
  });
});
