/** The file names of the simulated studio. Shared by all backends, so that joins by name really match. */

import { createRandom } from './random.ts';

const seasons = ['SS26', 'AW26', 'RS27'] as const;
const garments = ['BLZ', 'TRS', 'DRS', 'SKT', 'KNT', 'COA', 'SHR', 'JNS', 'TOP', 'BAG'] as const;
const views = ['front', 'back', 'side', 'detail'] as const;
/** Names that have broken somebody's join: accents (composed and not), other scripts, spaces, quotes, emoji, wildcards. */
const awkward = [
  'Manteau d’été_front.jpg',
  'cafe\u0301-noir_back.jpg',
  'caf\u00e9-noir_back.jpg',
  '連衣裙-07_front.jpg',
  'блейзер 12_side.jpg',
  'dress 100%_front.jpg',
  'under_score%wild_back.jpg',
  'quote"and\\slash_front.jpg',
  'comma,name_front.jpg',
  'plus+amp&hash#_front.jpg',
  '👗-gown_front.jpg',
] as const;

/** All file names of a world, distinct, in a fixed order: some awkward ones first, then the studio's usual form. */
export function studioFilenames(seed: number, count: number): string[] {
  const random = createRandom(seed, 'filenames');
  const names = new Set<string>(awkward);
  while (names.size < count) {
    const number = String(random.int(1, 400)).padStart(3, '0');
    names.add(`${random.pick(seasons)}-${random.pick(garments)}-${number}_${random.pick(views)}.jpg`);
  }
  return [...names].slice(0, count);
}
