import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { smallWorldSize, tokenOf } from './simulator.ts';
import { startSimulators } from './start.ts';

const size = { ...smallWorldSize, galleryImages: 200, datasetImages: 100, annotations: 100, setDesigns: 20 };

/** A port that something listens on until it is disposed. */
async function takePort(): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const stop = async (): Promise<void> => {
    const closed = Promise.withResolvers<void>();
    server.close(() => closed.resolve());
    await closed.promise;
  };
  return { port: address.port, [Symbol.asyncDispose]: stop };
}

/** A port that was free a moment ago. */
async function findPort(): Promise<number> {
  await using taken = await takePort();
  return taken.port;
}

describe('startSimulators', () => {
  it('starts three backends that refuse the tokens of each other', async () => {
    await using world = await startSimulators({ size });
    const { acusight, piktid, sartiq } = world;
    const routes = [
      ['piktid', `${piktid.url}/assets`],
      ['sartiq', `${sartiq.url}/set-designs/`],
      ['acusight', `${acusight.url}/data/images`],
    ] as const;
    for (const [name, url] of routes) {
      for (const [other] of routes) {
        const response = await fetch(url, {
          headers: { authorization: `Bearer ${tokenOf(other, 'giulia')}` },
        });
        expect([name, other, response.status]).toEqual([name, other, name === other ? 200 : 401]);
      }
    }
  });

  it('names pictures alike, so that file names join', async () => {
    await using world = await startSimulators({ size });
    const assets = new Set(world.piktid.data.assets.map(({ filename }) => filename));
    const shared = world.acusight.data.images.filter(({ filename }) => assets.has(filename));
    expect(shared.length).toBeGreaterThan(30);
  });

  it('listens on the ports it is given, and on free ones again once it is stopped', async () => {
    const ports = { piktid: await findPort(), sartiq: await findPort(), acusight: await findPort() };
    for (const _ of [1, 2]) {
      await using world = await startSimulators({ size, ports });
      expect(new URL(world.sartiq.url).port).toBe(String(ports.sartiq));
      expect(new URL(world.acusight.url).port).toBe(String(ports.acusight));
    }
  });

  it('rejects with the port that is taken, and stops what it had started', async () => {
    await using taken = await takePort();
    const ports = { piktid: await findPort(), acusight: taken.port };
    const failure = startSimulators({ size, ports });
    await expect(failure).rejects.toThrow(new RegExp(`acusight.*${taken.port}`));
    await expect(fetch(`http://127.0.0.1:${ports.piktid}/assets`)).rejects.toThrow();
  });
});
