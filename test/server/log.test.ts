import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { parseConfig } from '#src/config/config.ts';
import { secretsOf } from '#src/config/secrets.ts';
import { UpstreamFailure } from '#src/errors.ts';
import { createClock } from '#src/http/clock.ts';
import { createGraphqlHandler } from '#src/server/graphql-handler.ts';
import { createIncomings, withRequestIds } from '#src/server/incoming.ts';
import { createLoadShedding } from '#src/server/load-shedding.ts';
import { createLog, type Log } from '#src/server/log.ts';
import { redactText } from '#src/server/redaction.ts';
import type { Upstreams } from '#src/server/upstreams.ts';
import { type StubServer, startStubServer } from '#test/http/stub-server.ts';
import { ask } from '#test/support/ask.ts';
import { eventually } from '#test/support/eventually.ts';
import { serviceEnvironment, startWorld } from '#test/support/world.ts';

/** GraphQL over upstreams that cannot even be begun with. */
function startBroken(loadersFor: () => never, log: Log): Promise<StubServer> {
  const incomings = createIncomings();
  const config = parseConfig({ PORT: '0' });
  const listener = createGraphqlHandler({
    config,
    upstreams: { loadersFor } as unknown as Upstreams,
    log: withRequestIds(log, incomings),
    clock: createClock({ now: Date.now }),
    registered: new Map(),
    redis: null,
    shedding: createLoadShedding(config.edge, () => 0),
    incomings,
  });
  return startStubServer(listener);
}

/** A log, and what it wrote. */
function openLog(secrets: readonly string[] = []) {
  const lines: string[] = [];
  return { lines, log: createLog({ secrets }, { write: (line) => void lines.push(line) }) };
}

/** What a log writes about an error. */
function lineOf(err: unknown, secrets: readonly string[] = []): string {
  const { log, lines } = openLog(secrets);
  log.error({ err }, 'it failed');
  expect(lines).toHaveLength(1);
  JSON.parse(lines[0] ?? '');
  return lines[0] ?? '';
}

const secret = 'qk3Zt-0hush';
const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJnaXVsaWEifQ.c2lnbmF0dXJl';

describe('a line of the log', () => {
  it('says what failed, where, and why, down to the first cause', () => {
    const cause = new TypeError('the socket is gone', { cause: new Error('ECONNRESET') });
    const line = JSON.parse(
      lineOf(new UpstreamFailure('UPSTREAM_UNAVAILABLE', 'piktid', 'gave no answer', {}, { cause })),
    );
    expect(line).toMatchObject({
      level: 50,
      msg: 'it failed',
      err: {
        type: 'UpstreamFailure',
        message: 'PiktID gave no answer',
        code: 'UPSTREAM_UNAVAILABLE',
        upstream: 'piktid',
        stack: expect.stringContaining('log.test.ts'),
        cause: { message: 'the socket is gone', cause: { message: 'ECONNRESET' } },
      },
    });
  });

  it('takes nothing from an error but what was chosen', () => {
    const hidden = {
      headers: { 'x-custom': secret },
      body: secret,
      input: [secret],
      options: { pass: secret },
    };
    const error = Object.assign(
      new Error('outer', { cause: Object.assign(new Error('inner'), hidden) }),
      hidden,
    );
    const many = new AggregateError([error, Object.assign(new Error('third'), hidden)], 'several');
    const line = lineOf(many);
    for (const text of ['several', 'outer', 'inner', 'third']) expect(line).toContain(text);
    expect(line).not.toContain(secret);
  });

  it('takes no input from a parser that complains about it', () => {
    const { error } = z
      .object({ password: z.number() })
      .safeParse({ password: secret }, { reportInput: true });
    expect(lineOf(error)).not.toContain(secret);
  });

  it.each([null, undefined, 7, { token: secret }, [1, 'two'], Symbol('x')])(
    'survives %j in place of an error',
    (thrown) => {
      expect(lineOf(thrown)).not.toContain(secret);
    },
  );

  it('ends although causes go round in circles, or messages have no end', () => {
    const error = new Error('x'.repeat(1_000_000));
    error.cause = error;
    expect(lineOf(error).length).toBeLessThan(150_000);
  });

  it.each(['plain-secret', 'with "quotes" and \\ in it', 'ünï cödé & spaces?'])(
    'never has a secret of the configuration: %j',
    (own) => {
      const written = [
        own,
        JSON.stringify(own),
        JSON.stringify(JSON.stringify(own)),
        encodeURIComponent(own),
      ];
      for (const text of [...written, Buffer.from(own).toString('base64')]) {
        const line = lineOf(new Error(`before ${text} after`), [own]);
        expect(line).toContain('before');
        expect(line).not.toContain(JSON.stringify(text).slice(1, -1));
      }
      const { log, lines } = openLog([own]);
      log.info({ deep: [{ down: own }] }, own);
      expect(lines[0]).not.toContain(JSON.stringify(own).slice(1, -1));
      expect(lines[0]).toContain('[redacted]');
    },
  );
});

describe('what looks like a secret', () => {
  it.each([
    `authorization: Bearer ${secret}`,
    `Authorization: Basic ${secret}`,
    `the header was bearer ${secret}, it said`,
    `cookie: a=b; session=${secret}`,
    `x-piktid-token: ${secret}`,
    `x-some-other-token=${secret}`,
    `{"authorization":"${secret}"}`,
    `{"x-sartiq-token" : "${secret}"}`,
    `{"set-cookie":["${secret}; HttpOnly"]}`,
    `["host","a","X-Acusight-Token","${secret}"]`,
    `{"body":"{\\"password\\":\\"${secret}\\"}"}`,
    `{"body":"{\\\\\\"access_token\\\\\\":\\\\\\"${secret}\\\\\\"}"}`,
    `{"client_secret":"a\\"${secret}"}`,
    `{"apiKey":"${secret}"}`,
    `{"sessionToken":"${secret}","csrf_token":"${secret}"}`,
    `auth-token: ${secret}`,
    `{"sessionId":"${secret}"}`,
    `{"private_key":"${secret}"}`,
    `aws_secret_access_key=${secret}`,
    `passphrase: ${secret}`,
    `{"db_passwd":"${secret}"}`,
    `username=a&password=${secret}&x=1`,
    `https://cdn.example/a.jpg?X-Amz-Date=1&X-Amz-Signature=${secret}`,
    `https://cdn.example/a.jpg?e=1&sig=1&x=${secret}`,
    `/a.jpg?signature=${secret}`,
    `/files?x=1&token=${secret}#there`,
    `redis://atelier:${secret}@redis.example:6379/0`,
    `https://user:${secret}@example.com/`,
    `token was eyJ${secret}.eyJhYmMi.x`,
  ])('is taken out of %j', (line) => {
    expect(redactText(line)).not.toContain(secret);
    expect(redactText(line)).toContain('[redacted]');
  });

  it('is taken out by its form alone', () => {
    expect(redactText(`it had ${jwt} in it`)).toBe('it had [redacted] in it');
  });

  it.each([
    '{"level":30,"requestId":"0b9e9c5e-6c0e-4b5f-8f0a-6a1d1f0f9b21","caller":"key:0123456789ab","msg":"operation"}',
    'listening on http://127.0.0.1:4000/graphql',
    'GET https://api.example/gallery?page=1&per_page=20 was answered with status 500',
    'at file:///app/src/server/gate.ts:12:34',
  ])('is not found where there is none: %j', (line) => {
    expect(redactText(line)).toBe(line);
  });

  it('leaves lines that are JSON', () => {
    const line = lineOf(
      new Error(
        `{"authorization":"Bearer ${secret}","cookie":["${secret}"],"a":"https://x.example/?token=${secret}"}`,
      ),
    );
    expect(line).not.toContain(secret);
    expect(JSON.parse(line).err.message).toContain('"a":');
  });

  it('is searched for in time that grows with the line only', () => {
    const hostile = [
      'http://',
      '"token',
      'x-',
      'bearer ',
      'eyJ',
      '\\\\"',
      'https://a?',
      'password',
      'a://',
      '&a',
    ];
    for (const piece of hostile) {
      expect(lineOf(new Error(piece.repeat(30_000))).length).toBeGreaterThan(100);
    }
  }, 5_000);
});

it('knows every secret of a configuration', () => {
  const config = parseConfig({
    PIKTID_TOKEN: 'piktid-secret',
    SARTIQ_USERNAME: 'studio',
    SARTIQ_PASSWORD: 'sartiq-secret',
    ACUSIGHT_TOKEN: 'acusight-secret',
    GATEWAY_API_KEYS: 'first-key-of-sixteen,second-key-of-sixteen',
    REDIS_URL: 'redis://me:redis%20secret@127.0.0.1:6379',
  });
  expect(secretsOf(config)).toEqual([
    'piktid-secret',
    'sartiq-secret',
    'acusight-secret',
    'first-key-of-sixteen',
    'second-key-of-sixteen',
    'redis%20secret',
    'redis secret',
  ]);
});

describe('the log of a gateway', () => {
  it('has what nobody foresaw whole, with the id of the request, and the client does not see it', async () => {
    const { log, lines } = openLog([secret]);
    await using gateway = await startBroken(() => {
      throw new TypeError(`a bug with ${secret}`, { cause: new Error(`Bearer ${jwt}`) });
    }, log);
    const answer = await ask(`${gateway.url}graphql`, {
      method: 'POST',
      json: { query: '{ assets { totalCount } }' },
      headers: { 'x-request-id': 'mine-4' },
    });
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      errors: [
        {
          message: 'Something went wrong inside the gateway',
          extensions: { code: 'INTERNAL', requestId: 'mine-4' },
        },
      ],
    });
    await eventually(() => expect(lines).toHaveLength(2));
    expect(lines.join('')).not.toMatch(new RegExp(`${secret}|${jwt}`));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        level: 50,
        requestId: 'mine-4',
        err: {
          type: 'TypeError',
          message: 'a bug with [redacted]',
          stack: expect.stringContaining('log.test.ts'),
          cause: { message: 'Bearer [redacted]' },
        },
      },
      { level: 30, requestId: 'mine-4', codes: ['INTERNAL'], status: 500 },
    ]);
  });

  it('may fail, and the client still gets an answer that says nothing of it', async () => {
    const { log } = openLog();
    const fail = vi.fn<() => never>(() => {
      throw new Error(`no space for ${secret}`);
    });
    await using gateway = await startBroken(fail, { ...log, error: fail });
    const answer = await ask(`${gateway.url}graphql`, {
      method: 'POST',
      json: { query: '{ assets { totalCount } }' },
      headers: { 'x-request-id': 'mine-5' },
    });
    expect(fail).toHaveBeenCalled();
    expect([answer.status, answer.body]).toEqual([
      500,
      {
        errors: [
          {
            message: 'Something went wrong inside the gateway',
            extensions: { code: 'INTERNAL', requestId: 'mine-5' },
          },
        ],
      },
    ]);
  });

  it('has no error for clients that leave in the middle of their body', async () => {
    const env = serviceEnvironment;
    await using world = await startWorld({ env });
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
    socket.write(
      'POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"que',
    );
    await eventually(() => expect(socket.bytesWritten).toBeGreaterThan(100));
    expect(await world.query('{ __typename }')).toMatchObject({ errors: [] });
    socket.destroy();
    await eventually(() => expect(world.operations).toHaveLength(2));
    expect(world.operations[1]).toMatchObject({ status: null, complete: false });
    expect(await world.query('{ __typename }')).toMatchObject({ errors: [] });
    expect(world.logged).toEqual([]);
  });
});

describe('lines that are gathered', () => {
  it('are written at once with the first that says what is wrong', () => {
    const [held, written]: [string[], string[]] = [[], []];
    const log = createLog(
      {},
      {
        write: (line) => void held.push(line),
        flushSync: () => void written.push(...held.splice(0)),
      },
    );
    log.info({}, 'one');
    expect(written).toEqual([]);
    log.error({ err: new Error('no') }, 'two');
    log.info({}, 'three');
    log.warn({}, 'four');
    expect(written.map((line) => JSON.parse(line).msg)).toEqual(['one', 'two', 'three', 'four']);
    expect(held).toEqual([]);
  });

  it('cost a process nothing else where nobody reads them, whatever they say', async () => {
    const code = `
      import { createLog } from '#src/server/log.ts';
      const log = createLog();
      process.stdin.once('data', () => {
        for (const word of ['one', 'two']) log.error({ err: new Error(word) }, word);
        setImmediate(() => {
          log.warn({}, 'three');
          process.stderr.write('went on');
          log.info({}, 'four');
          process.exit(3);
        });
      });
      log.info({}, 'begun');`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      timeout: 10_000,
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.on('data', (piece) => {
      said += piece;
    });
    await once(child.stdout, 'data');
    child.stdout.destroy();
    child.stdin.write('now');
    expect(await once(child, 'close')).toEqual([3, null]);
    expect(said).toBe('went on');
  });

  it('cost a process nothing else where the disk is full', async () => {
    const code = `
      import { createLog } from '#src/server/log.ts';
      const log = createLog();
      process.on('uncaughtException', (error) => log.error({ err: error }, 'uncaught'));
      log.error({ err: new Error('one') }, 'one');
      setImmediate(() => {
        log.warn({}, 'two');
        process.exit(3);
      });`;
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      timeout: 10_000,
      killSignal: 'SIGKILL',
      stdio: ['ignore', full, 'inherit'],
    });
    closeSync(full);
    expect(await once(child, 'close')).toEqual([3, null]);
  });

  it('are all written, in their order, by a process that ends at once', async () => {
    const code = `
      import { createLog } from '#src/server/log.ts';
      const log = createLog();
      for (let at = 0; at < 2000; at += 1) log.info({ at, some: 'é'.repeat(at % 50) }, 'line');
      process.exit(0);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code]);
    const lines = (await text(child.stdout)).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).at)).toEqual(Array.from({ length: 2000 }, (_, at) => at));
  });
});
