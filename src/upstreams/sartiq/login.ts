/**
 * Sartiq's one-hour tokens for a user name and password. Owns the token and when to renew it; whoever needs one
 * asks here. There is no refresh token: renewing is logging in again.
 */

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { UpstreamFailure } from '#src/errors.ts';
import { decodeAnswer, parseAnswer, wireOptionalNumber } from '#src/http/decode.ts';
import type { Send } from '#src/http/exchange.ts';
import { routePath } from '#src/http/route.ts';
import { failureOfStatus } from '#src/http/status.ts';

interface Token {
  readonly value: string;
  readonly renewAtMs: number;
}

/** A token is replaced when a minute of its life is left, so that none expires on the way. */
const renewBeforeMs = 60_000;
const documentedLifeSeconds = 3_600;

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: wireOptionalNumber });

export interface SartiqLogin {
  /** A token that is valid for at least a minute, as far as Sartiq's word goes. */
  readonly token: () => Promise<string>;
  /** Forgets a token that Sartiq did not accept, so that the next request logs in again. */
  readonly refused: (token: string) => void;
}

/** A source of valid tokens. However many ask at once, one login is sent; a failed one is forgotten. */
export function createSartiqLogin(options: {
  readonly send: Send;
  readonly username: string;
  readonly password: string;
  readonly now: () => number;
}): SartiqLogin {
  let token: Token | null = null;
  let login: Promise<Token> | null = null;
  return {
    token: async () => {
      if (token === null || token.renewAtMs <= options.now()) {
        login ??= logIn(options).finally(() => {
          login = null;
        });
        token = await login;
      }
      return token.value;
    },
    refused: (value) => {
      if (token?.value === value) token = null;
    },
  };
}

async function logIn(options: Parameters<typeof createSartiqLogin>[0]): Promise<Token> {
  const { send, username, password, now } = options;
  const response = await send({
    method: 'POST',
    ...routePath('/login/access-token'),
    query: [],
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'password', username, password }).toString(),
    origin: {
      caller: 'service',
      requestId: randomUUID(),
      reuse: 'refused',
      endsAtMs: Number.POSITIVE_INFINITY,
      ledger: null,
    },
    // One login serves many operations, so none of them can cancel it; the deadline ends it.
    signal: new AbortController().signal,
  });
  const failure = failureOfStatus('sartiq', response, now());
  if (failure?.code === 'UNAUTHENTICATED') {
    throw new UpstreamFailure(
      'UNAUTHENTICATED',
      'sartiq',
      "did not accept the gateway's user name and password",
    );
  }
  if (failure) throw failure;
  const answer = decodeAnswer('sartiq', tokenAnswer, parseAnswer('sartiq', response.body).value);
  const lifeMs = (answer.expires_in ?? documentedLifeSeconds) * 1000;
  return { value: answer.access_token, renewAtMs: now() + Math.max(0, lifeMs - renewBeforeMs) };
}
