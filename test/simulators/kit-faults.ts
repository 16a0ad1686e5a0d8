/** Chooses the fault that spoils a request, and what it makes of a rendered body. Does no I/O. */

import type { Fault } from './simulator.ts';

/** A whole answer, ready to be sent. */
export interface Rendered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** The faults that are switched on. */
export interface FaultBoard {
  inject(fault: Fault): () => void;
  clear(): void;
  /** The newest fault for this request; counts it as used. */
  take(method: string, path: string): Fault | null;
}

export function createFaultBoard(): FaultBoard {
  const active: { readonly fault: Fault; left: number }[] = [];
  return {
    inject: (fault) => {
      const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      active.push(entry);
      return () => {
        const index = active.indexOf(entry);
        if (index >= 0) active.splice(index, 1);
      };
    },
    clear: () => {
      active.length = 0;
    },
    take: (method, path) => {
      const entry = active.findLast(
        (candidate) => candidate.left > 0 && applies(candidate.fault, method, path),
      );
      if (entry === undefined) return null;
      entry.left -= 1;
      return entry.fault;
    },
  };
}

function applies(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
  if (fault.path === undefined) return true;
  // `search` ignores lastIndex, so a global expression matches every time.
  return typeof fault.path === 'string' ? fault.path === path : path.search(fault.path) >= 0;
}

/** The rendered answer as this fault leaves it. Faults of timing and of the socket change nothing here. */
export function spoilRendered(rendered: Rendered, fault: Fault): Rendered {
  switch (fault.kind) {
    case 'broken-json':
      return withBytes(rendered, Buffer.from('{"unfinished": [1, 2,'));
    case 'content-type':
      return { ...rendered, headers: { ...rendered.headers, 'content-type': fault.value } };
    case 'huge-body':
      return withBytes(
        rendered,
        Buffer.concat([rendered.bytes, Buffer.alloc(Math.max(0, fault.bytes - rendered.bytes.length), 0x20)]),
      );
    case 'rewrite': {
      if (rendered.headers['content-type'] !== 'application/json') return rendered;
      const body: unknown = JSON.parse(rendered.bytes.toString('utf8'));
      return withBytes(rendered, Buffer.from(JSON.stringify(fault.body(body)) ?? ''));
    }
    default:
      return rendered;
  }
}

function withBytes(rendered: Rendered, bytes: Buffer): Rendered {
  return { ...rendered, bytes };
}
