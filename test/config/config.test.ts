import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '#src/config/config.ts';
import type { Environment, VariableName } from '#src/config/env.ts';
import { faultsOf } from '#test/support/config-faults.ts';

const key = 'a-key-of-sixteen-characters';
const jwt = {
  GATEWAY_JWKS_URL: 'https://login.example/keys',
  GATEWAY_JWT_ISSUER: 'https://login.example',
  GATEWAY_JWT_AUDIENCE: 'atelier',
} as const;

describe('an empty environment', () => {
  it('listens on port 4000 of this machine only, for the hosted backends, with callers’ own tokens', () => {
    expect(parseConfig({})).toEqual({
      listen: { host: '127.0.0.1', port: 4000 },
      workers: 1,
      upstreams: {
        piktid: { baseUrl: new URL('https://v2.api.piktid.com'), account: null, ...limits },
        sartiq: { baseUrl: new URL('https://api.sartiq.com/api/v1'), account: null, ...limits },
        acusight: { baseUrl: new URL('https://acusight.io/api'), account: null, ...limits },
      },
      gate: { kind: 'open' },
      redisUrl: null,
      uploads: { maxBytes: 2_147_483_648 },
      cache: { maxBytes: 67_108_864 },
      operations: {
        timeoutMs: 30_000,
        maxRequests: 200,
        requestsPerMinute: 6_000,
        allowIntrospection: true,
        persistedFile: null,
        persistedOnly: false,
        federation: null,
      },
      edge: {
        corsOrigins: [],
        maxRequestBytes: 524_288,
        operationsPerMinute: 6_000,
        trustedProxies: 0,
        maxOperations: 500,
        maxSubscriptions: 2_000,
      },
      shutdown: { graceMs: 5_000, timeoutMs: 25_000 },
      tracing: null,
      logLevel: 'info',
    });
  });

  const limits = { timeoutMs: 10_000, maxAnswerBytes: 33_554_432 };
});

describe('every variable', () => {
  it('is read', () => {
    const config = parseConfig({
      PORT: '0',
      HOST: '0.0.0.0',
      WORKERS: '3',
      PIKTID_URL: 'http://piktid:1',
      SARTIQ_URL: 'http://sartiq:2/api/v1',
      ACUSIGHT_URL: 'http://acusight:3/api/',
      PIKTID_TOKEN: 'p',
      SARTIQ_USERNAME: 'u',
      SARTIQ_PASSWORD: 'w',
      ACUSIGHT_TOKEN: 'a',
      GATEWAY_API_KEYS: `${key}, ${key}-2`,
      REDIS_URL: 'rediss://cache:6379/1',
      UPLOAD_MAX_BYTES: '1000',
      NODE_ENV: 'production',
      PIKTID_TIMEOUT_MS: '1',
      SARTIQ_TIMEOUT_MS: '2',
      ACUSIGHT_TIMEOUT_MS: '3',
      UPSTREAM_MAX_BYTES: '4',
      CACHE_MAX_BYTES: '0',
      OPERATION_TIMEOUT_MS: '5',
      MAX_REQUESTS_PER_OPERATION: '11',
      MAX_REQUESTS_PER_MINUTE: '12',
      GATEWAY_INTROSPECTION: 'allow',
      PERSISTED_OPERATIONS: 'only',
      PERSISTED_OPERATIONS_FILE: '/etc/atelier/operations.json',
      CORS_ORIGINS: 'https://studio.example, http://localhost:5173',
      REQUEST_MAX_BYTES: '6',
      RATE_LIMIT_PER_MINUTE: '0',
      TRUSTED_PROXIES: '7',
      MAX_OPERATIONS: '8',
      MAX_SUBSCRIPTIONS: '9',
      SHUTDOWN_GRACE_MS: '0',
      SHUTDOWN_TIMEOUT_MS: '10',
      LOG_LEVEL: 'warn',
    });
    expect(config).toEqual({
      listen: { host: '0.0.0.0', port: 0 },
      workers: 3,
      upstreams: {
        piktid: {
          baseUrl: new URL('http://piktid:1'),
          account: { kind: 'token', token: 'p' },
          timeoutMs: 1,
          maxAnswerBytes: 4,
        },
        sartiq: {
          baseUrl: new URL('http://sartiq:2/api/v1'),
          account: { kind: 'password', username: 'u', password: 'w' },
          timeoutMs: 2,
          maxAnswerBytes: 4,
        },
        acusight: {
          baseUrl: new URL('http://acusight:3/api/'),
          account: { kind: 'token', token: 'a' },
          timeoutMs: 3,
          maxAnswerBytes: 4,
        },
      },
      gate: { kind: 'api-keys', keys: [key, `${key}-2`] },
      redisUrl: new URL('rediss://cache:6379/1'),
      uploads: { maxBytes: 1000 },
      cache: { maxBytes: 0 },
      operations: {
        timeoutMs: 5,
        maxRequests: 11,
        requestsPerMinute: 12,
        allowIntrospection: true,
        persistedFile: '/etc/atelier/operations.json',
        persistedOnly: true,
        federation: null,
      },
      edge: {
        corsOrigins: ['https://studio.example', 'http://localhost:5173'],
        maxRequestBytes: 6,
        operationsPerMinute: 0,
        trustedProxies: 7,
        maxOperations: 8,
        maxSubscriptions: 9,
      },
      shutdown: { graceMs: 0, timeoutMs: 10 },
      tracing: null,
      logLevel: 'warn',
    });
  });

  it.each<[VariableName, string]>([
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '4000.5'],
    ['PORT', '4e3'],
    ['PORT', '0x10'],
    ['PIKTID_URL', 'piktid'],
    ['SARTIQ_URL', 'ftp://sartiq'],
    ['ACUSIGHT_URL', 'file:///etc/passwd'],
    ['REDIS_URL', 'http://redis'],
    ['GATEWAY_API_KEYS', 'short'],
    ['GATEWAY_API_KEYS', `${key},`],
    ['GATEWAY_API_KEYS', `${key},short`],
    ['GATEWAY_ANONYMOUS', 'yes'],
    ['UPLOAD_MAX_BYTES', '0'],
    ['UPLOAD_MAX_BYTES', '2GB'],
    ['UPLOAD_MAX_BYTES', '1e9'],
    ['UPLOAD_MAX_BYTES', '9999999999999999'],
    ['PIKTID_TIMEOUT_MS', '0'],
    ['OPERATION_TIMEOUT_MS', '2147483648'],
    ['CACHE_MAX_BYTES', '-1'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://studio.example/'],
    ['CORS_ORIGINS', 'https://studio.example,'],
    ['CORS_ORIGINS', 'file://studio'],
    ['GATEWAY_INTROSPECTION', 'yes'],
    ['PERSISTED_OPERATIONS', 'some'],
    ['GATEWAY_FEDERATION', 'supergraph'],
    ['MAX_OPERATIONS', '0'],
    ['WORKERS', '0'],
    ['WORKERS', '65'],
    ['WORKERS', 'all'],
    ['LOG_LEVEL', 'loud'],
    ['LOG_LEVEL', 'INFO'],
  ])('is refused by its name where it is wrong: %s=%s', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} must be `))]);
  });

  it('is refused at once with all others that are wrong', () => {
    const faults = faultsOf({
      PORT: 'x',
      PIKTID_URL: 'x',
      SARTIQ_URL: 'x',
      ACUSIGHT_URL: 'x',
      REDIS_URL: 'x',
      SARTIQ_USERNAME: 'x',
      GATEWAY_API_KEYS: 'x',
      GATEWAY_ANONYMOUS: 'x',
      GATEWAY_JWT_ISSUER: 'x',
    });
    const names = ['PORT', 'PIKTID_URL', 'SARTIQ_URL', 'ACUSIGHT_URL', 'REDIS_URL', 'SARTIQ_PASSWORD'];
    for (const name of [...names, 'GATEWAY_API_KEYS', 'GATEWAY_ANONYMOUS', 'GATEWAY_JWKS_URL']) {
      expect(faults.join('; ')).toContain(name);
    }
    expect(() => parseConfig({ PORT: 'x', REDIS_URL: 'x' })).toThrow(
      'The environment has 2 faults: PORT must be a number from 0 to 65535; REDIS_URL must be a redis or rediss URL',
    );
  });

  it('never shows its value in what is said about it', () => {
    const names: VariableName[] = [
      ...(['PORT', 'PIKTID_URL', 'SARTIQ_URL', 'ACUSIGHT_URL', 'REDIS_URL'] as const),
      ...(['PIKTID_TOKEN', 'SARTIQ_TOKEN', 'SARTIQ_USERNAME', 'SARTIQ_PASSWORD', 'ACUSIGHT_TOKEN'] as const),
      ...(['GATEWAY_API_KEYS', 'GATEWAY_JWKS_URL', 'GATEWAY_JWT_ISSUER', 'GATEWAY_JWT_AUDIENCE'] as const),
      'GATEWAY_ANONYMOUS',
    ];
    const secret = fc.stringMatching(/^[a-z]{0,5}(:\/\/|,)?q[0-9]{7,20}[#?]?$/);
    const environment = fc
      .uniqueArray(fc.constantFrom(...names), { minLength: 1 })
      .chain((chosen) => fc.record(Object.fromEntries(chosen.map((name) => [name, secret]))));
    void fc.assert(
      fc.property(environment, (env) => {
        const text = faultsOf(env).join('; ');
        for (const value of Object.values(env)) {
          expect(text).not.toContain(value);
          expect(text).not.toContain(value.slice(-8));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('introspection', () => {
  const allows = (env: Environment) => parseConfig(env).operations.allowIntrospection;

  it('is allowed, except in production where nobody said so', () => {
    expect(allows({})).toBe(true);
    expect(allows({ NODE_ENV: 'development' })).toBe(true);
    expect(allows({ NODE_ENV: 'production' })).toBe(false);
    expect(allows({ NODE_ENV: 'production', GATEWAY_INTROSPECTION: 'allow' })).toBe(true);
  });
});

describe('the part of a bigger graph', () => {
  it('is a subgraph, where it is said to be', () => {
    expect(parseConfig({}).operations.federation).toBeNull();
    expect(parseConfig({ GATEWAY_FEDERATION: 'subgraph' }).operations.federation).toBe('subgraph');
  });
});

describe('variables that need each other', () => {
  it('are refused: only persisted operations, but none', () => {
    expect(faultsOf({ PERSISTED_OPERATIONS: 'only' })).toEqual([
      'PERSISTED_OPERATIONS=only needs PERSISTED_OPERATIONS_FILE',
    ]);
  });

  it('are refused: only persisted operations, and a router that writes its own', () => {
    const PERSISTED_OPERATIONS_FILE = '/etc/atelier/operations.json';
    const env = { PERSISTED_OPERATIONS: 'only', PERSISTED_OPERATIONS_FILE, GATEWAY_FEDERATION: 'subgraph' };
    expect(faultsOf(env)).toEqual([
      'GATEWAY_FEDERATION and PERSISTED_OPERATIONS=only cannot both be set: routers write their own operations',
    ]);
  });

  it('are refused: an end before the grace is over', () => {
    expect(faultsOf({ SHUTDOWN_GRACE_MS: '25000' })).toEqual([
      'SHUTDOWN_GRACE_MS must be less than SHUTDOWN_TIMEOUT_MS',
    ]);
  });
});

describe('the account at Sartiq', () => {
  const anonymous = { GATEWAY_ANONYMOUS: 'allow' } as const;
  const accountOf = (env: Environment) => parseConfig({ ...anonymous, ...env }).upstreams.sartiq.account;

  it('is a token, or a user name with a password', () => {
    expect(accountOf({ SARTIQ_TOKEN: 't' })).toEqual({ kind: 'token', token: 't' });
    expect(accountOf({ SARTIQ_USERNAME: 'u', SARTIQ_PASSWORD: 'p' })).toEqual({
      kind: 'password',
      username: 'u',
      password: 'p',
    });
  });

  it.each<Environment>([{ SARTIQ_USERNAME: 'u' }, { SARTIQ_PASSWORD: 'p' }])(
    'is refused with half of a login: %j',
    (half) => {
      expect(faultsOf({ ...anonymous, ...half })).toEqual([
        'SARTIQ_USERNAME and SARTIQ_PASSWORD must be set together',
      ]);
    },
  );

  it.each<Environment>([
    { SARTIQ_USERNAME: 'u', SARTIQ_PASSWORD: 'p' },
    { SARTIQ_USERNAME: 'u' },
    { SARTIQ_PASSWORD: 'p' },
  ])('is refused with a token and a login: %j', (login) => {
    expect(faultsOf({ ...anonymous, SARTIQ_TOKEN: 't', ...login })).toEqual([
      'SARTIQ_TOKEN and SARTIQ_USERNAME with SARTIQ_PASSWORD exclude each other',
    ]);
  });
});

describe('service credentials', () => {
  it.each<Environment>([
    { PIKTID_TOKEN: 't' },
    { SARTIQ_TOKEN: 't' },
    { SARTIQ_USERNAME: 'u', SARTIQ_PASSWORD: 'p' },
    { ACUSIGHT_TOKEN: 't' },
  ])('are refused where nobody said who may use them: %j', (credential) => {
    expect(faultsOf(credential)).toEqual([
      expect.stringMatching(/GATEWAY_API_KEYS.*GATEWAY_JWKS_URL.*GATEWAY_ANONYMOUS=allow/),
    ]);
    expect(faultsOf({ ...credential, GATEWAY_ANONYMOUS: 'allow' })).toEqual([]);
    expect(faultsOf({ ...credential, GATEWAY_API_KEYS: key })).toEqual([]);
    expect(faultsOf({ ...credential, ...jwt })).toEqual([]);
  });
});

describe('the gate', () => {
  it('checks JWTs of one issuer for one audience', () => {
    expect(parseConfig(jwt).gate).toEqual({
      kind: 'jwt',
      jwksUrl: new URL(jwt.GATEWAY_JWKS_URL),
      issuer: jwt.GATEWAY_JWT_ISSUER,
      audience: jwt.GATEWAY_JWT_AUDIENCE,
    });
  });

  it.each(['GATEWAY_JWKS_URL', 'GATEWAY_JWT_ISSUER', 'GATEWAY_JWT_AUDIENCE'] as const)(
    'is refused without its %s',
    (missing) => {
      const { [missing]: _, ...rest } = jwt;
      expect(faultsOf(rest)).toContain(
        'GATEWAY_JWKS_URL, GATEWAY_JWT_ISSUER and GATEWAY_JWT_AUDIENCE must be set together',
      );
    },
  );

  it.each<Environment>([
    { GATEWAY_API_KEYS: key, ...jwt },
    { GATEWAY_API_KEYS: key, GATEWAY_ANONYMOUS: 'allow' },
    { GATEWAY_ANONYMOUS: 'allow', ...jwt },
    { GATEWAY_API_KEYS: key, GATEWAY_ANONYMOUS: 'allow', ...jwt },
  ])('is refused beside another: %j', (gates) => {
    expect(faultsOf(gates)).toEqual([
      'only one of GATEWAY_API_KEYS, GATEWAY_JWKS_URL and GATEWAY_ANONYMOUS can be set',
    ]);
  });

  it('is open for everybody only where that was said, or where there is nothing to lend', () => {
    expect(parseConfig({ GATEWAY_ANONYMOUS: 'allow', PIKTID_TOKEN: 't' }).gate).toEqual({ kind: 'open' });
    expect(parseConfig({}).gate).toEqual({ kind: 'open' });
  });
});
