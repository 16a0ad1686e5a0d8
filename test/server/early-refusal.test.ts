/** A Sartiq that refuses a file while it is still sent, and closes the connection with bytes unread: as real ones do. */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { postForm, uploadInput, uploadParts } from '#test/support/upload.ts';
import { serviceEnvironment, startWorld } from '#test/support/world.ts';

const file = Buffer.concat([Buffer.from('PK'), Buffer.alloc(24e6, 'x')]);

/** How a server leaves after it has answered. */
const leave: Readonly<Record<string, (socket: Socket, answer: string) => void>> = {
  'closes at once': (socket, answer) => void socket.write(answer, () => socket.destroy()),
  'resets the connection': (socket, answer) => void socket.write(answer, () => socket.resetAndDestroy()),
  'ends and reads no more': (socket, answer) => void socket.end(answer, () => socket.pause()),
};

function answerText(status: number, body: string): string {
  const head = `HTTP/1.1 ${status} No\r\nconnection: close\r\ncontent-type: application/json\r\n`;
  return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

describe.each(Object.keys(leave))('a Sartiq that refuses early and %s', (way) => {
  it.each([
    [413, '', 'The file is too large for Sartiq.'],
    [413, '<html>too large</html>', 'The file is too large for Sartiq.'],
    [413, '{"detail":"At most 50 MB"}', 'The file is too large for Sartiq.'],
    [422, '{"detail":"Not like this"}', 'Not like this'],
  ])('is heard: %d %s', async (status, body, message) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.pause();
        leave[way]?.(socket, answerText(status, body));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await using world = await startWorld({
      env: (simulators) => ({ ...serviceEnvironment(simulators), SARTIQ_URL: `http://127.0.0.1:${port}` }),
    });
    const answer = await postForm(world.url, uploadParts(uploadInput(world.simulators), file));
    expect(answer.errors).toEqual([]);
    expect(answer.data.uploadSetDesignBaseImages).toMatchObject({
      uploadTask: null,
      userErrors: [{ message, code: 'INVALID' }],
    });
    server.close();
  });
});
