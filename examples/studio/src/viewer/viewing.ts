/** Which picture the viewer shows, and which ones it can go to from there. */
export interface Viewing {
  /** A global id. */
  readonly id: string;
  /** Global ids in the order of the list that it was opened from, its own among them. */
  readonly among: readonly string[];
}

/** The one so many places further; null where the list ends. */
export function neighbour({ id, among }: Viewing, distance: 1 | -1): Viewing | null {
  const at = among.indexOf(id);
  const next = at < 0 ? undefined : among[at + distance];
  return next === undefined ? null : { id: next, among };
}
