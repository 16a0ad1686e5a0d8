/** A Sartiq that answers nothing until it is released, and then an empty list to everything. */

import { type StubServer, startStubServer } from '#test/http/stub-server.ts';

export interface HeldSartiq extends StubServer {
  /** Answers what waits, and from then on at once. */
  readonly release: () => void;
}

export async function startHeldSartiq(): Promise<HeldSartiq> {
  const released = Promise.withResolvers<void>();
  const server = await startStubServer((request, response) => {
    request.resume();
    void released.promise.then(() => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: [], count: 0 }));
    });
  });
  return Object.assign(server, { release: released.resolve });
}
