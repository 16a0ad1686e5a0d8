/** The rows behind the simulated Sartiq Backend. Owns types only; times are written as S-14 says. */

import type { SimulatedUser } from '#test/simulators/simulator.ts';

interface Stamped {
  readonly id: string;
  readonly created_at: string;
  updated_at: string;
}

export interface UserRow extends Stamped {
  /** The simulated person, or null for a colleague who never calls. */
  readonly person: SimulatedUser | null;
  email: string;
  full_name: string | null;
  is_active: boolean;
  is_superuser: boolean;
  rework_available: number;
  role: string | null;
}

export interface OrganizationRow extends Stamped {
  name: string;
  /** Ids of its members; not shown. */
  readonly members: Set<string>;
}

export interface SubjectRow extends Stamped {
  name: string;
  description: string | null;
  subject_type: string;
  gender: string | null;
  age_class: string | null;
  cover_media_id: string | null;
  organization_id: string | null;
}

export interface ShotTypeRow extends Stamped {
  name: string;
  framing: string | null;
  view_angle: string | null;
  visibility: string | null;
  owner_id: string | null;
  organization_id: string | null;
}

export interface BackgroundPresetRow extends Stamped {
  name: string;
  owner_id: string | null;
  organization_id: string | null;
}

/** A stored file; its URL and the two fields of S-15 follow from the rest when it is shown. */
export interface MediaRow {
  readonly id: string;
  resource_type: 'IMAGE' | 'VIDEO';
  content_hash: string;
  extension: string;
  /** Bytes. */
  file_size: number;
  width: number | null;
  height: number | null;
  /** Seconds. */
  duration: number | null;
  dominant_color: string | null;
  color_profile: string | null;
  alt_text: string | null;
  caption: string | null;
  protected: boolean;
  readonly created_at: string;
}

/** What a row of a set design shows (S-12). */
export type StoredImage =
  | { readonly kind: 'none' }
  | { readonly kind: 'media'; readonly mediaId: string }
  /** A row from before the media store. A path that starts with a slash is on this simulator. */
  | { readonly kind: 'legacy'; readonly url: string };

export interface BaseImageRow extends Stamped {
  subject_id: string;
  shot_type_id: string;
  image: StoredImage;
}

export interface ReferenceImageRow extends Stamped {
  shot_type_id: string;
  label: string | null;
  image: StoredImage;
}

export interface PortraitRow extends Stamped {
  subject_id: string;
  image: StoredImage;
}

export interface SetDesignRow extends Stamped {
  name: string;
  description: string | null;
  owner_id: string;
  organization_id: string | null;
  background_preset_id: string | null;
  base_images: BaseImageRow[];
  reference_images: ReferenceImageRow[];
  subject_portraits: PortraitRow[];
}

/** One file of an uploaded archive. */
export interface ArchiveFile {
  /** Path inside the archive. */
  readonly name: string;
  /** The shot type it was taken for, or null where it is skipped. */
  readonly shotTypeId: string | null;
  /** Bytes, unpacked. */
  readonly size: number;
  /** CRC-32 of the unpacked bytes: equal files share one media resource. */
  readonly checksum: number;
}

/** An accepted upload. Status and counters are computed from the clock, see `upload-task.ts`. */
export interface UploadRow {
  readonly id: string;
  readonly owner_id: string;
  readonly set_design_id: string;
  readonly subject_id: string;
  readonly createdAtMs: number;
  /** Name of the uploaded file as the client sent it. */
  readonly filename: string;
  /** Bytes of the uploaded file that arrived, and their SHA-256 in hexadecimal. */
  readonly receivedBytes: number;
  readonly sha256: string;
  /** Null where the archive is broken. */
  readonly files: readonly ArchiveFile[] | null;
  /** How many of its files are in the set design already. */
  appliedFiles: number;
}

/** One message to the operators. */
interface CompletionRow {
  readonly set_design_id: string;
  readonly requested_by: string;
  readonly subject_ids: readonly string[];
  readonly shot_type_ids: readonly string[];
  readonly created_at: string;
}

/** A token given out by a login. */
interface SessionRow {
  readonly token: string;
  readonly person: SimulatedUser;
  readonly expiresAtMs: number;
}

/** Everything the simulator answers from. It may be changed while it runs; the order of lists means nothing. */
export interface SartiqData {
  readonly users: UserRow[];
  readonly organizations: OrganizationRow[];
  readonly subjects: SubjectRow[];
  readonly shotTypes: ShotTypeRow[];
  readonly backgroundPresets: BackgroundPresetRow[];
  readonly setDesigns: SetDesignRow[];
  /** By id. */
  readonly media: Map<string, MediaRow>;
  readonly uploads: UploadRow[];
  readonly completionRequests: CompletionRow[];
  readonly sessions: SessionRow[];
}
