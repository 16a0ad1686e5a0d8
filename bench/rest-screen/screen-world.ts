/** What the screen is read from and how that is counted: the simulators, a job to show, and clients that note what they get. */

import type { SimulatorOptions } from '#test/simulators/simulator.ts';
import { smallWorldSize, tokenOf } from '#test/simulators/simulator.ts';
import { type Simulators, type simulatorNames, startSimulators } from '#test/simulators/start.ts';
import type { Post } from './query-screen-client.ts';
import type { Ask, Backends } from './rest-screen-client.ts';

/** What a client sent and got. */
export interface Traffic {
  requests: number;
  /** Of the answers' bodies. */
  bytes: number;
  /** The longest chain of requests of which each could only be sent when the one before was answered. */
  roundTrips: number;
}

export interface CountedClient {
  readonly traffic: Traffic;
  readonly ask: Ask;
  readonly post: Post;
}

export function startScreenWorld(options: SimulatorOptions = {}): Promise<Simulators> {
  return startSimulators({ size: smallWorldSize, ...options });
}

/** A finished job of at least 20 images whose first one has a name that the other lists have, too. */
export function pickJob({ piktid, acusight }: Simulators): string {
  const uploaded = new Set(
    piktid.data.assets.filter(({ owner }) => owner === 'giulia').map(({ filename }) => filename),
  );
  const known = new Set(acusight.data.images.map(({ filename }) => filename));
  const job = piktid.data.jobs.find(({ owner, images, job_status }) => {
    const [first] = images.map(({ original_filename: name }) => name ?? '').sort();
    return (
      owner === 'giulia' &&
      job_status === 'completed' &&
      images.length >= 20 &&
      images.length <= 200 &&
      first !== undefined &&
      uploaded.has(first) &&
      known.has(first)
    );
  });
  if (!job) throw new Error('The world has no job for the screen');
  return job.job_id;
}

export function backendsOf(simulators: Simulators): Backends {
  const backend = (name: (typeof simulatorNames)[number]) => ({
    url: simulators[name].url,
    token: tokenOf(name, 'giulia'),
  });
  return { piktid: backend('piktid'), sartiq: backend('sartiq'), acusight: backend('acusight') };
}

/** @param linkMs stands for the way between the client and whatever it asks, there and back */
export function createCountedClient(linkMs = 0): CountedClient {
  const traffic: Traffic = { requests: 0, bytes: 0, roundTrips: 0 };
  const send = async (url: string, init: RequestInit): Promise<Response> => {
    traffic.requests += 1;
    const place = waves + 1;
    if (linkMs > 0) await new Promise((resolve) => setTimeout(resolve, linkMs));
    const answer = await fetch(url, init);
    const body = await answer.arrayBuffer();
    traffic.bytes += body.byteLength;
    waves = Math.max(waves, place);
    traffic.roundTrips = waves;
    return new Response(body, { status: answer.status, headers: answer.headers });
  };
  // Whatever is sent before an answer came is of the same wave.
  let waves = 0;
  return {
    traffic,
    ask: (url, headers) => send(url, { headers }),
    post: (url, body) => send(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
  };
}

/** Signed addresses differ with every read. */
export function withoutSignatures(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data).replaceAll(/\?Expires=\d+&Signature=[\w-]+/g, '?'));
}
