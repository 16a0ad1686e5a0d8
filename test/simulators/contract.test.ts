import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadContracts } from './contract.ts';

const examplesUrl = new URL('../../docs/upstreams/examples/', import.meta.url);
const indexShape = z.object({
  examples: z.array(
    z.object({
      file: z.string(),
      upstream: z.enum(['piktid', 'sartiq', 'acusight']),
      method: z.string(),
      path: z.string(),
      body: z.enum(['response', 'request']),
      status: z.number().optional(),
    }),
  ),
});

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, examplesUrl), 'utf8'));
}

const { validateAnswer } = loadContracts();
const responses = indexShape.parse(readJson('index.json')).examples.filter(({ body }) => body === 'response');

describe('validateAnswer', () => {
  it.each(responses)('accepts the example $file', ({ file, upstream, method, path, status }) => {
    expect(validateAnswer(upstream, method, path, status ?? 200, readJson(file))).toEqual([]);
  });

  it('finds the operation of a real path with ids and a query', () => {
    const body = readJson('piktid/job-results.200.json');
    expect(validateAnswer('piktid', 'GET', '/jobs/7c0e/results?x=1', 200, body)).toEqual([]);
  });

  it('prefers a fixed path to a template', () => {
    const task = readJson('sartiq/upload-task.200.pending.json');
    expect(validateAnswer('sartiq', 'GET', '/set-designs/upload-tasks/abc', 200, task)).toEqual([]);
  });

  it('names every place where a body is wrong', () => {
    const body = { pagination: { page: 'one' }, assets: [{ id: 7 }] };
    const problems = validateAnswer('piktid', 'GET', '/assets', 200, body).join('\n');
    expect(problems).toContain('/pagination/page must be integer');
    expect(problems).toContain('/assets/0/id must be string');
    expect(problems).toContain("/assets/0 must have required property 'filename'");
  });

  it('refuses statuses, methods and paths that no document has', () => {
    expect(validateAnswer('piktid', 'GET', '/assets', 418, undefined)).toHaveLength(1);
    expect(validateAnswer('piktid', 'PATCH', '/assets', 200, {})).toHaveLength(1);
    expect(validateAnswer('piktid', 'GET', '/nothing', 200, {})).toHaveLength(1);
    expect(validateAnswer('sartiq', 'GET', '/set-designs', 200, {})).toHaveLength(1);
  });

  it('refuses a body where none is documented, and a missing one where one is', () => {
    expect(validateAnswer('piktid', 'GET', '/assets', 401, { error: 'no' })).toHaveLength(1);
    expect(validateAnswer('piktid', 'GET', '/assets', 401, undefined)).toEqual([]);
    expect(validateAnswer('piktid', 'GET', '/assets', 200, undefined)).toHaveLength(1);
  });
});
