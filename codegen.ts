import type { CodegenConfig } from '@graphql-codegen/cli';
import { typedOperations } from '#client/codegen/config.ts';

/** Typed documents and hooks for every operation of the examples; `npm run generate` writes them. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  ignoreNoDocuments: true,
  emitLegacyCommonJSImports: false,
  generates: {
    ...typedOperations({
      documents: ['examples/operations/**/*.graphql', 'examples/screens/**/*.graphql'],
      folder: 'examples/generated/',
      core: '#client/index.ts',
      runtime: '#client/react.ts',
    }),
    ...typedOperations({
      documents: ['examples/studio/src/**/*.{graphql,ts,tsx}', '!examples/studio/src/generated/**'],
      folder: 'examples/studio/src/generated/',
      core: '#client/index.ts',
      runtime: '#client/react.ts',
    }),
  },
};

export default config;
