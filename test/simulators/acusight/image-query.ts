/**
 * Reads the query of GET /data/images and of the other lists. Pure. Knows words and numbers;
 * which rows they choose is the matter of `select-images.ts`.
 */

import { splits } from './rows.ts';

/** A filter by an integer id; `null` chooses rows without one. */
export type IdFilter = number | null;

export interface Window {
  readonly limit: number;
  readonly offset: number;
}

export interface ImageQuery extends Window {
  /** Filters that are undefined were not asked for. */
  readonly projectId: IdFilter | undefined;
  readonly batchId: IdFilter | undefined;
  readonly deviceId: string | undefined;
  readonly stage: string | undefined;
  readonly annotationStatus: string | undefined;
  readonly split: SplitWord | undefined;
  readonly classValues: readonly string[];
  readonly search: string | undefined;
  readonly filename: string | undefined;
  readonly includeImageUrl: boolean;
  readonly includeAnnotations: boolean;
  readonly sort: SortWord;
  readonly order: OrderWord;
}

const splitWords = [...splits, 'none', 'all'] as const;
const sortWords = ['created_at', 'updated_at', 'filename'] as const;
const orderWords = ['asc', 'desc'] as const;
type SplitWord = (typeof splitWords)[number];
type SortWord = (typeof sortWords)[number];
type OrderWord = (typeof orderWords)[number];

export type Parsed<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** `details` of the VALIDATION_ERROR. */
  | { readonly kind: 'invalid'; readonly details: string };

/** The first parameter that is wrong decides the answer, as in a handler that returns early. */
export function parseImageQuery(query: URLSearchParams): Parsed<ImageQuery> {
  const problems: string[] = [];
  const parsed: ImageQuery = {
    ...parseWindow(query),
    projectId: readId(query, 'project_id', problems),
    batchId: readId(query, 'batch_id', problems),
    deviceId: readText(query, 'device_id'),
    stage: readText(query, 'stage'),
    annotationStatus: readText(query, 'annotation_status'),
    split: readWord(query, 'split', splitWords, problems),
    classValues: readList(query, 'class_values'),
    search: readText(query, 'search'),
    filename: readText(query, 'filename'),
    includeImageUrl: readFlag(query, 'include_image_url'),
    includeAnnotations: readFlag(query, 'include_annotations'),
    sort: readWord(query, 'sort', sortWords, problems) ?? 'created_at',
    order: readWord(query, 'order', orderWords, problems) ?? 'desc',
  };
  const [details] = problems;
  return details === undefined ? { kind: 'ok', value: parsed } : { kind: 'invalid', details };
}

/** Windows are never wrong, only clamped. */
export function parseWindow(query: URLSearchParams): Window {
  const limit = readInteger(query.get('limit'));
  const offset = readInteger(query.get('offset'));
  return {
    limit: limit === null || limit < 1 ? 50 : Math.min(limit, 100),
    offset: offset === null ? 0 : Math.max(offset, 0),
  };
}

export function readFlag(query: URLSearchParams, name: string): boolean {
  return ['true', '1'].includes(query.get(name) ?? '');
}

/** Digits with an optional sign; null for everything else, also for prefixed ids. */
export function readInteger(text: string | null): number | null {
  return text !== null && /^[+-]?\d+$/.test(text) ? Number(text) : null;
}

/** An empty parameter counts as absent. */
function readText(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) || undefined;
}

function readId(query: URLSearchParams, name: string, problems: string[]): IdFilter | undefined {
  const text = readText(query, name);
  if (text === undefined) return undefined;
  if (text === 'null') return null;
  const id = readInteger(text);
  if (id === null) problems.push(`${name} must be an integer or null`);
  return id;
}

function readWord<Word extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly Word[],
  problems: string[],
): Word | undefined {
  const text = readText(query, name);
  const word = words.find((candidate) => candidate === text);
  if (text !== undefined && word === undefined) problems.push(`${name} must be one of ${words.join(', ')}`);
  return word;
}

function readList(query: URLSearchParams, name: string): string[] {
  const words = (query.get(name) ?? '').split(',').map((word) => word.trim());
  return words.filter((word) => word !== '');
}
