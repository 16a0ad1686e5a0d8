/** A file that `npm run generate` writes, and that `--check` compares. */
export interface GeneratedFile {
  /** From the project's root. */
  readonly path: string;
  readonly content: string;
}
