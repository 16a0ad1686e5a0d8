import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UpstreamFailure } from '#src/errors.ts';
import {
  decodeAnswer,
  decodeRow,
  parseAnswer,
  wireInteger,
  wireJson,
  wireList,
  wireOpenText,
  wireOptionalInteger,
  wireOptionalNumber,
  wireSafeInteger,
  wireText,
} from '#src/http/decode.ts';
import { parseJson } from '#src/http/json.ts';

const row = z.object({
  id: z.string(),
  size: wireInteger,
  label: wireText,
  score: wireOptionalNumber,
  rank: wireOptionalInteger,
  extra: wireJson,
  parts: z.object({ width: wireInteger }).nullish(),
});

function decode(raw: unknown) {
  return decodeRow('acusight', row, raw, (fields) => fields['id']);
}

/** The failure that a function throws. */
function failureOf(act: () => unknown): UpstreamFailure {
  try {
    act();
  } catch (error) {
    if (error instanceof UpstreamFailure) return error;
    throw error;
  }
  throw new Error('Nothing failed');
}

describe('decodeRow', () => {
  it('makes one failure of a bad row, with its key and field, and leaves its neighbours intact', () => {
    const raws = [
      { id: 'a', size: 1 },
      { id: 'b', size: 'secret' },
      { id: 'c', size: 3 },
    ];
    const [first, second, third] = raws.map(decode);
    expect(first).toMatchObject({ id: 'a', size: 1 });
    expect(third).toMatchObject({ id: 'c', size: 3 });
    expect(second).toBeInstanceOf(UpstreamFailure);
    expect(second).toMatchObject({
      code: 'UPSTREAM_CONTRACT',
      message: 'Acusight sent a row in another shape than its contract has',
      details: { upstream: 'acusight', row: 'b', field: 'size' },
    });
  });

  it('names a field inside the row by its path', () => {
    expect(decode({ id: 'a', size: 1, parts: { width: null } })).toMatchObject({
      details: { row: 'a', field: 'parts.width' },
    });
  });

  it('makes null of everything that may be missing, whether it is missing or null', () => {
    const empty = { id: 'a', size: 1, label: null, score: null, rank: null, extra: null };
    expect(decode({ id: 'a', size: 1 })).toEqual(empty);
    expect(decode(empty)).toEqual(empty);
  });

  it('ignores fields that it does not know', () => {
    expect(decode({ id: 'a', size: 1, brandNew: { deep: true } })).not.toHaveProperty('brandNew');
  });

  it.each([null, undefined, 'text', 7, []])('gives no key to %j, which has none', (raw) => {
    const failure = decode(raw);
    expect(failure).toMatchObject({ code: 'UPSTREAM_CONTRACT' });
    expect(failure).not.toHaveProperty('details.row');
  });

  it('gives no key to a row whose key is no text or number', () => {
    expect(decode({ id: { nested: 'x' }, size: 1 })).not.toHaveProperty('details.row');
    expect(decode({ id: 12, size: 1 })).toMatchObject({ details: { row: '12', field: 'id' } });
  });
});

describe('the common wire types', () => {
  it('read a number with more digits than a double holds, rounded', () => {
    const long = parseJson('0.12345678901234567890123');
    expect(wireOptionalNumber.parse(long)).toBe(0.12345678901234568);
  });

  it('refuse text, fractions and more than 32 bits for an integer', () => {
    expect(wireInteger.safeParse(2_147_483_647).success).toBe(true);
    for (const bad of ['1', 1.5, 2_147_483_648, null, true]) {
      expect(wireInteger.safeParse(bad).success).toBe(false);
    }
  });

  it('accept file sizes that outgrow 32 bits', () => {
    expect(wireSafeInteger.parse(5_000_000_000)).toBe(5_000_000_000);
  });

  it('show anything of an open type as text', () => {
    expect([undefined, null, 'x', 4, { a: 1 }].map((value) => wireOpenText.parse(value))).toEqual([
      null,
      null,
      'x',
      '4',
      '{"a":1}',
    ]);
  });

  it('keep every digit of free JSON', () => {
    const text = '{"big":12345678901234567890}';
    expect(JSON.stringify(wireJson.parse(parseJson(text)))).toBe(text);
  });

  it('take a missing list for an empty one', () => {
    expect([undefined, null, [1]].map((value) => wireList.parse(value))).toEqual([[], [], [1]]);
    expect(wireList.safeParse({}).success).toBe(false);
  });
});

describe('decodeAnswer', () => {
  it('throws where the envelope is of another shape, and says where', () => {
    const envelope = z.object({ data: z.array(z.unknown()), count: wireInteger });
    expect(decodeAnswer('sartiq', envelope, { data: [], count: 0 })).toEqual({ data: [], count: 0 });
    const failure = failureOf(() => decodeAnswer('sartiq', envelope, { data: [] }));
    expect(failure.details).toEqual({ upstream: 'sartiq', field: 'count' });
    expect(failure.code).toBe('UPSTREAM_CONTRACT');
  });
});

describe('parseAnswer', () => {
  it('throws for a body that is not JSON, without its text', () => {
    const failure = failureOf(() => parseAnswer('piktid', '<html>token-1234</html>'));
    expect(failure).toMatchObject({ code: 'UPSTREAM_CONTRACT', details: { upstream: 'piktid' } });
    expect(failure.message).toBe('PiktID answered with a body that is not JSON');
  });
});
