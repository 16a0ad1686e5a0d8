/**
 * Notes whose code went into a bundle, and writes the licence of each beside it: most of them ask for that wherever copies of
 * the code go. Knows packages by the folders that npm gives them.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'rolldown';
import { z } from 'zod';

/** In the bundle's folder. */
export const licencesFile = 'third-party-licences.txt';

const manifestColumns = z.object({ name: z.string(), version: z.string(), license: z.string().optional() });

/** One that has a part in the bundle. */
interface Package {
  /** Name and version. */
  readonly title: string;
  /** As SPDX writes it; null where its package.json does not say. */
  readonly licence: string | null;
  /** Texts of licences and notices; none where the package has none. */
  readonly texts: readonly string[];
}

export interface Licences {
  readonly plugin: Plugin;
  /** Name and version of each, in order of the alphabet, once the bundle is made. */
  packages(): readonly string[];
}

/** @param root the folder below which rolldown itself is installed: some lines of it are in each bundle that it makes */
export function createLicences(root: string): Licences {
  const packages = new Map<string, Package>();
  const plugin: Plugin = {
    name: 'licences',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      for (const module of chunks.flatMap(({ moduleIds }) => moduleIds)) {
        const folder = module.startsWith('\0rolldown/')
          ? join(root, 'node_modules/rolldown')
          : packageFolder(module);
        if (folder === null) continue;
        const found = readPackage(folder);
        packages.set(found.title, found);
      }
      this.emitFile({ type: 'asset', fileName: licencesFile, source: textOf(inOrder(packages)) });
    },
  };
  return { plugin, packages: () => inOrder(packages).map(({ title }) => title) };
}

/** Of the package that has this module; null for our own. A module without a file belongs to nobody that could be named. */
function packageFolder(module: string): string | null {
  if (module.startsWith('\0')) throw new Error(`Whose licence has the module ${module.slice(1)}?`);
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(module)?.[0] ?? null;
}

function readPackage(folder: string): Package {
  const { name, version, license } = manifestColumns.parse(
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  );
  const texts = readdirSync(folder)
    .filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  const title = `${name} ${version}`;
  if (license === undefined && texts.length === 0) throw new Error(`Nothing says which licence ${title} has`);
  return { title, licence: license ?? null, texts };
}

function inOrder(packages: ReadonlyMap<string, Package>): readonly Package[] {
  return [...packages.values()].sort((a, b) => (a.title < b.title ? -1 : 1));
}

function textOf(packages: readonly Package[]): string {
  const parts = packages.map(({ title, licence, texts }) => {
    const none = `The package has no text of its licence, which is ${licence} by its package.json.`;
    return [licence === null ? title : `${title} (${licence})`, ...(texts.length > 0 ? texts : [none])].join(
      '\n\n',
    );
  });
  const beginning = "Beside Atelier's own code, the files of this folder hold code of these packages.";
  return `${[beginning, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
