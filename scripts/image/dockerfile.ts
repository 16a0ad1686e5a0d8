/**
 * Reads a Dockerfile into the steps that `build-image.ts` carries out. Knows the instructions that Atelier's images are
 * made of, in the forms that they have there, and refuses any other: a step that is passed over proves nothing.
 */

import {
  DockerfileParser,
  type Instruction,
  ModifiableInstruction,
  PropertyInstruction,
  // biome-ignore lint/correctness/noUnresolvedImports: Biome does not follow dockerfile-ast to its types
} from 'dockerfile-ast';

export type Step =
  | { readonly kind: 'from'; readonly image: string; readonly stage: string | null }
  | { readonly kind: 'argument'; readonly name: string; readonly value: string | null }
  | { readonly kind: 'variables' | 'labels'; readonly values: Values }
  | { readonly kind: 'folder' | 'user' | 'ports' | 'stop signal'; readonly value: string }
  /** `from` names a stage; null is the folder that is built from. */
  | {
      readonly kind: 'copy';
      readonly sources: readonly string[];
      readonly target: string;
      readonly from: string | null;
    }
  /** For `/bin/sh -c`. */
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'entrypoint' | 'command'; readonly words: readonly string[] }
  | { readonly kind: 'health'; readonly words: readonly string[]; readonly timeoutMs: number };

type Values = Readonly<Record<string, string>>;

export function readDockerfile(text: string): readonly Step[] {
  return DockerfileParser.parse(text).getInstructions().map(toStep);
}

function toStep(instruction: Instruction): Step {
  const keyword = instruction.getKeyword();
  const read = readers.get(keyword);
  const step = read?.(instruction, flagsOf(instruction));
  if (!step) throw new Error(`The Dockerfile has a step that is not known here: ${instruction.toString()}`);
  return step;
}

type Flags = ReadonlyMap<string, string | null>;
/** Null for a form that is not known. */
type Reader = (instruction: Instruction, flags: Flags) => Step | null;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['FROM', readFrom],
  ['ARG', readArgument],
  ['ENV', (instruction) => ({ kind: 'variables', values: valuesOf(instruction) })],
  ['LABEL', (instruction) => ({ kind: 'labels', values: valuesOf(instruction) })],
  ['WORKDIR', (instruction) => ({ kind: 'folder', value: textOf(instruction) })],
  ['USER', (instruction) => ({ kind: 'user', value: textOf(instruction) })],
  ['EXPOSE', (instruction) => ({ kind: 'ports', value: textOf(instruction) })],
  ['STOPSIGNAL', (instruction) => ({ kind: 'stop signal', value: textOf(instruction) })],
  ['COPY', readCopy],
  ['RUN', readRun],
  ['ENTRYPOINT', (instruction) => readWords('entrypoint', textOf(instruction))],
  ['CMD', (instruction) => readWords('command', textOf(instruction))],
  ['HEALTHCHECK', readHealth],
]);

function readFrom(instruction: Instruction, flags: Flags): Step | null {
  const [image, as, stage] = wordsOf(instruction);
  if (flags.size > 0 || image === undefined) return null;
  if (as === undefined) return { kind: 'from', image, stage: null };
  return as.toUpperCase() === 'AS' && stage !== undefined ? { kind: 'from', image, stage } : null;
}

function readArgument(instruction: Instruction): Step | null {
  const [entry, ...others] = propertiesOf(instruction);
  if (entry === undefined || others.length > 0) return null;
  return { kind: 'argument', name: entry.getName(), value: entry.getValue() };
}

function readCopy(instruction: Instruction, flags: Flags): Step | null {
  const words = wordsOf(instruction);
  const target = words.at(-1);
  const known = [...flags.keys()].every((name) => name === 'from');
  const plain = words.every((word) => !/[*?[\]<$]/.test(word));
  if (words.length < 2 || target === undefined || !known || !plain) return null;
  return { kind: 'copy', sources: words.slice(0, -1), target, from: flags.get('from') ?? null };
}

function readRun(instruction: Instruction, flags: Flags): Step | null {
  const command = textOf(instruction);
  return flags.size > 0 || /^\[|<</.test(command) ? null : { kind: 'run', command };
}

function readHealth(instruction: Instruction, flags: Flags): Step | null {
  const text = textOf(instruction);
  const timeoutS = /^(\d+)s$/.exec(flags.get('timeout') ?? '')?.[1];
  const command = /(?:^|\s)CMD\s+(\[.*\])\s*$/s.exec(text)?.[1];
  if (timeoutS === undefined || command === undefined) return null;
  return { kind: 'health', words: jsonWords(command), timeoutMs: Number(timeoutS) * 1_000 };
}

/** The form with a shell is refused: the image has none. */
function readWords(kind: 'entrypoint' | 'command', text: string): Step | null {
  return text.startsWith('[') ? { kind, words: jsonWords(text) } : null;
}

function jsonWords(text: string): readonly string[] {
  const words: unknown = JSON.parse(text);
  if (!Array.isArray(words) || words.length === 0) throw new Error(`This is no command: ${text}`);
  return words.map(String);
}

function textOf(instruction: Instruction): string {
  return instruction.getRawArgumentsContent() ?? '';
}

function wordsOf(instruction: Instruction): readonly string[] {
  return instruction.getArguments().map((word) => word.getValue());
}

function flagsOf(instruction: Instruction): Flags {
  if (!(instruction instanceof ModifiableInstruction)) return new Map();
  return new Map(instruction.getFlags().map((flag) => [flag.getName(), flag.getValue()]));
}

function propertiesOf(instruction: Instruction) {
  return instruction instanceof PropertyInstruction ? instruction.getProperties() : [];
}

function valuesOf(instruction: Instruction): Values {
  const entries = propertiesOf(instruction).map((entry) => [entry.getName(), entry.getValue()]);
  return Object.fromEntries(entries);
}
