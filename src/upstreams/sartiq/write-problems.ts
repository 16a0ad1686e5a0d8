/**
 * Reads what Sartiq says against a change (FastAPI: `{detail: text}` or `{detail: [{loc, msg}]}`) and finds the place
 * in the input that it is about. Pure.
 */

import { z } from 'zod';
import type { UpstreamRejection } from '#src/http/rejection.ts';
import { type InputPath, kindOfStatus, safeWords, type WriteProblem } from '../written.ts';
import { editsOf, type ListName, type ListOrigins } from './list-edits.ts';

/** What a change was made of, to find places in. */
export interface SentInput {
  /** The input in the names of the graph. */
  readonly input: object;
  /** The field of the input that each parameter of the path and the query was taken from. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly origins?: ListOrigins;
}

const entry = z.object({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string() });
const answer = z.object({ detail: z.union([z.string(), z.array(z.unknown())]) });

/** Everything that Sartiq says; nothing where it says nothing that can be read. */
export function readWriteProblems({ status, body }: UpstreamRejection, sent: SentInput): WriteProblem[] {
  const parsed = answer.safeParse(body);
  if (!parsed.success) return [];
  const { detail } = parsed.data;
  const kind = kindOfStatus(status);
  if (typeof detail === 'string') {
    return detail.trim() ? [{ kind, message: safeWords(detail), path: pathOfText(detail, sent) }] : [];
  }
  const problems = detail.flatMap((raw): WriteProblem[] => {
    const { data } = entry.safeParse(raw);
    return data ? [{ kind, message: safeWords(data.msg), path: pathOfLoc(data.loc, sent) }] : [];
  });
  const own = problems.filter(({ path }) => !isOtherAlternative(path, sent.input));
  return own.length > 0 ? own : problems;
}

/** Steps of `loc` that are not names of fields: the alternatives of a picture. */
const alternatives: Readonly<Record<string, string>> = { MediaInput: 'media', str: 'url' };

function pathOfLoc([where, ...steps]: readonly (string | number)[], sent: SentInput): InputPath | null {
  const [first] = steps;
  if (where === 'body') return pathInBody(steps, sent.origins ?? {});
  if (where !== 'path' && where !== 'query') return null;
  const field = typeof first === 'string' ? sent.parameters[first] : undefined;
  return field === undefined ? null : [field];
}

function pathInBody(steps: readonly (string | number)[], origins: ListOrigins): InputPath {
  // Text that is no JSON is reported at its position in the text.
  if (typeof steps[0] === 'number') return [];
  const path = steps.map((step) =>
    typeof step === 'string' ? (alternatives[step] ?? camelCase(step)) : step,
  );
  const [list, position, ...rest] = path;
  const origin = isListName(list) ? origins[list] : undefined;
  if (!isListName(list) || origin === undefined) return path;
  const setIndex = typeof position === 'number' ? (origin[position] ?? null) : null;
  return setIndex === null ? [editsOf[list]] : [editsOf[list], 'set', setIndex, ...rest];
}

/** For a wrong picture both of its forms are reported; the one that was not given is of no use. */
function isOtherAlternative(path: InputPath | null, input: object): boolean {
  const step = path?.indexOf('image') ?? -1;
  const form = path?.[step + 1];
  if (!path || step === -1 || form === undefined) return false;
  const image = path.slice(0, step + 1).reduce(memberOf, input as unknown);
  return image != null && memberOf(image, form) == null;
}

/** What Sartiq calls things, and the fields of inputs that hold them. */
const nouns: readonly (readonly [RegExp, readonly string[]])[] = [
  [/set design/i, ['setDesignId']],
  [/background preset/i, ['backgroundPresetId']],
  [/base image/i, ['baseImages', 'baseImageChanges']],
  [/reference image/i, ['referenceImages', 'referenceImageChanges']],
  [/portrait/i, ['subjectPortraits', 'subjectPortraitChanges']],
  [/subject/i, ['subjectId', 'subjectIds']],
  [/shot type/i, ['shotTypeId', 'shotTypeIds']],
  [/media/i, ['mediaResourceId']],
  [/owner|user/i, ['ownerId']],
  [/organization/i, ['organizationId', 'actingOrganizationId']],
];

/** A text without a place is about what it names first: "Subject not found". */
function pathOfText(text: string, { input }: SentInput): InputPath | null {
  const [named] = nouns
    .map(([noun, fields]) => ({ at: text.search(noun), fields }))
    .filter(({ at }) => at >= 0)
    .sort((left, right) => left.at - right.at);
  return named ? commonStart(pathsTo(input, named.fields)) : null;
}

/** Where an input holds something in one of these fields. */
function pathsTo(value: unknown, fields: readonly string[], path: InputPath = []): InputPath[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const inside = [...path, Array.isArray(value) ? Number(name) : name];
    if (member == null) return [];
    return fields.includes(name) ? [inside] : pathsTo(member, fields, inside);
  });
}

/** The only path, or what all of them have in common; null where there is none. */
function commonStart([first, ...others]: readonly InputPath[]): InputPath | null {
  if (!first) return null;
  const end = first.findIndex((step, index) => others.some((other) => other[index] !== step));
  return end === -1 ? first : first.slice(0, end);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

function isListName(step: string | number | undefined): step is ListName {
  return typeof step === 'string' && Object.hasOwn(editsOf, step);
}

function memberOf(value: unknown, step: string | number): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string | number, unknown>)[step]
    : undefined;
}
