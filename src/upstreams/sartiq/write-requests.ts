/** Where changes of set designs go on the wire. Their bodies are `writes.ts`. */

import type { WriteRequest } from '#src/http/json-client.ts';
import { type RoutePath, routePath } from '#src/http/route.ts';
import type { SetDesignKey, SubjectUploadKey } from './reads.ts';

type WriteTarget = Pick<WriteRequest, 'method' | 'path' | 'query'>;

/** @param organizationId on whose behalf the call acts (S-04) */
export function creationRequest(organizationId: string | null): WriteTarget {
  return { method: 'POST', path: routePath('/set-designs/'), query: { organization_id: organizationId } };
}

export function updateRequest({ setDesignId, organizationId }: SetDesignKey): WriteTarget {
  return { method: 'PUT', path: pathOf(setDesignId), query: { organization_id: organizationId } };
}

export function deletionRequest({ setDesignId, organizationId }: SetDesignKey): WriteTarget {
  return { method: 'DELETE', path: pathOf(setDesignId), query: { organization_id: organizationId } };
}

export function completionRequest({ setDesignId, organizationId }: SetDesignKey): WriteTarget {
  const path = routePath('/set-designs/{id}/request-completion', { id: setDesignId });
  return { method: 'POST', path, query: { organization_id: organizationId } };
}

export function uploadRequest({ setDesignId, organizationId, subjectId }: SubjectUploadKey): WriteTarget {
  const path = routePath('/set-designs/{set_design_id}/base-images/upload', { set_design_id: setDesignId });
  return { method: 'POST', path, query: { organization_id: organizationId, subject_id: subjectId } };
}

function pathOf(setDesignId: string): RoutePath {
  return routePath('/set-designs/{id}', { id: setDesignId });
}
