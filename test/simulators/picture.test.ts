import { describe, expect, it } from 'vitest';
import { canvasWindow, drawPicture } from './picture.ts';

const request = { label: 'SS26-BLZ-014_front.jpg', seed: 'a', width: 300, height: 400 };

describe('drawPicture', () => {
  it('draws the same small picture for the same request, and another for another seed', () => {
    expect(drawPicture(request)).toBe(drawPicture({ ...request }));
    expect(drawPicture(request)).not.toBe(drawPicture({ ...request, seed: 'b' }));
    expect(drawPicture(request).length).toBeLessThan(2_500);
  });

  it('has the size that was asked for and the file name as caption', () => {
    const svg = drawPicture(request);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="300" height="400" /);
    expect(svg).toContain('>SS26-BLZ-014_front.jpg</text>');
  });

  it.each([
    [9 / 16, 'tall'],
    [3 / 4, 'portrait'],
    [1, 'square'],
    [16 / 9, 'wide'],
  ])('shows the figure from head to feet, undistorted, where the shape is %d (%s)', (aspectRatio) => {
    const { left, top, width, height } = canvasWindow(aspectRatio);
    expect(width / height).toBeCloseTo(aspectRatio);
    expect([top < 14, top + height > 137, left < 26, left + width > 74]).toEqual([true, true, true, true]);
  });

  it('escapes markup, drops what XML cannot hold and never cuts a character in two', () => {
    const svg = drawPicture({ ...request, label: '<script>&"\'\u0000\ud800ok' });
    expect(svg).toContain('<title>&lt;script&gt;&amp;&quot;&#39;ok</title>');
    const long = drawPicture({ ...request, label: '👗'.repeat(40) });
    expect(long).toContain(`>${'👗'.repeat(29)}…</text>`);
  });
});
