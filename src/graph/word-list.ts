/** Words in descriptions, written as clients send and get them. */

/** "`pending`, `completed`" */
export function wordList(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}
