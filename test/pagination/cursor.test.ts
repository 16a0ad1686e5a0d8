import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadUserInput } from '#src/errors.ts';
import { type CursorTarget, decodeCursor, encodeCursor } from '#src/pagination/cursor.ts';

const MAX_POSITION = 999_999_999;
const positions = fc.oneof(fc.nat(500), fc.nat(MAX_POSITION), fc.constantFrom(0, MAX_POSITION));
/** Any text, lone surrogates included: JSON can carry them. */
const anchors = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '',
    '.',
    '~',
    '\u0000',
    '\ufeffid',
    '\ufffd',
    '\ud800',
    '\udc00\ud800',
    'e\u0301',
    'é',
    '👩‍👩‍👧',
  ),
);
const scopes = fc.string({ unit: 'binary' });
const edits = fc.record({ at: fc.nat(80), remove: fc.nat(2), insert: fc.string({ maxLength: 2 }) });
const targets = fc.record({ position: positions, anchor: anchors });

describe('a cursor', () => {
  it('comes back as it was, with any anchor', () =>
    fc.assert(
      fc.property(targets, scopes, (target, scope) => {
        expect(decodeCursor(encodeCursor({ ...target, scope }), scope, 'after')).toEqual(target);
      }),
      { numRuns: 1000 },
    ));

  it('needs no escaping in a URL and is short for a UUID', () => {
    const cursor = encodeCursor({
      position: 1199,
      anchor: '0b7f2c1e-53f1-4c52-9a0e-6a1d0f6f7b11',
      scope: 'jobs',
    });
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(cursor.length).toBeLessThanOrEqual(64);
  });

  it('keeps its text between releases, because clients hold on to it', () => {
    expect(encodeCursor({ position: 41, anchor: 'job-7é', scope: 'jobs' })).toBe('MTFyOXBjaHAxNS5qb2ItN8Op');
  });

  it('is refused by a list with another filter or order', () =>
    fc.assert(
      fc.property(targets, scopes, scopes, (target, scope, other) => {
        fc.pre(scope !== other);
        const refusal = refusalOf(() => decodeCursor(encodeCursor({ ...target, scope }), other, 'before'));
        expect(refusal.message).toContain('another filter or order');
        expect(refusal.details).toEqual({ argument: ['before'] });
      }),
    ));

  it('is refused when it is none', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.base64String()), (text) => {
        const refusal = refusalOf(() => decodeCursor(text, 'jobs', 'after'));
        expect(refusal.message).toContain('`after` is not a cursor');
        expect(refusal.details).toEqual({ argument: ['after'] });
      }),
    ));

  const written = (text: string): string => Buffer.from(text, 'latin1').toString('base64url');
  const hashOfJobs = '1r9pchp';
  it.each([
    ['an empty text', ''],
    ['a bare position', '7'],
    ['the cursor of a common list helper', Buffer.from('arrayconnection:9').toString('base64')],
    ['another format', written(`2${hashOfJobs}5.x`)],
    ['without a position', written(`1${hashOfJobs}.x`)],
    ['with a negative position', written(`1${hashOfJobs}-5.x`)],
    ['with a fraction of a position', written(`1${hashOfJobs}5,5.x`)],
    ['with a position behind any list', written(`1${hashOfJobs}${(MAX_POSITION + 1).toString(36)}.x`)],
    ['with a position of many digits', written(`1${hashOfJobs}${'z'.repeat(40)}.x`)],
    ['with a leading zero', written(`1${hashOfJobs}05.x`)],
    ['with a position in capitals', written(`1${hashOfJobs}A.x`)],
    ['without a mark', written(`1${hashOfJobs}5`)],
    ['with an anchor that is no UTF-8', written(`1${hashOfJobs}5.\xff`)],
    ['with half a UTF-16 unit', written(`1${hashOfJobs}5~\x00\xd8\x00`)],
    ['with UTF-16 where UTF-8 would do', written(`1${hashOfJobs}5~x\x00`)],
    ['with padding', `${written(`1${hashOfJobs}5.xx`)}=`],
    ['with a line break', `${written(`1${hashOfJobs}5.x`)}\n`],
    ['with a blank before it', ` ${written(`1${hashOfJobs}5.x`)}`],
    ['with one more letter', `${written(`1${hashOfJobs}5.xx`)}A`],
    ['the other base64 alphabet', Buffer.from(`1${hashOfJobs}5.???`).toString('base64')],
  ])('is refused as none: %s', (_what, text) => {
    const refusal = refusalOf(() => decodeCursor(text, 'jobs', 'after'));
    expect(refusal.message).toContain('`after` is not a cursor');
  });

  it('is accepted where those differ from one by a detail', () => {
    expect(decodeCursor(written(`1${hashOfJobs}5.x`), 'jobs', 'after')).toEqual({ position: 5, anchor: 'x' });
  });

  it('is refused or names a valid position after any change of its text', () =>
    fc.assert(
      fc.property(targets, edits, (target, { at, remove, insert }) => {
        const text = encodeCursor({ ...target, scope: 'jobs' });
        const place = at % (text.length + 1);
        expectRefusedOrValid(text.slice(0, place) + insert + text.slice(place + remove));
      }),
      { numRuns: 2000 },
    ));

  it('is refused or names a valid position after any change of its bytes', () =>
    fc.assert(
      fc.property(targets, fc.nat(40), fc.nat(255), (target, at, byte) => {
        const bytes = Buffer.from(encodeCursor({ ...target, scope: 'jobs' }), 'base64url');
        bytes[at % bytes.length] = byte;
        expectRefusedOrValid(bytes.toString('base64url'));
      }),
      { numRuns: 2000 },
    ));
});

/** A change may give another cursor, but then one that this gateway would have written itself. */
function expectRefusedOrValid(text: string): void {
  let target: CursorTarget;
  try {
    target = decodeCursor(text, 'jobs', 'after');
  } catch (error) {
    expect(error).toBeInstanceOf(BadUserInput);
    return;
  }
  expect(Number.isInteger(target.position) && target.position >= 0 && target.position <= MAX_POSITION).toBe(
    true,
  );
  expect(encodeCursor({ ...target, scope: 'jobs' })).toBe(text);
}

function refusalOf(act: () => unknown): BadUserInput {
  try {
    act();
  } catch (error) {
    if (error instanceof BadUserInput) return error;
    throw error;
  }
  throw new Error('it was accepted');
}
