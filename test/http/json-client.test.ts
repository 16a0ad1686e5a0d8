import { describe, expect, it } from 'vitest';
import type { OperationScope, Send } from '#src/http/exchange.ts';
import { createJsonClient } from '#src/http/json-client.ts';
import { routePath } from '#src/http/route.ts';
import { someOrigin } from '#test/support/origin.ts';

const path = routePath('/rows');
const scope: OperationScope = {
  ...someOrigin,
  credential: { kind: 'caller', token: 'secret' },
  signal: new AbortController().signal,
};

function client(contentType: string | undefined, body: string, status = 200) {
  const headers = contentType === undefined ? {} : { 'content-type': contentType };
  const send: Send = async () => ({ status, headers, body });
  return createJsonClient({ upstream: 'piktid', send, now: Date.now });
}

describe('createJsonClient', () => {
  it.each([
    'application/json',
    'Application/JSON; charset=utf-8',
    ' application/json ;x=y',
    'application/hal+json',
    'application/vnd.api+json;charset=utf-8',
  ])('reads %s', async (contentType) => {
    const { value } = await client(contentType, '{"a":1}').get({ ...path, query: {} }, scope);
    expect(value).toEqual({ a: 1 });
  });

  it.each([
    undefined,
    '',
    'text/html',
    'text/html; x=application/json',
    'application/jsonp',
    'text/json-ish',
  ])('refuses a success of the type %s, even where its text is JSON', async (contentType) => {
    const failure = { code: 'UPSTREAM_CONTRACT', message: 'PiktID answered with something that is not JSON' };
    const { get, write } = client(contentType, '{"a":1}');
    await expect(get({ ...path, query: {} }, scope)).rejects.toMatchObject(failure);
    await expect(write({ method: 'POST', path }, scope)).rejects.toMatchObject(failure);
  });

  it('takes an empty answer to a write, of whatever type', async () => {
    expect(await client(undefined, '', 204).write({ method: 'DELETE', path }, scope)).toBeNull();
    expect(await client('text/plain', '').write({ method: 'POST', path }, scope)).toBeNull();
  });

  it('looks at the status first', async () => {
    await expect(client('text/html', '<h1>', 502).get({ ...path, query: {} }, scope)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
  });

  it.each(['get', 'write'] as const)(
    'does not wait for a token longer than the operation lasts, and sends nothing then: %s',
    async (kind) => {
      const token = () => new Promise<string>(() => {});
      const credential = { kind: 'service', token, refused: () => {} } as const;
      let calls = 0;
      const send: Send = async () => {
        calls += 1;
        return { status: 200, headers: {}, body: '' };
      };
      const { get, write } = createJsonClient({ upstream: 'sartiq', send, now: () => 1_000 });
      const ending = { ...scope, credential, endsAtMs: 1_005 };
      const asked =
        kind === 'get' ? get({ ...path, query: {} }, ending) : write({ method: 'POST', path }, ending);
      const failure: unknown = await asked.catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
      expect(failure).toHaveProperty('details', { upstream: 'sartiq' });
      expect(calls).toBe(0);
    },
  );
});
