import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayUnauthenticated } from '#src/errors.ts';
import { createGate, type Gate } from '#src/server/gate.ts';
import { type StubServer, startStubServer } from '#test/http/stub-server.ts';
import { ask } from '#test/support/ask.ts';
import { serviceEnvironment, startWorld, upstreamUrls } from '#test/support/world.ts';

const [firstKey, secondKey] = ['first-key-of-the-studio', 'second-key-of-the-studio'];
const malformed = ['', 'Bearer', 'Bearer ', `Basic ${firstKey}`, firstKey, `Bearer ${firstKey} x`];

describe('an open gate', () => {
  it('lets everybody in and reads no header', async () => {
    const gate = createGate({ kind: 'open' }, Date.now);
    await gate(null);
    await gate('Bearer anything');
  });
});

describe('a gate of API keys', () => {
  const gate = createGate({ kind: 'api-keys', keys: [firstKey, secondKey] }, Date.now);

  it.each([`Bearer ${firstKey}`, `Bearer ${secondKey}`, `bearer   ${firstKey}`])(
    'lets %j in',
    async (header) => {
      await gate(header);
    },
  );

  it.each([`${firstKey}x`, firstKey.slice(0, -1), firstKey.toUpperCase(), 'x'])(
    'refuses the key %j without repeating it',
    async (key) => {
      await expect(gate(`Bearer ${key}`)).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
        message: 'The API key is not valid',
      });
    },
  );

  it.each([null, ...malformed])('refuses the header %j, and says which one to send', async (header) => {
    await expect(gate(header)).rejects.toThrow('Send the header `authorization: Bearer`');
  });
});

describe('a gate of JWTs', () => {
  const [issuer, audience] = ['https://login.example', 'atelier'];
  let issuerServer: StubServer;
  let gate: Gate;
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let strangers: Awaited<ReturnType<typeof generateKeyPair>>;

  beforeAll(async () => {
    [keys, strangers] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
    issuerServer = await startStubServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }));
    });
    gate = createGate(
      { kind: 'jwt', jwksUrl: new URL('/keys', issuerServer.url), issuer, audience },
      Date.now,
    );
  });
  afterAll(() => issuerServer[Symbol.asyncDispose]());

  /** A good token, with what the test makes bad about it. */
  function tokenWith(bad: {
    issuer?: string;
    audience?: string;
    expires?: string | null;
    notBefore?: string;
    header?: { alg?: string; kid?: string };
  }) {
    const token = new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: 'one', ...bad.header })
      .setIssuer(bad.issuer ?? issuer)
      .setAudience(bad.audience ?? audience)
      .setIssuedAt();
    if (bad.notBefore) token.setNotBefore(bad.notBefore);
    return bad.expires === null ? token : token.setExpirationTime(bad.expires ?? '5m');
  }

  async function expectRefused(token: string): Promise<void> {
    const refused = expect(gate(`Bearer ${token}`)).rejects;
    await refused.toBeInstanceOf(GatewayUnauthenticated);
    await expect(gate(`Bearer ${token}`)).rejects.toThrow(/^The token is not valid$/);
  }

  it('lets a token of the issuer for this audience in, and reads the key set once', async () => {
    const token = await tokenWith({}).sign(keys.privateKey);
    await gate(`Bearer ${token}`);
    await gate(`Bearer ${token}`);
    expect(issuerServer.requests).toEqual(['GET /keys']);
  });

  it.each([
    ['has expired', { expires: '-1s' }],
    ['never expires', { expires: null }],
    ['is not valid yet', { notBefore: '5m' }],
    ['is for another audience', { audience: 'elsewhere' }],
    ['is of another issuer', { issuer: 'https://evil.example' }],
  ])('refuses a token that %s', async (_what, bad) => {
    await expectRefused(await tokenWith(bad).sign(keys.privateKey));
  });

  it('refuses a token that somebody else signed', async () => {
    await expectRefused(await tokenWith({}).sign(strangers.privateKey));
  });

  it('refuses a token that names an unknown key', async () => {
    await expectRefused(await tokenWith({ header: { kid: 'two' } }).sign(strangers.privateKey));
  });

  it('refuses a token without a signature', async () => {
    const token = new UnsecuredJWT({}).setIssuer(issuer).setAudience(audience).setExpirationTime('5m');
    await expectRefused(token.encode());
  });

  it('refuses a token whose signature is a shared secret, even the public key as one', async () => {
    const secret = new TextEncoder().encode(await exportSPKI(keys.publicKey));
    await expectRefused(await tokenWith({ header: { alg: 'HS256' } }).sign(secret));
  });

  it('refuses a token that was changed after it was signed', async () => {
    const [header, , signature] = (await tokenWith({}).sign(keys.privateKey)).split('.');
    const payload = { iss: issuer, aud: audience, exp: 99_999_999_999, role: 'admin' };
    const forged = Buffer.from(JSON.stringify(payload)).toString('base64url');
    await expectRefused(`${header}.${forged}.${signature}`);
  });

  it.each(['x', 'a.b.c', '..'])('refuses %j, which is no token at all', async (token) => {
    await expectRefused(token);
  });

  it.each([null, ...malformed])('refuses the header %j, and says which one to send', async (header) => {
    await expect(gate(header)).rejects.toThrow('Send the header `authorization: Bearer`');
  });

  it('does not blame the caller where the issuer cannot be reached', async () => {
    const gone = await startStubServer(() => {});
    await gone[Symbol.asyncDispose]();
    const blind = createGate({ kind: 'jwt', jwksUrl: gone.url, issuer, audience }, Date.now);
    const refused = blind(`Bearer ${await tokenWith({}).sign(keys.privateKey)}`);
    await expect(refused).rejects.not.toBeInstanceOf(GatewayUnauthenticated);
  });

  it.each([500, 404])(
    'does not blame the caller where the issuer answers %i for its keys',
    async (status) => {
      await using broken = await startStubServer((_request, response) =>
        response.writeHead(status).end('{}'),
      );
      const blind = createGate({ kind: 'jwt', jwksUrl: broken.url, issuer, audience }, Date.now);
      const refused = blind(`Bearer ${await tokenWith({}).sign(keys.privateKey)}`);
      await expect(refused).rejects.not.toBeInstanceOf(GatewayUnauthenticated);
    },
  );
});

describe('a gateway behind a gate', () => {
  const query = '{ assets(first: 1) { totalCount } }';
  const start = () =>
    startWorld({
      env: (simulators) => {
        const { GATEWAY_ANONYMOUS: _, ...env } = serviceEnvironment(simulators);
        return { ...env, GATEWAY_API_KEYS: firstKey };
      },
    });

  it('answers with the key, and sends it to no backend', async () => {
    await using world = await start();
    const { data, errors } = await world.query(query, {}, { authorization: `Bearer ${firstKey}` });
    expect(errors).toEqual([]);
    expect(data.assets.totalCount).toBeGreaterThan(0);
    expect(JSON.stringify(world.simulators.piktid.requests.map(({ headers }) => headers))).not.toContain(
      firstKey,
    );
  });

  it.each<Record<string, string>>([
    {},
    { authorization: 'Bearer wrong' },
    { 'x-piktid-token': 'piktid-giulia-token' },
  ])('refuses the headers %j with 401 and asks nobody', async (headers) => {
    await using world = await start();
    const { status, data, errors } = await world.query(query, {}, headers);
    expect([status, data]).toEqual([401, undefined]);
    expect(errors).toEqual([{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }]);
    const got = await ask(`${world.url}/graphql?query=${encodeURIComponent(query)}`, { headers });
    expect(got.status).toBe(401);
    expect(got.headers.get('www-authenticate')).toBe('Bearer');
    const sse = await ask(`${world.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { ...headers, accept: 'text/event-stream' },
    });
    expect(sse.status).toBe(401);
    expect(world.takeRequests()).toEqual([]);
  });

  it('applies to callers with tokens of their own too', async () => {
    const env = (simulators: Parameters<typeof upstreamUrls>[0]) => ({
      ...upstreamUrls(simulators),
      GATEWAY_API_KEYS: firstKey,
    });
    await using world = await startWorld({ env });
    const token = { 'x-piktid-token': 'piktid-giulia-token' };
    expect((await world.query(query, {}, token)).status).toBe(401);
    const both = { ...token, authorization: `Bearer ${firstKey}` };
    expect((await world.query(query, {}, both)).errors).toEqual([]);
  });

  it('shows GraphiQL and its health to everybody', async () => {
    await using world = await start();
    const page = await ask(`${world.url}/graphql`, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
    expect((await ask(`${world.url}/health`)).status).toBe(200);
    expect((await ask(`${world.url}/ready`)).status).toBe(200);
  });
});
