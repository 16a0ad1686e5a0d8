/** A small simulated Sartiq on a clock that tests move by hand, with shapes to read its answers. */

import { z } from 'zod';
import { type ContractAsk, createContractAsk } from '#test/simulators/contract-ask.ts';
import { type SimulatedUser, type Simulator, smallWorldSize } from '#test/simulators/simulator.ts';
import type { Asked } from '#test/support/ask.ts';
import type { SartiqData } from './rows.ts';
import { startSartiq } from './start-sartiq.ts';

export interface SartiqWorld extends AsyncDisposable {
  readonly sartiq: Simulator<SartiqData>;
  readonly data: SartiqData;
  readonly ask: ContractAsk;
  /** Milliseconds since 1970. */
  readonly clock: { nowMs: number };
  readonly ids: WorldIds;
}

/** Ids that tests need, read from the data. */
interface WorldIds {
  readonly users: Readonly<Record<SimulatedUser, string>>;
  /** Giulia is a member of the first organization only. */
  readonly ownOrganization: string;
  readonly foreignOrganization: string;
  /** A personal design of Giulia with base images, and designs she must not see. */
  readonly design: string;
  readonly designOfMarco: string;
  readonly designOfForeignOrganization: string;
  readonly subject: string;
  readonly shotType: string;
}

export async function startWorld(): Promise<SartiqWorld> {
  const clock = { nowMs: Date.UTC(2026, 2, 20, 8, 30, 15, 120) };
  const sartiq = await startSartiq({ size: { ...smallWorldSize, setDesigns: 40 }, now: () => clock.nowMs });
  return {
    sartiq,
    data: sartiq.data,
    ask: createContractAsk('sartiq', sartiq),
    clock,
    ids: readIds(sartiq.data),
    [Symbol.asyncDispose]: () => sartiq[Symbol.asyncDispose](),
  };
}

function readIds(data: SartiqData): WorldIds {
  const user = (person: SimulatedUser): string => idOf(data.users.find((row) => row.person === person));
  const users = { giulia: user('giulia'), marco: user('marco'), empty: user('empty') };
  const [own, foreign] = data.organizations;
  const { setDesigns } = data;
  return {
    users,
    ownOrganization: idOf(own),
    foreignOrganization: idOf(foreign),
    design: idOf(setDesigns.find((row) => row.owner_id === users.giulia && row.base_images.length > 2)),
    designOfMarco: idOf(
      setDesigns.find((row) => row.owner_id === users.marco && row.organization_id === null),
    ),
    designOfForeignOrganization: idOf(setDesigns.find((row) => row.organization_id === foreign?.id)),
    subject: idOf(data.subjects[0]),
    shotType: idOf(data.shotTypes[0]),
  };
}

function idOf(row: { readonly id: string } | undefined): string {
  if (row === undefined) throw new Error('The simulated world lacks a row that the tests need');
  return row.id;
}

const childShape = z.looseObject({ id: z.string(), created_at: z.string() });
export const designShape = z.looseObject({
  id: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  name: z.string(),
  base_images: z.array(
    childShape.extend({
      subject_id: z.string(),
      shot_type_id: z.string(),
      image_url: z.string().nullable(),
      image_media: z.looseObject({ id: z.string(), url: z.string() }).nullable(),
    }),
  ),
  reference_images: z.array(
    childShape.extend({ label: z.string().nullable(), image_url: z.string().nullable() }),
  ),
  subject_portraits: z.array(childShape),
});
export const listShape = z.strictObject({ data: z.array(designShape), count: z.number() });
export const detailShape = z.strictObject({ detail: z.string() });
export const problemsShape = z.strictObject({
  detail: z.array(
    z.strictObject({
      type: z.string(),
      loc: z.array(z.union([z.string(), z.number()])),
      msg: z.string(),
      input: z.unknown(),
      ctx: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});
export const taskShape = z.strictObject({
  id: z.string(),
  owner_id: z.string(),
  set_design_id: z.string(),
  subject_id: z.string(),
  status: z.string(),
  progress: z.number(),
  total_items: z.number(),
  processed_items: z.number(),
  images_processed: z.number(),
  images_skipped: z.number(),
  error_message: z.string().nullable(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  completed_at: z.string().nullable(),
  result_data: z.strictObject({ skipped: z.array(z.unknown()) }).nullable(),
});

/** Status and text of an answer whose `detail` is a text. */
export function readDetail({ body, status }: Asked): [number, string] {
  return [status, detailShape.parse(body).detail];
}

/** The problems of a 422; rejects any other answer. */
export function readProblems({ body, status }: Asked): z.infer<typeof problemsShape>['detail'] {
  if (status !== 422) throw new Error(`Expected 422, got ${status}`);
  return problemsShape.parse(body).detail;
}

/** No row has this id. */
export const unknownId = '00000000-0000-4000-8000-000000000000';
