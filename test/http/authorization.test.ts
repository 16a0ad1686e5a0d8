import { describe, expect, it } from 'vitest';
import { bearerTokenOf } from '#src/http/authorization.ts';

describe('bearerTokenOf', () => {
  it("sends the caller's own token", async () => {
    expect(await bearerTokenOf({ kind: 'caller', token: 'abc' }, 'piktid')).toBe('abc');
  });

  it("asks the gateway's own account for its token every time", async () => {
    const tokens = ['one', 'two'];
    const credential = {
      kind: 'service',
      token: async () => tokens.shift() ?? '',
      refused: () => {},
    } as const;
    expect(await bearerTokenOf(credential, 'sartiq')).toBe('one');
    expect(await bearerTokenOf(credential, 'sartiq')).toBe('two');
  });

  it('rejects with what is missing where there is no credential', async () => {
    await expect(bearerTokenOf({ kind: 'none', why: 'needs a token' }, 'acusight')).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'Acusight needs a token',
      details: { upstream: 'acusight' },
    });
  });
});
