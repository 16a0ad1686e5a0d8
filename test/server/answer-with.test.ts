import { createSchema, createYoga, type Plugin } from 'graphql-yoga';
import { describe, expect, it } from 'vitest';
import { answerWith } from '#src/server/answer-with.ts';
import { newIncoming } from '#src/server/incoming.ts';
import type { NodeContext } from '#src/server/node-context.ts';
import { startStubServer } from '#test/http/stub-server.ts';
import { ask } from '#test/support/ask.ts';

const fail = (): never => {
  throw new Error('the secret of the house');
};

/** Yoga with a plugin, and what was reported of it. */
async function start(plugin: Plugin<object, NodeContext>) {
  const reported: unknown[] = [];
  const yoga = createYoga<NodeContext>({
    schema: createSchema({ typeDefs: 'type Query { one: Int }' }),
    plugins: [plugin],
    logging: false,
  });
  const patience = { silenceMs: 100, totalMs: 100 };
  const incoming = newIncoming('mine-1', 0);
  const server = await startStubServer((req, response) => {
    const work = { becomeSubscription: () => null, end: () => {} };
    const context = { req, incoming, work, body: null };
    void answerWith(yoga, { response, context }, { report: (error) => reported.push(error), patience });
  });
  return { server, reported, incoming };
}

describe('an error that Yoga does not catch', () => {
  it.each<[string, Plugin<object, NodeContext>]>([
    ['before an operation is read', { onRequest: fail }],
    ['in the answer', { onResponse: fail }],
    ['in the form of the result', { onResultProcess: fail }],
    ['on the way out', { onResponse: ({ setResponse }) => setResponse({ status: 200 } as Response) }],
  ])('%s is masked, reported and noted', async (_when, plugin) => {
    const { server, reported, incoming } = await start(plugin);
    await using _server = server;
    const { status, headers, body } = await ask(`${server.url}graphql?query={__typename}`);
    expect([status, headers.get('content-type'), body]).toEqual([
      500,
      'application/json; charset=utf-8',
      {
        errors: [
          {
            message: 'Something went wrong inside the gateway',
            extensions: { code: 'INTERNAL', requestId: 'mine-1' },
          },
        ],
      },
    ]);
    expect(reported).toEqual([expect.any(Error)]);
    expect([...incoming.codes]).toEqual(['INTERNAL']);
  });

  it('in the middle of the answer ends the connection, and is reported', async () => {
    const broken = async function* () {
      yield Buffer.from('{"data":');
      fail();
    };
    const { server, reported } = await start({
      // What the adapter sends piece by piece; the fetch API has no such body.
      onResponse: ({ setResponse }) =>
        setResponse({ status: 200, headers: new Headers(), body: broken() } as unknown as Response),
    });
    await using _server = server;
    await expect(ask(`${server.url}graphql?query={__typename}`)).rejects.toThrow();
    expect(reported).toEqual([expect.objectContaining({ message: 'the secret of the house' })]);
  });
});
