/**
 * Checks answers against the OpenAPI documents in `docs/upstreams`: is the status documented for the
 * operation, and does the body fit its schema. Owns no rule of its own; what the documents leave open passes.
 */

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import { matchPath } from './kit-router.ts';

export type UpstreamName = 'piktid' | 'sartiq' | 'acusight';

export interface Contracts {
  /**
   * What is wrong with an answer; empty where nothing is. `path` is below the base URL, as sent or as a
   * template. `body` is the parsed JSON, the text of another content type, or undefined (or '') for none.
   */
  validateAnswer(
    upstream: UpstreamName,
    method: string,
    path: string,
    status: number,
    body: unknown,
  ): string[];
}

/** A node of a parsed document and where it is, as a JSON pointer. */
interface Located {
  readonly value: unknown;
  readonly pointer: string;
}

/** Reads the three documents. Throws where one of them is no valid OpenAPI 3.1 schema collection. */
export function loadContracts(): Contracts {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  const documents = new Map<UpstreamName, unknown>();
  for (const upstream of ['piktid', 'sartiq', 'acusight'] as const) {
    const file = new URL(`../../docs/upstreams/${upstream}.openapi.yaml`, import.meta.url);
    const document: unknown = parse(readFileSync(file, 'utf8'));
    documents.set(upstream, document);
    ajv.addSchema(toRecord(document), `contract:${upstream}`);
  }
  return {
    validateAnswer: (upstream, method, path, status, body) => {
      const document = documents.get(upstream);
      const response = findResponse(document, method, path, status);
      if (typeof response === 'string') return [response];
      const content = child(response, 'content');
      if (content.value === undefined) {
        return body === undefined || body === '' ? [] : [`status ${status} is documented without a body`];
      }
      const json = child(content, 'application/json');
      if (json.value === undefined) return typeof body === 'string' ? [] : ['the body is documented as text'];
      const { pointer } = child(json, 'schema');
      const validate = ajv.getSchema(`contract:${upstream}#${pointer}`);
      if (validate === undefined) throw new Error(`No schema at ${upstream}#${pointer}`);
      if (validate(body)) return [];
      return (validate.errors ?? []).map(
        (error) => `${error.instancePath || '/'} ${error.message ?? error.keyword}`,
      );
    },
  };
}

/** The documented response, or a text that says what is not documented. */
function findResponse(document: unknown, method: string, path: string, status: number): Located | string {
  const paths: Located = child({ value: document, pointer: '' }, 'paths');
  const template = findTemplate(Object.keys(toRecord(paths.value)), path);
  if (template === null) return `path ${path} is not documented`;
  const operation = child(child(paths, template), method.toLowerCase());
  if (operation.value === undefined) return `${method.toUpperCase()} ${template} is not documented`;
  const response = child(child(operation, 'responses'), String(status));
  if (response.value === undefined) {
    return `status ${status} of ${method.toUpperCase()} ${template} is not documented`;
  }
  const reference = toRecord(response.value)['$ref'];
  return typeof reference === 'string' ? resolve(document, reference) : response;
}

/** The template that fits a path; the one with the fewest parameters where several do. */
function findTemplate(templates: readonly string[], path: string): string | null {
  const parameters = (template: string): number => template.split('{').length - 1;
  const plain = path.split('?', 1)[0] ?? '';
  const fitting = templates.filter((template) => matchPath(template, plain) !== null);
  return fitting.sort((left, right) => parameters(left) - parameters(right))[0] ?? null;
}

function child(parent: Located, key: string): Located {
  const escaped = encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
  const value: unknown = parent.value === undefined ? undefined : toRecord(parent.value)[key];
  return { value, pointer: `${parent.pointer}/${escaped}` };
}

/** Follows a local reference such as `#/components/responses/Unauthorized`. */
function resolve(document: unknown, reference: string): Located {
  const keys = reference.replace(/^#\//, '').split('/');
  return keys.reduce<Located>((parent, key) => child(parent, key), { value: document, pointer: '' });
}

function toRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('The contract has no object here');
  return { ...value };
}
