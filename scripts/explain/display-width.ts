/** How wide texts are on a terminal, and how they are made safe to show there. Pure. */

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Drawn two columns wide, as East Asian Width has it for the scripts that use it, and pictographs. */
const wide =
  /\p{Emoji_Presentation}|\uFE0F|[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6]|[\u{17000}-\u{18DFF}\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}]/u;

/** Drawn on the character before, or not at all. */
const invisible = /^[\p{Mark}\p{Format}]+$/u;

/** In columns. */
export function displayWidth(text: string): number {
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (invisible.test(segment)) continue;
    columns += wide.test(segment) ? 2 : 1;
  }
  return columns;
}

/** With what a terminal would obey, or what turns texts around, written out: files and operations are anybody's. */
export function visible(text: string): string {
  return text.replace(/[\p{Control}\u2028-\u202E\u2066-\u2069]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

/** Filled up to `columns`. */
export function padded(text: string, columns: number, side: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, columns - displayWidth(text)));
  return side === 'left' ? text + space : space + text;
}
