/** What tests of changes need of the simulated Sartiq: its rows, and ids that stand for nothing or for somebody else's. */

import type { SartiqData, SetDesignRow } from '#test/simulators/sartiq/rows.ts';
import type { World } from './world.ts';

export const unknownId = '00000000-0000-4000-8000-000000000000';

export interface SetDesignIds {
  readonly giulia: string;
  /** Giulia is a member of the first only. */
  readonly ownOrganization: string;
  readonly foreignOrganization: string;
  readonly subjects: readonly [string, string, string];
  readonly shotTypes: readonly [string, string, string];
  readonly backgroundPreset: string;
  readonly media: string;
}

export function sartiqData(world: World): SartiqData {
  return world.simulators.sartiq.data;
}

export function readSetDesignIds(world: World): SetDesignIds {
  const { users, organizations, subjects, shotTypes, backgroundPresets, media } = sartiqData(world);
  const everybodys = subjects.filter((row) => row.organization_id === null);
  return {
    giulia: idAt(
      users.filter(({ person }) => person === 'giulia'),
      0,
    ),
    ownOrganization: idAt(organizations, 0),
    foreignOrganization: idAt(organizations, 1),
    subjects: [idAt(everybodys, 0), idAt(everybodys, 1), idAt(everybodys, 2)],
    shotTypes: [idAt(shotTypes, 0), idAt(shotTypes, 1), idAt(shotTypes, 2)],
    backgroundPreset: idAt(backgroundPresets, 0),
    media: idAt([...media.values()], 0),
  };
}

/** A personal set design of Giulia that has images of every kind, as the simulator holds it. */
export function fullSetDesign(world: World): SetDesignRow {
  const { giulia } = readSetDesignIds(world);
  const isFull = (row: SetDesignRow) =>
    row.owner_id === giulia &&
    row.organization_id === null &&
    row.base_images.length > 2 &&
    row.reference_images.length > 0 &&
    row.subject_portraits.length > 0;
  return rowOf(world, sartiqData(world).setDesigns.find(isFull)?.id);
}

export function rowOf(world: World, setDesignId: string | undefined): SetDesignRow {
  const row = sartiqData(world).setDesigns.find(({ id }) => id === setDesignId);
  if (!row) throw new Error('The simulated world lacks a set design that the test needs');
  return row;
}

function idAt(rows: readonly { readonly id: string }[], index: number): string {
  const row = rows[index];
  if (!row) throw new Error('The simulated world lacks a row that the test needs');
  return row.id;
}
