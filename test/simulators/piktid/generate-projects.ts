/** Generates the projects of the simulated PiktID: a few per person, with names that are not only ASCII. */

import { createRandom } from '#test/simulators/random.ts';
import type { SimulatedUser } from '#test/simulators/simulator.ts';
import type { PiktidOwner, PiktidProjectRow } from './piktid-rows.ts';
import { formatMicros } from './piktid-times.ts';

const names: readonly (readonly [PiktidOwner, readonly SimulatedUser[], string])[] = [
  ['giulia', [], 'SS26 Linen'],
  ['giulia', [], 'AW26 Outerwear'],
  ['giulia', [], 'Été – robes légères'],
  ['giulia', [], 'Denim 100% recycled'],
  ['giulia', [], '春夏 2026 新作'],
  ['giulia', ['marco'], 'Lookbook Milano'],
  ['giulia', [], 'Kids & Baby'],
  ['giulia', [], 'RS27_preview'],
  ['giulia', [], 'SS26 Linen'],
  ['chiara', ['giulia'], 'Accessori – borse'],
  ['chiara', ['giulia', 'marco'], 'E-commerce packshots'],
  ['chiara', [], 'Riservato'],
  ['marco', [], 'Marco test shots'],
  ['marco', [], 'Sartoria uomo'],
];

/** The same projects for the same seed, oldest first; two of one name, some created at the same instant. */
export function generateProjects(seed: number): PiktidProjectRow[] {
  const random = createRandom(seed, 'piktid projects');
  let micros = Date.UTC(2024, 8, 2, 7, 10) * 1000;
  return names.map(([owner, sharedWith, name], index) => {
    if (random.chance(0.7)) micros += random.int(1, 40_000_000_000) * 60;
    const slug = name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
    return {
      owner,
      sharedWith: [...sharedWith],
      project_id: 391 + index * 3,
      project_name: name,
      project_key: `${slug || 'project'}-${random.uuid().slice(0, 4)}`,
      created_at: random.chance(0.1) ? null : formatMicros(micros),
      created_by: owner,
    };
  });
}
