/** What is wrong with how the command was called, or with what it was given: lines for people, no stack. */

export class Mistake extends Error {
  override readonly name = 'Mistake';
  /** One for each fault. */
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** What the error of a system call says, without its code and call. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file or folder';
  if (code === 'EACCES') return 'it may not be read';
  return message;
}
