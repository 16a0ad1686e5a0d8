/** The Pod of `helm test`: its command, as rendered, run on a gateway and on what is none. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, it } from 'vitest';
import { findHelm } from '#test/support/helm.ts';
import { checkedObjects, theOnly } from '#test/support/kubernetes.ts';
import { startGatewayWith } from '#test/support/world.ts';

let args: readonly string[];
beforeAll(async () => {
  const helm = await findHelm('looks');
  const [container] = theOnly('Pod', checkedObjects(await helm.template({}))).spec?.containers ?? [];
  const [program, ...flags] = container?.command ?? [];
  expect(program).toBe('node');
  args = [...flags, ...(container?.args ?? [])];
});

async function runTest(gateway: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, args, { env: { GATEWAY: gateway } });
  const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, said: said + complaint };
}

it('passes where a gateway answers, with and without a key', async () => {
  await using open = await startGatewayWith({});
  expect(await runTest(open.url)).toEqual({ code: 0, said: `${open.url} answers 200\n` });
  await using gated = await startGatewayWith({ GATEWAY_API_KEYS: 'a-key-of-the-studio' });
  expect(await runTest(gated.url)).toEqual({ code: 0, said: `${gated.url} answers 401\n` });
});

it('fails where nobody, somebody else or a gateway that stops answers', async () => {
  const gateway = await startGatewayWith({});
  await gateway.stopGateway();
  expect(await runTest(gateway.url)).toMatchObject({ code: 1 });

  const stopping = createServer((_, response) => response.writeHead(503).end('{"status":"stopping"}'));
  const other = createServer((_, response) => response.end('{"hello":"world"}'));
  for (const [server, why] of [
    [stopping, '/ready answers 503'],
    [other, '/graphql answers 200'],
  ] as const) {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { code, said } = await runTest(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect({ code, why: said.includes(why) ? why : said }).toEqual({ code: 1, why });
    server.close();
  }
});
