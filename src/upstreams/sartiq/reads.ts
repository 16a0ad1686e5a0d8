/** The kinds of reads that the gateway makes at Sartiq. Collection routes end in a slash (S-06). */

import { routePath } from '#src/http/route.ts';
import type { Page } from '#src/pagination/dialect.ts';
import type { PageRead, Read } from '../read.ts';
import type { CatalogueName } from './catalogue-contract.ts';
import { type SetDesignPageQuery, setDesignPageParameters } from './queries.ts';

/** A set design and for whom it is read. */
export interface SetDesignKey {
  readonly setDesignId: string;
  /** Null is the caller in person. */
  readonly organizationId: string | null;
}

/** The uploads of one subject to one set design. */
export interface SubjectUploadKey extends SetDesignKey {
  readonly subjectId: string;
}

export interface CataloguePageQuery {
  readonly name: CatalogueName;
  /** Everybody's rows, and those of this organization. */
  readonly organizationId: string | null;
  readonly page: Page;
}

/** GET /set-designs/ */
export const setDesignPageRead: PageRead<SetDesignPageQuery> = {
  name: 'setDesignPage',
  upstream: 'sartiq',
  requestOf: (query) => ({ ...routePath('/set-designs/'), query: setDesignPageParameters(query) }),
  listOf: ({ filter }) => `setDesigns ${JSON.stringify(filter)}`,
};

/** GET /set-designs/{id} */
export const setDesignRead: Read<SetDesignKey> = {
  name: 'setDesign',
  upstream: 'sartiq',
  requestOf: ({ setDesignId, organizationId }) => ({
    ...routePath('/set-designs/{id}', { id: setDesignId }),
    query: { organization_id: organizationId },
  }),
};

/** GET /set-designs/upload-tasks/{task_id} */
export const uploadTaskRead: Read<string> = {
  name: 'uploadTask',
  upstream: 'sartiq',
  requestOf: (taskId) => ({
    ...routePath('/set-designs/upload-tasks/{task_id}', { task_id: taskId }),
    query: {},
  }),
};

/** GET /set-designs/{set_design_id}/base-images/upload-task: the newest one. */
export const newestUploadTaskRead: Read<SubjectUploadKey> = {
  name: 'newestUploadTask',
  upstream: 'sartiq',
  requestOf: ({ setDesignId, organizationId, subjectId }) => ({
    ...routePath('/set-designs/{set_design_id}/base-images/upload-task', { set_design_id: setDesignId }),
    query: { organization_id: organizationId, subject_id: subjectId },
  }),
};

/** GET /subjects/, /shot-types/ or /background-presets/ */
export const cataloguePageRead: Read<CataloguePageQuery> = {
  name: 'cataloguePage',
  upstream: 'sartiq',
  requestOf: ({ name, organizationId, page }) => ({
    ...routePath(`/${name}/`),
    query: { skip: page.offset, limit: page.limit, organization_id: organizationId },
  }),
};
