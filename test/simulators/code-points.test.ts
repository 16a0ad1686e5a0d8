import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCodePoints } from './code-points.ts';

describe('compareCodePoints', () => {
  it('orders any two texts as their UTF-8 bytes are ordered', () => {
    // Both sides of the surrogates, so that few draws meet them.
    const unit = fc.constantFrom('a', 'b', '\u00e9', '\ud7ff', '\ue000', '\uff21', '\u{1f457}', '\u{10ffff}');
    const text = fc.string({ unit, maxLength: 4 });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const expected = Buffer.compare(Buffer.from(left), Buffer.from(right));
        expect(Math.sign(compareCodePoints(left, right))).toBe(expected);
      }),
    );
  });
});
