/** Answers GET /assets and GET /assets/{asset_id}. */

import { compareCodePoints } from '#test/simulators/code-points.ts';
import type { Answer, UserRequest } from '#test/simulators/kit-types.ts';
import type { SimulatedUser } from '#test/simulators/simulator.ts';
import { createLinker, type PiktidContext, toAsset } from './piktid-context.ts';
import { compareAscii, cutPage, readOrder, readPage } from './piktid-pages.ts';
import { createQueryReader, emptyAnswer, invalidRequest, type QueryReader } from './piktid-query.ts';
import { isVisibleTo, ownershipOf, type PiktidAssetRow } from './piktid-rows.ts';
import { parseMicros } from './piktid-times.ts';

const tagWords = ['model', 'product', 'background', 'other'] as const;

interface AssetFilter {
  readonly createdBy: string | null;
  readonly afterMicros: number | null;
  readonly beforeMicros: number | null;
  readonly search: string | null;
  readonly ownership: 'mine' | 'shared' | 'default' | null;
  readonly includeTags: readonly string[];
  readonly excludeTags: readonly string[];
}

/** GET /assets. P-03: `order` belongs to sort_by, ties go by id ascending. */
export function answerAssets(context: PiktidContext, request: UserRequest): Answer {
  const reader = createQueryReader(request.query);
  const page = readPage(reader);
  const order = readOrder(reader);
  const sortBy = reader.word('sort_by', ['filename', 'created_at'], 'created_at');
  const filter = readAssetFilter(reader);
  if (reader.problems.length > 0) return invalidRequest(reader.problems);
  const assets = context.data.assets
    .filter((asset) => fitsAsset(filter, asset, request.user))
    .sort(compareAssets(sortBy, order));
  const { rows, pagination } = cutPage(assets, page);
  const link = createLinker(context, request.origin);
  return {
    kind: 'json',
    status: 200,
    body: { pagination, assets: rows.map((asset) => toAsset(asset, link)) },
  };
}

function readAssetFilter(reader: QueryReader): AssetFilter {
  return {
    createdBy: reader.text('created_by'),
    afterMicros: reader.instant('created_after'),
    beforeMicros: reader.instant('created_before'),
    search: reader.text('search')?.toLowerCase() ?? null,
    ownership: reader.optionalWord('ownership', ['mine', 'shared', 'default']),
    includeTags: reader.tags('include_tags', tagWords),
    excludeTags: reader.tags('exclude_tags', tagWords),
  };
}

/** P-04: all filters that are given must fit. */
function fitsAsset(filter: AssetFilter, asset: PiktidAssetRow, user: SimulatedUser): boolean {
  if (!isVisibleTo(asset, user)) return false;
  const ownership = ownershipOf(asset, user);
  if (filter.ownership === null ? ownership === 'default' : ownership !== filter.ownership) return false;
  if (filter.createdBy !== null && asset.created_by !== filter.createdBy) return false;
  if (!filter.includeTags.every((tag) => asset.tags.includes(tag))) return false;
  if (filter.excludeTags.some((tag) => asset.tags.includes(tag))) return false;
  return fitsInstants(filter, asset) && fitsSearch(filter.search, asset);
}

/** P-12: both bounds are excluded. */
function fitsInstants({ afterMicros, beforeMicros }: AssetFilter, asset: PiktidAssetRow): boolean {
  if (afterMicros === null && beforeMicros === null) return true;
  const micros = parseMicros(asset.created_at);
  if (micros === null) return false;
  return (afterMicros === null || micros > afterMicros) && (beforeMicros === null || micros < beforeMicros);
}

/** P-09: part of the file name, the project's name or any tag; no wildcards. */
function fitsSearch(search: string | null, asset: PiktidAssetRow): boolean {
  if (search === null) return true;
  const texts = [asset.filename, asset.project_name ?? '', ...asset.tags];
  return texts.some((text) => text.toLowerCase().includes(search));
}

function compareAssets(sortBy: 'filename' | 'created_at', order: 'asc' | 'desc') {
  const sign = order === 'asc' ? 1 : -1;
  return (left: PiktidAssetRow, right: PiktidAssetRow): number => {
    const byKey =
      sortBy === 'filename'
        ? compareCodePoints(left.filename, right.filename)
        : compareAscii(left.created_at, right.created_at);
    return sign * byKey || compareAscii(left.id, right.id);
  };
}

/** GET /assets/{asset_id}. P-16: unknown and foreign ids look the same. */
export function answerAsset(context: PiktidContext, request: UserRequest): Answer {
  const asset = context.data.assets.find(({ id }) => id === request.params['asset_id']);
  if (asset === undefined || !isVisibleTo(asset, request.user)) return emptyAnswer(404);
  return { kind: 'json', status: 200, body: toAsset(asset, createLinker(context, request.origin)) };
}
