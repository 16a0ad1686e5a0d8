/** A gateway with a key of its own for everybody who runs a recipe, on a clock that tests move, and what they ask it for. */

import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Environment } from '#src/config/env.ts';
import { startStubServer } from '#test/http/stub-server.ts';
import { makeZip } from '#test/simulators/sartiq/make-zip.ts';
import { eventually } from '#test/support/eventually.ts';
import { createManualClock, type ManualClock } from '#test/support/manual-clock.ts';
import { uploadInput } from '#test/support/upload.ts';
import { serviceEnvironment, startWorld, upstreamUrls, type World } from '#test/support/world.ts';
import type { Place } from './recipe.ts';

export interface RecipeWorld extends World {
  readonly clock: ManualClock;
  /** For recipes with a key. */
  readonly place: Place;
}

const key = 'a-key-of-the-tests-0123';

export async function startRecipeWorld(): Promise<RecipeWorld> {
  const clock = createManualClock();
  const world = await startWorld({ clock, env: gatedBy({ GATEWAY_API_KEYS: key }) });
  return { ...world, clock, place: { url: world.url, key } };
}

/** Service credentials for whoever passes the gate. */
function gatedBy(gate: Environment): (simulators: World['simulators']) => Environment {
  return (simulators) => {
    const { GATEWAY_ANONYMOUS: _, ...env } = serviceEnvironment(simulators);
    return { ...env, ...gate };
  };
}

/** A gateway that has no credentials, for recipes that bring tokens of the backends. */
export function startPassThroughWorld(): Promise<World> {
  return startWorld({ env: upstreamUrls });
}

/** A gateway whose callers bring a JWT, and an issuer of such. */
export async function startJwtWorld(): Promise<
  World & { readonly issue: (seconds: number) => Promise<string> }
> {
  await using stack = new AsyncDisposableStack();
  const [issuer, audience] = ['https://login.example', 'atelier'];
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }];
  const keySet = stack.use(
    await startStubServer((_request, response) => void response.end(JSON.stringify({ keys }))),
  );
  const gate = {
    GATEWAY_JWKS_URL: String(keySet.url),
    GATEWAY_JWT_ISSUER: issuer,
    GATEWAY_JWT_AUDIENCE: audience,
  };
  const world = stack.use(await startWorld({ env: gatedBy(gate) }));
  const running = stack.move();
  const issue = (seconds: number): Promise<string> => {
    const endSeconds = Math.floor(Date.now() / 1000) + seconds;
    const claims = new SignJWT({}).setSubject('giulia').setIssuer(issuer).setAudience(audience);
    return claims
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setExpirationTime(endSeconds)
      .sign(privateKey);
  };
  return { ...world, issue, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** This backend allows no more requests for a minute, or none of one kind. */
export function limit({ simulators }: World, backend: 'piktid' | 'sartiq', path = /^/): void {
  simulators[backend].inject({ path, kind: 'status', status: 429, headers: { 'retry-after': '60' } });
}

/** A ZIP of so many pictures, and where it belongs. */
export function someUpload({ simulators }: World, pictures = 4) {
  const names = Array.from({ length: pictures }, (_, index) => `picture-${index}.jpg`);
  const bytes = new Uint8Array(makeZip(Object.fromEntries(names.map((name) => [name, name]))));
  return { ...uploadInput(simulators), file: new File([bytes], 'looks.zip') };
}

/** Lets time go on, step by step, until it does not throw. */
export function asTimeGoes<Result>(clock: ManualClock, look: () => Result): Promise<Result> {
  return eventually(() => {
    try {
      return look();
    } catch (error) {
      clock.move(100);
      throw error;
    }
  });
}
