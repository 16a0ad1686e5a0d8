import type { CodegenConfig } from '@graphql-codegen/cli';
import { typedOperations } from '#client/codegen/config.ts';

/** How the client package is imported here. */
const client = { core: '#client/index.ts', runtime: '#client/react.ts' };

/** Typed documents and hooks for every operation of the examples; `npm run generate` writes them. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  ignoreNoDocuments: true,
  emitLegacyCommonJSImports: false,
  generates: {
    ...typedOperations({
      documents: ['examples/operations/**/*.graphql', 'examples/screens/**/*.graphql'],
      folder: 'examples/generated/',
      ...client,
    }),
    ...typedOperations({
      documents: ['examples/studio/src/**/*.{graphql,ts,tsx}', '!examples/studio/src/generated/**'],
      folder: 'examples/studio/src/generated/',
      ...client,
    }),
    ...typedOperations({
      documents: ['test/client/dates/*.graphql'],
      folder: 'test/client/dates/generated/',
      dateTime: 'Date',
      ...client,
    }),
  },
};

export default config;
