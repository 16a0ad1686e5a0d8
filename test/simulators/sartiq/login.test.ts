import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { detailShape, problemsShape, type SartiqWorld, startWorld } from './world.ts';

const tokenShape = z.strictObject({
  access_token: z.string(),
  token_type: z.literal('bearer'),
  expires_in: z.literal(3600),
});

async function logIn(
  { ask }: SartiqWorld,
  fields: Record<string, string>,
): Promise<{ status: number; body: unknown }> {
  return ask('POST', '/login/access-token', {
    user: null,
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
}

describe('POST /login/access-token', () => {
  it.each(['giulia', 'marco', 'empty'])(
    'gives %s a token that works for one hour of the clock',
    async (name) => {
      await using world = await startWorld();
      const fields = {
        grant_type: 'password',
        username: `${name}@studio.example`,
        password: `${name}-password`,
      };
      const token = tokenShape.parse((await logIn(world, fields)).body).access_token;
      const me = await world.ask('GET', '/users/me', { token });
      expect(me.body).toMatchObject({ email: fields.username });
      expect(world.sartiq.requests.at(-1)?.user).toBe(name);
      world.clock.nowMs += 3_599_999;
      expect((await world.ask('GET', '/users/me', { token })).status).toBe(200);
      world.clock.nowMs += 1;
      const late = await world.ask('GET', '/users/me', { token });
      expect([late.status, detailShape.parse(late.body).detail]).toEqual([
        401,
        'Could not validate credentials',
      ]);
    },
  );

  it('gives another token every time and keeps the first one valid', async () => {
    await using world = await startWorld();
    const fields = { username: 'giulia@studio.example', password: 'giulia-password' };
    const tokens = [await logIn(world, fields), await logIn(world, fields)].map(
      ({ body }) => tokenShape.parse(body).access_token,
    );
    expect(new Set(tokens).size).toBe(2);
    const replies = await Promise.all(tokens.map((token) => world.ask('GET', '/users/me', { token })));
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('refuses a wrong password and a colleague without login alike', async () => {
    await using world = await startWorld();
    for (const username of ['giulia@studio.example', 'lena@studio.example', 'nobody@studio.example']) {
      const { body, status } = await logIn(world, { username, password: 'null-password' });
      expect([status, detailShape.parse(body).detail]).toEqual([401, 'Incorrect email or password']);
    }
  });

  it('names every missing field and a wrong grant', async () => {
    await using world = await startWorld();
    const { body, status } = await logIn(world, { password: '', grant_type: 'refresh' });
    expect(status).toBe(422);
    expect(problemsShape.parse(body).detail.map(({ loc, type }) => [loc, type])).toEqual([
      [['body', 'username'], 'missing'],
      [['body', 'password'], 'missing'],
      [['body', 'grant_type'], 'string_pattern_mismatch'],
    ]);
  });
});

describe('tokens', () => {
  it('tells a missing token from a wrong one, before anything else is looked at', async () => {
    await using world = await startWorld();
    const missing = await world.ask('GET', '/set-designs/?skip=x', { user: null });
    const wrong = await world.ask('GET', '/set-designs/x', { token: 'acusight-giulia-token' });
    const basic = await world.ask('GET', '/users/me', {
      user: null,
      headers: { authorization: 'Basic eDp5' },
    });
    expect(
      [missing, wrong, basic].map(({ body, status }) => [status, detailShape.parse(body).detail]),
    ).toEqual([
      [401, 'Not authenticated'],
      [401, 'Could not validate credentials'],
      [401, 'Not authenticated'],
    ]);
    expect(wrong.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('keeps the fixed tokens valid for ever', async () => {
    await using world = await startWorld();
    world.clock.nowMs += 10 * 365 * 24 * 3_600_000;
    expect((await world.ask('GET', '/users/me')).status).toBe(200);
  });
});
