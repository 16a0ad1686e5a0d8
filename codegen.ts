import type { CodegenConfig } from '@graphql-codegen/cli';

/** Typed documents for the operations under `examples/operations`; `npm run generate` writes them. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: ['examples/operations/**/*.graphql'],
  emitLegacyCommonJSImports: false,
  generates: {
    'examples/generated/': {
      preset: 'client',
      config: {
        importExtension: '.ts',
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: {
          DateTime: 'string',
          File: 'Blob',
          JSON: 'unknown',
          SafeInt: 'number',
          URL: 'string',
          UUID: 'string',
        },
        strictScalars: true,
      },
    },
  },
};

export default config;
