/** One target of `codegen.ts`: typed documents, masked fragments, hooks and a manifest of the operations in a folder. */

import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

/** How `DateTime` is typed. */
export type DateTimeType = keyof typeof dateTimes;

/**
 * Text keeps the microseconds that PiktID and Sartiq send. `Temporal.Instant` does so too, where there is `Temporal`.
 * A `Date` has milliseconds: what is sent back is another instant than the one that came.
 */
const dateTimes = {
  string: 'string',
  Date: { input: 'Date | string', output: 'Date' },
  'Temporal.Instant': { input: 'Temporal.Instant | string', output: 'Temporal.Instant' },
} as const;

export interface TargetOptions {
  /** Globs of the operations: `.graphql` files, or code with `graphql(…)` calls. */
  readonly documents: readonly string[];
  /** The folder that is written, with a slash at its end. */
  readonly folder: string;
  /**
   * Default `string`. Anything else needs a parser beside the generated `scalarTable`, in `createGatewayClient`; the
   * types promise what the parser makes.
   */
  readonly dateTime?: DateTimeType;
  /** How this package is called in imports. Default `atelier-client`. */
  readonly core?: string;
  readonly runtime?: string;
  /** At the end of relative imports. Default `.ts`. */
  readonly importExtension?: '' | '.js' | '.ts';
}

type Targets = CodegenConfig['generates'];

export function typedOperations({
  documents,
  folder,
  dateTime = 'string',
  core = 'atelier-client',
  runtime = 'atelier-client/react',
  importExtension = '.ts',
}: TargetOptions): Targets {
  const sources = [...documents];
  const imports = { documents: `./graphql${importExtension}`, runtime };
  return {
    [folder]: {
      preset: 'client',
      documents: sources,
      // The manifest's texts are what clients with a cache send: with `__typename`.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      presetConfig: {
        persistedDocuments: { hashAlgorithm: 'sha256' },
        fragmentMasking: { unmaskFunctionName: 'unmask' },
      },
      config: {
        importExtension,
        useTypeImports: true,
        // Names of operations become names of types and hooks as they are.
        namingConvention: 'keep',
        nullability: { errorHandlingClient: true },
        scalars: {
          DateTime: dateTimes[dateTime],
          File: 'Blob',
          ID: 'string',
          JSON: 'unknown',
          SafeInt: 'number',
          URL: 'string',
          UUID: 'string',
        },
        strictScalars: true,
      },
    },
    [`${folder}hooks.ts`]: {
      documents: sources,
      plugins: [{ [pluginPath('hooks-plugin')]: imports }],
    },
    ...(dateTime !== 'string' && {
      [`${folder}scalars.ts`]: {
        plugins: [{ [pluginPath('scalars-plugin')]: { parsed: ['DateTime'], core } }],
      },
    }),
  };
}

/** Beside this file, whether it is the source or what was built from it. */
function pluginPath(name: string): string {
  return fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url));
}
