/** Draws the placeholder pictures of all simulated backends as small SVG texts. Pure; no I/O. */

import { createRandom, type Random } from './random.ts';

export interface PictureRequest {
  /** Caption, usually the file name. */
  readonly label: string;
  /** Decides colours and garment: the same seed always gives the same picture. */
  readonly seed: string;
  readonly width: number;
  readonly height: number;
}

/** Backdrop from and to, garment, accent: muted studio colours. */
type Palette = readonly [backdrop: string, floor: string, garment: string, accent: string];

const palettes: readonly [Palette, ...Palette[]] = [
  ['#f3ece4', '#d9c7b4', '#7d5a44', '#b98b66'],
  ['#e8eef2', '#b9cbd6', '#2f4858', '#6c8ea4'],
  ['#f4e9ec', '#dcb8c2', '#7a2e45', '#b8627b'],
  ['#ecf0e6', '#c2cfae', '#45562e', '#7f9461'],
  ['#efeaf5', '#c6bbdd', '#453168', '#8069ad'],
  ['#f5f0dd', '#e0cf97', '#6b5413', '#b0923c'],
];

type Garment = readonly [outline: string, wornWith: string];

const tee = '<path fill="#f8f5ef" d="M40 46Q50 50 60 46L68 62 61 65 60 82H40L39 65 32 62Z"/>';
const slacks = '<path fill="#3b3a40" d="M40 80H60L58 133H52L50 96 48 133H42Z"/>';

/** On a canvas of 100 by 150: dress, blazer, coat, trousers, knitwear; and what is worn with each. */
const garments: readonly [Garment, ...Garment[]] = [
  ['M41 46 L45 44 Q50 50 55 44 L59 46 L57 70 L71 122 Q50 131 29 122 L43 70 Z', ''],
  [
    'M36 46 L46 42 L50 60 L54 42 L64 46 L74 92 L67 94 L62 66 L63 102 L37 102 L38 66 L33 94 L26 92 Z',
    tee + slacks,
  ],
  [
    'M36 45 L46 41 L50 56 L54 41 L64 45 L73 96 L66 98 L63 68 L67 122 L33 122 L37 68 L34 98 L27 96 Z',
    tee + slacks,
  ],
  ['M40 78 L60 78 L65 132 L54 132 L50 94 L46 132 L35 132 Z', tee],
  ['M36 47 Q50 41 64 47 L74 88 L66 90 L62 66 L61 92 L39 92 L38 66 L34 90 L26 88 Z', slacks],
];

/** What a picture shows of the canvas, in its units. */
export interface CanvasWindow {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The whole figure, and as much of the backdrop as the picture's shape has room for. */
export function canvasWindow(aspectRatio: number): CanvasWindow {
  const height = Math.min(150, Math.max(100 / aspectRatio, 400 / 3));
  const width = height * aspectRatio;
  return { left: 50 - width / 2, top: 75 - height / 2, width, height };
}

/** A fashion photo that never was: backdrop, figure, garment and a caption. `width` and `height` in pixels. */
export function drawPicture(request: PictureRequest): string {
  const random = createRandom(0, `picture:${request.seed}`);
  const [from, to, garment, accent] = random.pick(palettes);
  const [outline, wornWith] = random.pick(garments);
  const size = `width="${request.width}" height="${request.height}"`;
  const { left, top, width, height } = canvasWindow(request.width / request.height);
  const viewBox = [left, top, width, height].map((value) => Number(value.toFixed(2))).join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="${viewBox}" role="img">`,
    `<title>${escapeXml(request.label)}</title>`,
    `<defs><linearGradient id="b" x2=".3" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>`,
    `<linearGradient id="g" x2="1" y2="1"><stop stop-color="${accent}"/><stop offset="1" stop-color="${garment}"/></linearGradient></defs>`,
    '<path fill="url(#b)" d="M-120-60h340v270h-340z"/>',
    drawSetting(random, to),
    '<ellipse cx="50" cy="136" rx="26" ry="4" opacity=".18"/>',
    drawFigure(random, garment),
    `${wornWith}<path fill="url(#g)" d="${outline}"/>`,
    drawCaption(request.label),
    '</svg>',
  ].join('');
}

/** A round light or an arch behind the figure. */
function drawSetting(random: Random, color: string): string {
  const x = random.int(30, 70);
  return random.chance(0.5)
    ? `<circle cx="${x}" cy="${random.int(36, 60)}" r="${random.int(24, 40)}" fill="#fff" opacity=".35"/>`
    : `<path d="M${x - 26} 136V58a26 26 0 0 1 52 0v78z" fill="#fff" opacity=".3" stroke="${color}"/>`;
}

/** Head, hair, neck, arms and legs; the garment is laid over it. */
function drawFigure(random: Random, hair: string): string {
  const skin = random.pick(['#f1d3bd', '#d9a982', '#a8744f', '#6f4a34']);
  const limbs = `stroke="${skin}" stroke-width="5" stroke-linecap="round" fill="none"`;
  return [
    `<path ${limbs} d="M46 120V134M54 120V134M38 50L31 92M62 50L69 92"/>`,
    `<path fill="${skin}" d="M47 32h6v9l7 5-2 32H42l-2-32 7-5z"/>`,
    `<ellipse cx="50" cy="26" rx="7.5" ry="9.5" fill="${skin}"/>`,
    `<path fill="${hair}" d="M42 ${random.int(26, 38)}Q40 14 50 14T58 ${random.int(26, 38)}L57 24Q50 18 43 24Z"/>`,
  ].join('');
}

function drawCaption(label: string): string {
  const shown = [...label].length > 30 ? `${[...label].slice(0, 29).join('')}…` : label;
  return (
    '<path fill="#fff" opacity=".82" d="M-120 142h340v12h-340z"/>' +
    `<text x="50" y="148.5" text-anchor="middle" font-family="system-ui,sans-serif" font-size="5" fill="#333">${escapeXml(shown)}</text>`
  );
}

/** Escapes markup and drops what XML 1.0 cannot hold. */
function escapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return [...text]
    .filter((character) => isXmlCharacter(character.codePointAt(0) ?? 0))
    .map((character) => entities[character] ?? character)
    .join('');
}

function isXmlCharacter(code: number): boolean {
  if (code === 0x9 || code === 0xa || code === 0xd) return true;
  return (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000;
}
