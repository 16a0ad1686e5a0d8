/** Who may see what: members, scopes and owners (S-04, S-05). Pure. Decides, and answers nothing. */

import type { SimulatedUser } from '#test/simulators/simulator.ts';
import type { SartiqData, SetDesignRow, UserRow } from './rows.ts';

/** The row of a simulated person. */
export function userOfPerson(data: SartiqData, person: SimulatedUser): UserRow {
  const user = data.users.find((row) => row.person === person);
  if (user === undefined) throw new Error(`The simulated Sartiq has no user for ${person}`);
  return user;
}

export function isMember(data: SartiqData, organizationId: string, userId: string): boolean {
  return data.organizations.some((row) => row.id === organizationId && row.members.has(userId));
}

export function shareOrganization(data: SartiqData, userId: string, otherId: string): boolean {
  return data.organizations.some(({ members }) => members.has(userId) && members.has(otherId));
}

/** Personal designs are for their owner, designs of an organization for its members. */
export function maySee(data: SartiqData, design: SetDesignRow, userId: string): boolean {
  const { organization_id, owner_id } = design;
  return organization_id === null ? owner_id === userId : isMember(data, organization_id, userId);
}

/** Whether this person may own a design of that organization, or a personal one, that the caller saves. */
export function mayOwn(
  data: SartiqData,
  ownerId: string,
  organizationId: string | null,
  callerId: string,
): boolean {
  if (ownerId === callerId) return true;
  return organizationId !== null && isMember(data, organizationId, ownerId);
}

/** One scope of a list: an organization's designs, or the caller's personal ones. Newest first, then by id. */
export function listSetDesigns(
  data: SartiqData,
  callerId: string,
  organizationId: string | null,
  ownerId: string | null,
): SetDesignRow[] {
  const rows = data.setDesigns.filter((row) => {
    if (row.organization_id !== organizationId) return false;
    if (organizationId === null && row.owner_id !== callerId) return false;
    return ownerId === null || row.owner_id === ownerId;
  });
  return rows.sort(newestFirst);
}

/** The order of every list (S-03). */
export function newestFirst(
  left: { readonly id: string; readonly created_at: string },
  right: { readonly id: string; readonly created_at: string },
): number {
  if (left.created_at !== right.created_at) return left.created_at > right.created_at ? -1 : 1;
  if (left.id === right.id) return 0;
  return left.id < right.id ? -1 : 1;
}
