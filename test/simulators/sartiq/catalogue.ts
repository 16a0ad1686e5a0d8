/** Invents what set designs refer to: people, organizations, subjects, shot types, presets. Deterministic. */

import { createRandom } from '#test/simulators/random.ts';
import type { SimulatedUser } from '#test/simulators/simulator.ts';
import type { BackgroundPresetRow, OrganizationRow, ShotTypeRow, SubjectRow, UserRow } from './rows.ts';

const founded = '2025-01-01T00:00:00.000000Z';
const stamp = { created_at: founded, updated_at: founded } as const;

const people: readonly (readonly [SimulatedUser | null, string, string | null])[] = [
  ['giulia', 'giulia@studio.example', 'Giulia R.'],
  ['marco', 'marco@studio.example', 'Marco B.'],
  ['empty', 'empty@studio.example', null],
  [null, 'lena@studio.example', 'Lena Ó Súilleabháin'],
];

export function generateUsers(seed: number): UserRow[] {
  const random = createRandom(seed, 'sartiq:users');
  return people.map(([person, email, full_name]) => ({
    ...stamp,
    id: random.uuid(),
    person,
    email,
    full_name,
    is_active: true,
    is_superuser: false,
    rework_available: person === 'giulia' ? 12 : 0,
    role: null,
  }));
}

/** Giulia is in the first one only, Marco in both, `empty` in none. */
export function generateOrganizations(seed: number, users: readonly UserRow[]): OrganizationRow[] {
  const random = createRandom(seed, 'sartiq:organizations');
  const [giulia = '', marco = '', , lena = ''] = users.map((user) => user.id);
  return [
    { ...stamp, id: random.uuid(), name: 'Studio Milano', members: new Set([giulia, marco, lena]) },
    { ...stamp, id: random.uuid(), name: 'Atelier Nørrebro', members: new Set([marco]) },
  ];
}

const subjectNames = [
  ...[
    'Marta',
    'Noah',
    'Aiko 愛子',
    'Zoë',
    'Björn',
    'Олена',
    'Chidi',
    'Inês',
    'Yusuf',
    'Léa',
    'Mateusz',
    'Sìne',
  ],
  ...[
    'Amara',
    'Diego',
    'Nguyễn An',
    'Freja',
    'Kwame',
    'Noor',
    'Siobhán',
    'Tomáš',
    'Valentina',
    'Wei 伟',
    'Ravi',
    'Elif',
  ],
];

/** Two dozen; the last three belong to the first organization, the others to everybody. */
export function generateSubjects(
  seed: number,
  organizationId: string,
  coverIds: readonly string[],
): SubjectRow[] {
  const random = createRandom(seed, 'sartiq:subjects');
  return subjectNames.map((name, index) => ({
    id: random.uuid(),
    created_at: `2026-01-${String(10 + (index % 12)).padStart(2, '0')}T09:00:00.000000Z`,
    updated_at: '2026-02-01T09:00:00.000000Z',
    name,
    description: random.chance(0.6) ? null : `${name}: natural light, calm poses`,
    subject_type: random.pick(['AI', 'AI', 'REAL']),
    gender: random.chance(0.1) ? null : random.pick(['MALE', 'FEMALE', 'OTHER']),
    age_class: random.chance(0.1) ? null : random.pick(['KID', 'TEEN', 'YOUNG', 'MIDDLE_AGE', 'ELDER']),
    cover_media_id: random.chance(0.15) ? null : (coverIds[index] ?? null),
    organization_id: index >= subjectNames.length - 3 ? organizationId : null,
  }));
}

const shots: readonly (readonly [string, string | null, string | null])[] = [
  ['front_full_body', 'FULL_BODY', 'FRONT'],
  ['back_full_body', 'FULL_BODY', 'BACK'],
  ['side_full_body', 'FULL_BODY', 'SIDE'],
  ['front_upper_body', 'UPPER_BODY', 'FRONT'],
  ['back_upper_body', 'UPPER_BODY', 'BACK'],
  ['side_upper_body', 'UPPER_BODY', 'SIDE'],
  ['front_lower_body', 'LOWER_BODY', 'FRONT'],
  ['front_upper_three_quarters', 'UPPER_THREE_QUARTERS', 'FRONT'],
  ['side_lower_three_quarters', 'LOWER_THREE_QUARTERS', 'SIDE'],
  ['detail', null, null],
];

export function generateShotTypes(seed: number): ShotTypeRow[] {
  const random = createRandom(seed, 'sartiq:shot-types');
  const shared = { ...stamp, visibility: 'PUBLIC', owner_id: null, organization_id: null };
  return shots.map(([name, framing, view_angle]) => ({
    ...shared,
    id: random.uuid(),
    name,
    framing,
    view_angle,
  }));
}

const presets = [
  ...['White loft', 'Concrete studio', 'Golden hour rooftop', 'Seamless grey'],
  ...['Palazzo, marble', 'Fjord at dusk – blå time', 'Greenhouse', 'Night market 夜市'],
];

export function generateBackgroundPresets(seed: number): BackgroundPresetRow[] {
  const random = createRandom(seed, 'sartiq:presets');
  return presets.map((name) => ({
    ...stamp,
    id: random.uuid(),
    name,
    owner_id: null,
    organization_id: null,
  }));
}
