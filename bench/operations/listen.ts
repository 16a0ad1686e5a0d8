/** Listens on a free port of this machine. */

import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** Resolves to the URL, without a final slash. */
export async function listenAnywhere(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
