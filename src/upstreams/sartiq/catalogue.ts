/**
 * Sartiq's catalogues: subjects, shot types and background presets, which set designs refer to by id. Each is a short
 * list that changes rarely, so it is read whole and kept for minutes, apart for every caller and organization.
 */

import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { UpstreamFailure } from '#src/errors.ts';
import { type Decoded, decodeAnswer, decodeRow, wireInteger, wireText } from '#src/http/decode.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JsonClient } from '#src/http/json-client.ts';

/** A person that appears in images. */
export interface SubjectRow {
  readonly __typename: 'Subject';
  readonly subjectId: string;
  readonly name: string;
  readonly description: string | null;
  readonly subjectType: string | null;
  readonly gender: string | null;
  readonly ageClass: string | null;
  readonly coverImageUrl: string | null;
  readonly organizationId: string | null;
}

/** Framing and view angle of an image. */
export interface ShotTypeRow {
  readonly __typename: 'ShotType';
  readonly shotTypeId: string;
  readonly name: string;
  readonly framing: string | null;
  readonly viewAngle: string | null;
  readonly visibility: string | null;
  readonly ownerId: string | null;
  readonly organizationId: string | null;
}

/** A background that set designs can use. */
export interface BackgroundPresetRow {
  readonly __typename: 'BackgroundPreset';
  readonly backgroundPresetId: string;
  readonly name: string;
  readonly ownerId: string | null;
  readonly organizationId: string | null;
}

/** The rows of each catalogue, by its route. */
export interface CatalogueRows {
  readonly subjects: SubjectRow;
  readonly 'shot-types': ShotTypeRow;
  readonly 'background-presets': BackgroundPresetRow;
}

export type CatalogueName = keyof CatalogueRows;

const subject = z
  .object({
    id: z.string(),
    name: z.string(),
    description: wireText,
    subject_type: wireText,
    gender: wireText,
    age_class: wireText,
    cover_image_url: wireText,
    organization_id: wireText,
  })
  .transform(
    (wire): SubjectRow => ({
      __typename: 'Subject',
      subjectId: wire.id,
      name: wire.name,
      description: wire.description,
      subjectType: wire.subject_type,
      gender: wire.gender,
      ageClass: wire.age_class,
      coverImageUrl: wire.cover_image_url,
      organizationId: wire.organization_id,
    }),
  );

const shotType = z
  .object({
    id: z.string(),
    name: z.string(),
    framing: wireText,
    view_angle: wireText,
    visibility: wireText,
    owner_id: wireText,
    organization_id: wireText,
  })
  .transform(
    (wire): ShotTypeRow => ({
      __typename: 'ShotType',
      shotTypeId: wire.id,
      name: wire.name,
      framing: wire.framing,
      viewAngle: wire.view_angle,
      visibility: wire.visibility,
      ownerId: wire.owner_id,
      organizationId: wire.organization_id,
    }),
  );

const backgroundPreset = z
  .object({ id: z.string(), name: z.string(), owner_id: wireText, organization_id: wireText })
  .transform(
    (wire): BackgroundPresetRow => ({
      __typename: 'BackgroundPreset',
      backgroundPresetId: wire.id,
      name: wire.name,
      ownerId: wire.owner_id,
      organizationId: wire.organization_id,
    }),
  );

const schemas: { readonly [Name in CatalogueName]: z.ZodType<CatalogueRows[Name]> } = {
  subjects: subject,
  'shot-types': shotType,
  'background-presets': backgroundPreset,
};

const cataloguePage = z.object({ data: z.array(z.unknown()), count: wireInteger });

/** A catalogue as it was read: its rows by id. */
export interface Catalogue<Row> {
  readonly rows: ReadonlyMap<string, Decoded<Row>>;
  readonly readAtMs: number;
}

/** Which catalogue, for whom. */
export interface CatalogueKey<Name extends CatalogueName = CatalogueName> {
  readonly name: Name;
  /** Everybody's rows, and those of this organization. */
  readonly organizationId: string | null;
}

export interface Catalogues {
  /**
   * The catalogue, not older than `freshFromMs` where that is given; otherwise at most some minutes old. Callers who
   * ask for the same at the same time share the requests.
   */
  read<Name extends CatalogueName>(
    key: CatalogueKey<Name>,
    scope: OperationScope,
    freshFromMs?: number,
  ): Promise<Catalogue<CatalogueRows[Name]>>;
}

const keptMs = 5 * 60_000;
const maxKept = 300;
const pageSize = 100;

export function createCatalogues(json: JsonClient, now: () => number): Catalogues {
  const kept = new LRUCache<string, Catalogue<unknown>>({ max: maxKept });
  return {
    read: async (key, scope, freshFromMs = now() - keptMs) => {
      const cacheKey = JSON.stringify([scope.caller, key.name, key.organizationId]);
      const known = kept.get(cacheKey);
      if (known && known.readAtMs >= freshFromMs) return known as Catalogue<never>;
      const readAtMs = now();
      const catalogue = { rows: await readRows(json, key, scope), readAtMs };
      kept.set(cacheKey, catalogue);
      return catalogue;
    },
  };
}

async function readRows<Name extends CatalogueName>(
  json: JsonClient,
  { name, organizationId }: CatalogueKey<Name>,
  scope: OperationScope,
): Promise<Map<string, Decoded<CatalogueRows[Name]>>> {
  const rows = new Map<string, Decoded<CatalogueRows[Name]>>();
  for (let skip = 0; ; skip += pageSize) {
    const query = { skip, limit: pageSize, organization_id: organizationId };
    const page = decodeAnswer('sartiq', cataloguePage, await json.get(`/${name}/`, query, scope));
    for (const raw of page.data) {
      const id = idOf(raw);
      if (id !== null)
        rows.set(
          id,
          decodeRow('sartiq', schemas[name], raw, (fields) => fields['id']),
        );
    }
    if (page.data.length === 0 || skip + page.data.length >= page.count) return rows;
  }
}

function idOf(raw: unknown): string | null {
  const id = typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : null;
  return typeof id === 'string' ? id : null;
}

/** A row of a catalogue by its id; null where there is none. Throws the failure of a row that could not be read. */
export function rowOf<Row>(catalogue: Catalogue<Row>, id: string): Row | null {
  const row = catalogue.rows.get(id);
  if (row instanceof UpstreamFailure) throw row;
  return row ?? null;
}
