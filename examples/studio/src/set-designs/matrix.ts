/** A set design as a table: its subjects across, all known shot types down, and what is there in between. Pure. */

export interface Subject {
  readonly subjectId: string;
  readonly name: string;
}

export interface ShotType {
  readonly shotTypeId: string;
  readonly name: string;
}

/** What a set design names: a base image has both, a portrait a subject, a reference image a shot type. */
export interface Placed<Image> {
  readonly image: Image;
  readonly subject: Subject | null;
  readonly shotType: ShotType | null;
}

/** One place of the table. */
export interface Cell {
  readonly subjectId: string;
  readonly shotTypeId: string;
}

export interface Matrix<Image> {
  readonly subjects: readonly Subject[];
  readonly shotTypes: readonly ShotType[];
  readonly imageAt: (cell: Cell) => Image | null;
  /** Places without a base image, row by row. */
  readonly gaps: readonly Cell[];
}

/** @param shotTypes every shot type that is known, not only those of this set design */
export function matrixOf<Image>(
  baseImages: readonly Placed<Image>[],
  subjects: readonly (Subject | null)[],
  shotTypes: readonly (ShotType | null)[],
): Matrix<Image> {
  const across = distinct(
    [...baseImages.map(({ subject }) => subject), ...subjects],
    (each) => each.subjectId,
  );
  const down = distinct(
    [...shotTypes, ...baseImages.map(({ shotType }) => shotType)],
    (each) => each.shotTypeId,
  );
  down.sort((left, right) => left.name.localeCompare(right.name, 'en'));
  const images = new Map(
    baseImages.flatMap(({ image, subject, shotType }) =>
      subject && shotType ? [[cellKey({ ...subject, ...shotType }), image] as const] : [],
    ),
  );
  const cells = down.flatMap(({ shotTypeId }) => across.map(({ subjectId }) => ({ subjectId, shotTypeId })));
  return {
    subjects: across,
    shotTypes: down,
    imageAt: (cell) => images.get(cellKey(cell)) ?? null,
    gaps: cells.filter((cell) => !images.has(cellKey(cell))),
  };
}

/** Sartiq takes subjects and shot types, and prepares each with each: what a choice of gaps asks for in the end. */
export function requestedBy<Image>(
  chosen: readonly Cell[],
  { gaps }: Pick<Matrix<Image>, 'gaps'>,
): { readonly subjectIds: string[]; readonly shotTypeIds: string[]; readonly cells: readonly Cell[] } {
  const subjectIds = [...new Set(chosen.map(({ subjectId }) => subjectId))];
  const shotTypeIds = [...new Set(chosen.map(({ shotTypeId }) => shotTypeId))];
  const cells = gaps.filter(
    ({ subjectId, shotTypeId }) => subjectIds.includes(subjectId) && shotTypeIds.includes(shotTypeId),
  );
  return { subjectIds, shotTypeIds, cells };
}

export function cellKey({ subjectId, shotTypeId }: Cell): string {
  return `${subjectId} ${shotTypeId}`;
}

function distinct<Entry>(entries: readonly (Entry | null)[], keyOf: (entry: Entry) => string): Entry[] {
  const found = new Map<string, Entry>();
  for (const entry of entries) if (entry !== null && !found.has(keyOf(entry))) found.set(keyOf(entry), entry);
  return [...found.values()];
}
