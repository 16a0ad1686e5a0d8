/**
 * Makes of `src/main.ts` and all packages that it needs a few files of JavaScript: Node has some ten files to find, read and
 * link at the start, instead of 1,500. Not minified, so that traces and profiles name functions, and the files say by
 * comments where their parts come from. See docs/decisions/2026-11-30-a-bundle-in-the-image.md.
 */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OutputChunk, rolldown } from 'rolldown';
import { createLicences } from './licences.ts';

/** The gateway, beside the licences of what is in it. */
export interface Bundle {
  /** The program that starts it. */
  readonly main: string;
  readonly bytes: number;
  /** Of each package that has a part in it, once for each version: `undici 8.12.4`. */
  readonly packages: readonly string[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Packages ask for these, and do without them where they are not installed. They are not, so that nothing depends on it. */
const absent = ['node-libcurl', 'supports-color'];

/**
 * @param folder takes the files, and loses whatever it held before. The gateway looks for its other files beside the nearest
 * `package.json` above it.
 * @throws where the bundler has anything to complain about: what it warns of fails at run time
 */
export async function bundleGateway(folder: string): Promise<Bundle> {
  const complaints: string[] = [];
  const licences = createLicences(root);
  await using bundler = await rolldown({
    cwd: root,
    input: 'src/main.ts',
    platform: 'node',
    external: absent,
    // The same in an image, which has no such file.
    tsconfig: false,
    // Packages of CommonJS have it; a module does not.
    transform: { define: { __dirname: 'import.meta.dirname' } },
    plugins: [licences.plugin],
    onLog: (level, { message }) => {
      if (level === 'warn') complaints.push(message);
    },
  });
  const { output } = await bundler.write({ dir: folder, cleanDir: true, chunkFileNames: '[name].js' });
  if (complaints.length > 0) throw new Error(`The bundle would not be whole:\n${complaints.join('\n')}`);
  const texts = output.map((file) => (file.type === 'chunk' ? file.code : file.source));
  const entry = output.find((file): file is OutputChunk => file.type === 'chunk' && file.isEntry);
  if (!entry) throw new Error('The bundle has no beginning');
  return {
    main: join(folder, entry.fileName),
    bytes: texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    packages: licences.packages(),
  };
}
