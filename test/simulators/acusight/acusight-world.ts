/** A small simulated Acusight on a clock that tests move by hand, with typed ways to ask it. */

import { z } from 'zod';
import {
  type ContractAsk,
  type ContractAskOptions,
  createContractAsk,
} from '#test/simulators/contract-ask.ts';
import { smallWorldSize } from '#test/simulators/simulator.ts';
import type { AcusightData, ImageRow } from './rows.ts';
import { startAcusight } from './start-acusight.ts';

export const listShape = z.strictObject({
  success: z.literal(true),
  data: z.array(z.looseObject({ id: z.number(), filename: z.string() })),
  meta: z.strictObject({ count: z.number(), total: z.number(), limit: z.number(), offset: z.number() }),
});
export const objectShape = z.strictObject({
  success: z.literal(true),
  data: z.looseObject({ id: z.number() }),
});
const errorShape = z.strictObject({
  success: z.literal(false),
  error: z.strictObject({ code: z.string(), message: z.string(), details: z.string().optional() }),
});

export interface AcusightWorld extends AsyncDisposable {
  readonly data: AcusightData;
  readonly acusight: Awaited<ReturnType<typeof startAcusight>>;
  readonly ask: ContractAsk;
  /** Milliseconds since 1970. */
  readonly clock: { nowMs: number };
  /** GET /data/images with this query; rejects where it is refused. */
  list(query: string): Promise<z.infer<typeof listShape>>;
  /** Status, code and details of a GET that is refused. */
  refused(path: string, options?: ContractAskOptions): Promise<[number, string, string | undefined]>;
}

export async function startAcusightWorld(): Promise<AcusightWorld> {
  const clock = { nowMs: Date.UTC(2026, 2, 20, 8, 30, 15, 777) };
  const acusight = await startAcusight({ size: smallWorldSize, now: () => clock.nowMs });
  const ask = createContractAsk('acusight', acusight);
  return {
    data: acusight.data,
    acusight,
    ask,
    clock,
    list: async (query) => listShape.parse((await ask('GET', `/data/images?${query}`)).body),
    refused: async (path, options) => {
      const { body, status } = await ask('GET', path, options);
      const { error } = errorShape.parse(body);
      return [status, error.code, error.details];
    },
    [Symbol.asyncDispose]: () => acusight[Symbol.asyncDispose](),
  };
}

/** Ids of Giulia's images that pass, in the default order, straight from the rows. */
export function expectedIds(data: AcusightData, test: (image: ImageRow) => boolean): number[] {
  const own = data.images.filter((image) => image.organization === 'giulia' && test(image));
  own.sort((left, right) => Date.parse(right.created_at) - Date.parse(left.created_at) || right.id - left.id);
  return own.map(({ id }) => id);
}
