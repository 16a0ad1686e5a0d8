/**
 * Takes secrets out of what is logged, so that no writer of a line has to think of them: those of the configuration
 * wherever they stand, others by what they look like. Pure; knows nothing of what the texts say.
 */

export const redacted = '[redacted]';

/** Shorter ones are words that could stand anywhere; they are found by their surroundings only. */
const minSecretLength = 6;

/** Names whose values are secrets, or may be: what a parser got as its input is the caller's. */
const secretName =
  '(?:proxy-)?authorization|(?:set-)?cookie|[\\w-]{0,40}token|[\\w-]{0,20}(?:api|private|access)[-_]?keys?|' +
  '[\\w-]{0,20}pass(?:word|wd|phrase)|[\\w-]{0,20}secret|[\\w-]{0,20}session[-_]?id|jwt|credentials?|input';

const exactSecretName = new RegExp(`^(?:${secretName})$`, 'i');

/** Whether a value with this name is never shown. */
export function isSecretName(name: string): boolean {
  return exactSecretName.test(name);
}

const patterns: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // A URL with a name and a password, or with a query that holds a signature or a key
  [/\b([a-z][a-z\d+.-]{1,20}:\/\/)[^\s"\\/@]+@/gi, `$1${redacted}@`],
  [
    /(https?:\/\/[^\s"\\?]{1,500}\?)[^\s"\\]*?(?:sig|token|key|secret|credential|password|auth)[^\s"\\]*/gi,
    `$1${redacted}`,
  ],
  [
    /([?&](?:x-amz-[\w-]{1,40}|sig|signature|key|[\w-]{0,20}token|api_?key|password|secret)=)[^&\s"\\]+/gi,
    `$1${redacted}`,
  ],
  // Within a text that is JSON, or lists raw headers: "name": "value", "name": ["value"], "name", "value"
  [
    new RegExp(`("(?:${secretName})"\\s{0,3}[:,]\\s{0,3}\\[?\\s{0,3})"(?:[^"\\\\]|\\\\.)*"?`, 'gi'),
    `$1"${redacted}"`,
  ],
  // As JSON within JSON, where nobody knows how its end is written, and as text: name: value. To the end of the line
  [new RegExp(`(\\b(?:${secretName})(?:\\\\+"\\s{0,3}[:,]|\\s{0,3}[:=]))[^\\r\\n]+`, 'gi'), `$1 ${redacted}`],
  [/\b(Bearer|Basic|Digest)\s{1,3}[^\s"'\\,;]{2,}/gi, `$1 ${redacted}`],
  [/\beyJ[\w-]{4,}\.[\w-]+\.[\w-]*/g, redacted],
];

/** Something that each of the patterns needs: most texts are an id or a word, and have none of it. */
const needed = /[:="\s]|eyJ/;

/** The text without what looks like a secret. Give it bounded texts: its time may grow faster than their length. */
export function redactText(text: string): string {
  if (!needed.test(text)) return text;
  return patterns.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}

/**
 * What takes the secrets of a configuration out of a line, in any of the ways in which they may be written there: as
 * they are, within JSON, within JSON within JSON and so on, in a URL, in a form, in base64.
 */
export function createSecretRemover(secrets: readonly string[]): (line: string) => string {
  const known = secrets.filter((secret) => secret.length >= minSecretLength).flatMap(spellings);
  const longestFirst = [...new Set(known)].sort((left, right) => right.length - left.length);
  return (line) => longestFirst.reduce((rest, secret) => rest.replaceAll(secret, redacted), line);
}

function spellings(secret: string): string[] {
  const escaped = [secret];
  for (let depth = 0; depth < 4; depth++) {
    escaped.push(JSON.stringify(escaped.at(-1)).slice(1, -1));
  }
  const encoded = encodeURIComponent(secret);
  const base64 = Buffer.from(secret).toString('base64');
  return [...escaped, encoded, encoded.replaceAll('%20', '+'), base64, base64.replace(/=+$/, '')];
}
