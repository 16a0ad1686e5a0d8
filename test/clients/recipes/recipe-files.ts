/**
 * Reads the files of a recipe out of its page: every fenced block of code begins with a comment with a file's name and is
 * that file; JSON has no comments, there the line before says the name. Pure. Other blocks of code are refused, so that
 * none stays untested.
 */

/** A file as the page shows it. */
export interface RecipeFile {
  /** From the root of whoever copies it: `src/assets.tsx`. */
  readonly path: string;
  /** What tells several files of the same name apart, after a comma: `with a JWT`. Null where there is one. */
  readonly variant: string | null;
  /** Every line where it is in the page, so that a compiler's complaint leads there. */
  readonly text: string;
}

const fence = /^```(\w+)\n([\s\S]*?)^```$/gm;
const firstLine = /^\/\/ ([\w./-]+\.(?:tsx?|cjs))(?:, (.+))?$/;
const lineBefore = /`([\w./-]+\.json)`:\n\n$/;

export function recipeFiles(page: string, markdown: string): RecipeFile[] {
  return [...markdown.matchAll(fence)]
    .filter(([, language]) => language !== 'sh')
    .map((match) => {
      const [, language = '', code = ''] = match;
      const before = markdown.slice(0, match.index);
      const name =
        language === 'json' ? lineBefore.exec(before) : firstLine.exec(code.split('\n', 1)[0] ?? '');
      const [, path, variant] = name ?? [];
      const line = before.split('\n').length;
      if (path === undefined)
        throw new Error(`${page}:${line}: a block of ${language} that is no named file`);
      return { path, variant: variant ?? null, text: '\n'.repeat(line) + code };
    });
}
