/** Reads the bodies of create, update and request-completion. Pure; knows no rows, only shapes and limits. */

import {
  type Check,
  checkBoolean,
  checkInteger,
  checkList,
  checkNumber,
  checkObject,
  checkText,
  checkUuid,
  isObject,
  report,
  reportMissing,
  within,
} from './problems.ts';

/** A picture as it is given: nothing, a URL, or a MediaInput. */
export type ImageInput = null | string | MediaInput;

export interface MediaInput {
  readonly media_resource_id?: string | null;
  readonly url?: string | null;
  readonly width?: number | null;
  readonly height?: number | null;
  readonly duration?: number | null;
  readonly dominant_color?: string | null;
  readonly color_profile?: string | null;
  readonly alt_text?: string | null;
  readonly caption?: string | null;
  readonly protected?: boolean;
}

interface BaseImageInput {
  readonly subject_id: string;
  readonly shot_type_id: string;
  readonly image: ImageInput;
}

interface ReferenceImageInput {
  readonly shot_type_id: string;
  readonly label: string | null;
  readonly image: ImageInput;
}

interface PortraitInput {
  readonly subject_id: string;
  readonly image: ImageInput;
}

/** Only what was given; `null` where null was given. Create and update differ in limits only. */
export interface SetDesignInput {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly background_preset_id?: string | null;
  readonly owner_id?: string | null;
  readonly organization_id?: string | null;
  readonly base_images?: readonly BaseImageInput[] | null;
  readonly reference_images?: readonly ReferenceImageInput[] | null;
  readonly subject_portraits?: readonly PortraitInput[] | null;
}

type Fields = Readonly<Record<string, unknown>>;
type Checker<T> = (check: Check, value: unknown) => T | undefined;

/** Create wants a name, limits the description and takes no null for lists; update is open in all three. */
export function checkSetDesign(check: Check, body: unknown, purpose: 'create' | 'update'): SetDesignInput {
  const fields = checkObject(check, body);
  if (fields === undefined) return {};
  const creates = purpose === 'create';
  if (creates && fields['name'] === undefined) reportMissing(within(check, 'name'), fields);
  const name: Checker<string> = (inner, value) => checkText(inner, value, 255);
  const description: Checker<string> = (inner, value) => checkText(inner, value, creates ? 1024 : undefined);
  const list = creates ? given : nullable;
  return {
    ...list(check, fields, 'name', name),
    ...nullable(check, fields, 'description', description),
    ...nullable(check, fields, 'background_preset_id', checkUuid),
    ...nullable(check, fields, 'owner_id', checkUuid),
    ...nullable(check, fields, 'organization_id', checkUuid),
    ...list(check, fields, 'base_images', listOf(checkBaseImage)),
    ...list(check, fields, 'reference_images', listOf(checkReferenceImage)),
    ...list(check, fields, 'subject_portraits', listOf(checkPortrait)),
  };
}

export interface CompletionInput {
  readonly subject_ids: readonly string[];
  readonly shot_type_ids: readonly string[];
}

export function checkCompletion(check: Check, body: unknown): CompletionInput {
  const fields = checkObject(check, body) ?? {};
  if (check.problems.length > 0) return { subject_ids: [], shot_type_ids: [] };
  return {
    subject_ids: required(check, fields, 'subject_ids', listOf(checkUuid)) ?? [],
    shot_type_ids: required(check, fields, 'shot_type_ids', listOf(checkUuid)) ?? [],
  };
}

function checkBaseImage(check: Check, value: unknown): BaseImageInput | undefined {
  const fields = checkObject(check, value);
  if (fields === undefined) return undefined;
  const subject_id = required(check, fields, 'subject_id', checkUuid);
  const shot_type_id = required(check, fields, 'shot_type_id', checkUuid);
  const image = checkImage(within(check, 'image'), fields['image']);
  if (subject_id === undefined || shot_type_id === undefined) return undefined;
  return { subject_id, shot_type_id, image };
}

function checkReferenceImage(check: Check, value: unknown): ReferenceImageInput | undefined {
  const fields = checkObject(check, value);
  if (fields === undefined) return undefined;
  const shot_type_id = required(check, fields, 'shot_type_id', checkUuid);
  const { label = null } = nullable(check, fields, 'label', checkText);
  const image = checkImage(within(check, 'image'), fields['image']);
  return shot_type_id === undefined ? undefined : { shot_type_id, label, image };
}

function checkPortrait(check: Check, value: unknown): PortraitInput | undefined {
  const fields = checkObject(check, value);
  if (fields === undefined) return undefined;
  const subject_id = required(check, fields, 'subject_id', checkUuid);
  const image = checkImage(within(check, 'image'), fields['image']);
  return subject_id === undefined ? undefined : { subject_id, image };
}

/** A union of text and object: pydantic reports what is wrong with each of them. */
function checkImage(check: Check, value: unknown): ImageInput {
  if (value === undefined || value === null || typeof value === 'string') return value ?? null;
  const inner: Check = { ...within(check, 'MediaInput'), problems: [] };
  const media = checkMedia(inner, value);
  if (inner.problems.length === 0) return media;
  report(within(check, 'str'), 'string_type', 'Input should be a valid string', value);
  check.problems.push(...inner.problems);
  return null;
}

function checkMedia(check: Check, value: unknown): MediaInput {
  const fields = isObject(value) ? value : checkObject(check, value);
  if (fields === undefined) return {};
  return {
    ...nullable(check, fields, 'media_resource_id', checkUuid),
    ...nullable(check, fields, 'url', checkText),
    ...nullable(check, fields, 'width', checkInteger),
    ...nullable(check, fields, 'height', checkInteger),
    ...nullable(check, fields, 'duration', checkNumber),
    ...nullable(check, fields, 'dominant_color', checkText),
    ...nullable(check, fields, 'color_profile', checkText),
    ...nullable(check, fields, 'alt_text', checkText),
    ...nullable(check, fields, 'caption', checkText),
    ...given(check, fields, 'protected', checkBoolean),
  };
}

function listOf<T>(entry: Checker<T>): Checker<T[]> {
  return (check, value) => checkList(check, value, entry);
}

function required<T>(check: Check, fields: Fields, name: string, checker: Checker<T>): T | undefined {
  const value = fields[name];
  return value === undefined
    ? reportMissing(within(check, name), fields)
    : checker(within(check, name), value);
}

/** The field under its name, or nothing where it is absent or wrong. */
function given<Name extends string, T>(
  check: Check,
  fields: Fields,
  name: Name,
  checker: Checker<T>,
): { [Key in Name]?: T } {
  const value = fields[name];
  const checked = value === undefined ? undefined : checker(within(check, name), value);
  return checked === undefined ? {} : field(name, checked);
}

/** As `given`, and null stays null. */
function nullable<Name extends string, T>(
  check: Check,
  fields: Fields,
  name: Name,
  checker: Checker<T>,
): { [Key in Name]?: T | null } {
  return fields[name] === null ? field(name, null) : given(check, fields, name, checker);
}

function field<Name extends string, T>(name: Name, value: T): { [Key in Name]?: T } {
  const entry: { [Key in Name]?: T } = {};
  entry[name] = value;
  return entry;
}
