import { describe, expect, it } from 'vitest';
import { bearerTokenOf } from '#src/http/authorization.ts';
import { NeverSent } from '#src/http/never-sent.ts';

const never = new AbortController().signal;

describe('bearerTokenOf', () => {
  it("sends the caller's own token", async () => {
    expect(await bearerTokenOf({ kind: 'caller', token: 'abc' }, 'piktid', never)).toBe('abc');
  });

  it("asks the gateway's own account for its token every time", async () => {
    const tokens = ['one', 'two'];
    const credential = {
      kind: 'service',
      token: async () => tokens.shift() ?? '',
      refused: () => {},
    } as const;
    expect(await bearerTokenOf(credential, 'sartiq', never)).toBe('one');
    expect(await bearerTokenOf(credential, 'sartiq', never)).toBe('two');
  });

  it('does not wait for a token longer than whoever needs it', async () => {
    const credential = {
      kind: 'service',
      token: () => new Promise<string>(() => {}),
      refused: () => {},
    } as const;
    const caller = new AbortController();
    const waiting = bearerTokenOf(credential, 'sartiq', caller.signal);
    caller.abort();
    await expect(waiting).rejects.toBeInstanceOf(NeverSent);
  });

  it('rejects with what is missing where there is no credential', async () => {
    await expect(
      bearerTokenOf({ kind: 'none', why: 'needs a token' }, 'acusight', never),
    ).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'Acusight needs a token',
      details: { upstream: 'acusight' },
    });
  });
});
