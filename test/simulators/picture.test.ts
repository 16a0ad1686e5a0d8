import { describe, expect, it } from 'vitest';
import { drawPicture } from './picture.ts';

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

  it('escapes markup, drops what XML cannot hold and never cuts a character in two', () => {
    const svg = drawPicture({ ...request, label: '<script>&"\'\u0000\ud800ok' });
    expect(svg).toContain('<title>&lt;script&gt;&amp;&quot;&#39;ok</title>');
    const long = drawPicture({ ...request, label: '👗'.repeat(40) });
    expect(long).toContain(`>${'👗'.repeat(29)}…</text>`);
  });
});
