import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadUserInput } from '#src/errors.ts';
import { type CursorTarget, createCursorCodec } from '#src/pagination/cursor.ts';

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
const totals = fc.oneof(fc.nat(500), fc.constantFrom(0, MAX_POSITION));
const targets = fc.oneof(
  fc.record({ position: positions, anchor: anchors, total: totals }),
  fc.record({ position: fc.oneof(positions, fc.constant(-1)), anchor: fc.constant(null), total: totals }),
);
const jobs = createCursorCodec('jobs');

describe('a cursor', () => {
  it('comes back as it was, with any anchor or none', () =>
    fc.assert(
      fc.property(targets, scopes, (target, scope) => {
        const codec = createCursorCodec(scope);
        expect(codec.decode(codec.encode(target), 'after')).toEqual(target);
      }),
      { numRuns: 1000 },
    ));

  it('needs no escaping in a URL and is short for a UUID', () => {
    const cursor = jobs.encode({
      position: 1199,
      anchor: '0b7f2c1e-53f1-4c52-9a0e-6a1d0f6f7b11',
      total: 1200,
    });
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(cursor.length).toBeLessThanOrEqual(70);
  });

  it('keeps its text between releases, because clients hold on to it', () => {
    expect(jobs.encode({ position: 41, anchor: 'job-7é', total: 50 })).toBe('MjFyOXBjaHAxNSwxZS5qb2ItN8Op');
    expect(jobs.encode({ position: -1, anchor: null, total: 50 })).toBe('MjFyOXBjaHAtMSwxZSE');
  });

  it('is refused by a list with another filter or order', () =>
    fc.assert(
      fc.property(targets, scopes, scopes, (target, scope, other) => {
        fc.pre(scope !== other);
        const refusal = refusalOf(() =>
          createCursorCodec(other).decode(createCursorCodec(scope).encode(target), 'before'),
        );
        expect(refusal.message).toContain('another filter or order');
        expect(refusal.details).toEqual({ argument: ['before'] });
      }),
    ));

  it('is refused when it is none', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.base64String()), (text) => {
        const refusal = refusalOf(() => jobs.decode(text, 'after'));
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
    ['another format', written(`1${hashOfJobs}5,9.x`)],
    ['without a position', written(`2${hashOfJobs},9.x`)],
    ['with a negative position and an anchor', written(`2${hashOfJobs}-1,9.x`)],
    ['with a place before that before the first row', written(`2${hashOfJobs}-2,9!`)],
    ['with a fraction of a position', written(`2${hashOfJobs}5.5,9.x`)],
    ['with a position behind any list', written(`2${hashOfJobs}${(MAX_POSITION + 1).toString(36)},9.x`)],
    ['with a position of many digits', written(`2${hashOfJobs}${'z'.repeat(40)},9.x`)],
    ['with a leading zero', written(`2${hashOfJobs}05,9.x`)],
    ['with a position in capitals', written(`2${hashOfJobs}A,9.x`)],
    ['without a total', written(`2${hashOfJobs}5.x`)],
    ['with an empty total', written(`2${hashOfJobs}5,.x`)],
    ['with a negative total', written(`2${hashOfJobs}5,-1.x`)],
    ['with a total longer than any list', written(`2${hashOfJobs}5,${(MAX_POSITION + 1).toString(36)}.x`)],
    ['without a mark', written(`2${hashOfJobs}5,9`)],
    ['with text where there is no anchor', written(`2${hashOfJobs}5,9!x`)],
    ['with an anchor that is no UTF-8', written(`2${hashOfJobs}5,9.\xff`)],
    ['with half a UTF-16 unit', written(`2${hashOfJobs}5,9~\x00\xd8\x00`)],
    ['with UTF-16 where UTF-8 would do', written(`2${hashOfJobs}5,9~x\x00`)],
    ['with padding', `${written(`2${hashOfJobs}5,9.xxx`)}=`],
    ['with a line break', `${written(`2${hashOfJobs}5,9.x`)}\n`],
    ['with a blank before it', ` ${written(`2${hashOfJobs}5,9.x`)}`],
    ['with one more letter', `${written(`2${hashOfJobs}5,9.xxx`)}A`],
    ['the other base64 alphabet', Buffer.from(`2${hashOfJobs}5,9.???`).toString('base64')],
  ])('is refused as none: %s', (_what, text) => {
    const refusal = refusalOf(() => jobs.decode(text, 'after'));
    expect(refusal.message).toContain('`after` is not a cursor');
  });

  it('is accepted where those differ from one by a detail', () => {
    expect(jobs.decode(written(`2${hashOfJobs}5,9.x`), 'after')).toEqual({
      position: 5,
      anchor: 'x',
      total: 9,
    });
    expect(jobs.decode(written(`2${hashOfJobs}-1,9!`), 'after')).toEqual({
      position: -1,
      anchor: null,
      total: 9,
    });
  });

  it('is refused or names a valid position after any change of its text', () =>
    fc.assert(
      fc.property(targets, edits, (target, { at, remove, insert }) => {
        const text = jobs.encode(target);
        const place = at % (text.length + 1);
        expectRefusedOrValid(text.slice(0, place) + insert + text.slice(place + remove));
      }),
      { numRuns: 2000 },
    ));

  it('is refused or names a valid position after any change of its bytes', () =>
    fc.assert(
      fc.property(targets, fc.nat(40), fc.nat(255), (target, at, byte) => {
        const bytes = Buffer.from(jobs.encode(target), 'base64url');
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
    target = jobs.decode(text, 'after');
  } catch (error) {
    expect(error).toBeInstanceOf(BadUserInput);
    return;
  }
  const { position, anchor, total } = target;
  const first = anchor === null ? -1 : 0;
  expect(Number.isInteger(position) && position >= first && position <= MAX_POSITION).toBe(true);
  expect(Number.isInteger(total) && total >= 0 && total <= MAX_POSITION).toBe(true);
  expect(jobs.encode(target)).toBe(text);
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
