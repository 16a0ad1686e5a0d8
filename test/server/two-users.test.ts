/** Two people who bring their own tokens to one gateway that keeps answers: nobody sees what is the other's. */

import pLimit from 'p-limit';
import { expect, it } from 'vitest';
import { parseConfig } from '#src/config/config.ts';
import type { UpstreamName } from '#src/errors.ts';
import { startGateway } from '#src/server/gateway.ts';
import { createLog } from '#src/server/log.ts';
import { smallWorldSize, tokenOf } from '#test/simulators/simulator.ts';
import { type Simulators, startSimulators } from '#test/simulators/start.ts';
import { ask } from '#test/support/ask.ts';
import { type RedisServer, startRedis } from '#test/support/redis.ts';
import { upstreamNames } from '#test/support/studio-query.ts';
import { upstreamUrls } from '#test/support/world.ts';

const users = ['giulia', 'marco'] as const;
const operations = 5_000;
const atATime = 20;

const query = `{
  jobs(first: 1) { nodes { jobId } }
  assets(first: 1) { totalCount nodes { assetId createdBy } }
  setDesigns(first: 1) { totalCount nodes { setDesignId ownerId } }
  datasetImages(first: 1) { nodes { imageId filename } }
}`;

type User = (typeof users)[number];

const tokens = users.flatMap((user) => upstreamNames.map((upstream) => tokenOf(upstream, user)));

function expectNoToken(text: string): void {
  expect(tokens.filter((token) => text.includes(token))).toEqual([]);
}

function headersOf(user: User): Record<string, string> {
  return Object.fromEntries(
    upstreamNames.map((upstream) => [`x-${upstream}-token`, tokenOf(upstream, user)]),
  );
}

/** The text of the answer, whose headers hold no token either. */
async function answerTo(user: User, url: string): Promise<string> {
  const answer = await ask(`${url}/graphql`, { method: 'POST', json: { query }, headers: headersOf(user) });
  expectNoToken(JSON.stringify([...answer.headers]));
  return answer.text;
}

/** Everything that a backend was sent names its own tokens alone. */
function expectOwnTokens({ requests }: Simulators[UpstreamName], upstream: UpstreamName): void {
  const own = users.map((user) => `Bearer ${tokenOf(upstream, user)}`);
  for (const { path, query: parameters, headers } of requests) {
    const { authorization, ...others } = headers;
    expect(own).toContain(authorization);
    expectNoToken(JSON.stringify([path, `${parameters}`, others]));
  }
}

/** All that is in Redis, and that its keys are few and named. */
async function expectNoTokenIn({ client }: RedisServer): Promise<void> {
  let kept = 0;
  for await (const keys of client.scanStream() as AsyncIterable<string[]>) {
    for (const key of keys) {
      if (key.startsWith('atelier:v1:cache:')) kept += 1;
      expect(key).toMatch(
        /^atelier:v1:((cache:(entry|generation)|turn|left):[\w-]{43}|budget:\w+:token:[\w-]{16})$/,
      );
      expectNoToken(`${key} ${await client.get(key)}`);
    }
  }
  expect(kept).toBeGreaterThanOrEqual(users.length);
}

it.each(['memory', 'Redis'] as const)(
  'who brings own tokens gets own rows alone, 5,000 times with a cache in %s, and no token is anywhere',
  async (place) => {
    await using stack = new AsyncDisposableStack();
    const redis = place === 'Redis' ? stack.use(await startRedis()) : null;
    const simulators = stack.use(await startSimulators({ size: smallWorldSize }));
    const lines: string[] = [];
    const log = createLog({}, { write: (line) => void lines.push(line) });
    const config = parseConfig({
      ...upstreamUrls(simulators),
      PORT: '0',
      RATE_LIMIT_PER_MINUTE: '0',
      SHUTDOWN_GRACE_MS: '0',
      ...(redis ? { REDIS_URL: redis.url } : {}),
    });
    const { url } = stack.use(await startGateway(config, { log, now: Date.now }));
    const own = { giulia: await answerTo('giulia', url), marco: await answerTo('marco', url) };
    const [hers, his] = users.map((user) => JSON.parse(own[user]).data);
    for (const field of Object.keys(hers)) expect(hers[field]).not.toEqual(his[field]);
    for (const user of users) {
      expect(own[user]).not.toContain('"errors"');
      expectNoToken(own[user]);
    }
    const limit = pLimit(atATime);
    await Promise.all(
      Array.from({ length: operations }, (_, index) =>
        limit(async () => {
          const user = users[index % 2] ?? 'giulia';
          const answer = await answerTo(user, url);
          // A comparison first: `expect` of long texts costs more than the operation.
          if (answer !== own[user]) expect(answer).toBe(own[user]);
        }),
      ),
    );
    for (const upstream of upstreamNames) {
      expectOwnTokens(simulators[upstream], upstream);
      expect(simulators[upstream].requests.length).toBeLessThan(operations / 10);
    }
    expectNoToken(lines.join(''));
    if (redis) await expectNoTokenIn(redis);
  },
  180_000,
);
