// Writes typed documents and hooks as a project does that has installed the package.

import { generate } from '@graphql-codegen/cli';
import { typedOperations } from 'atelier-client/codegen';

const [schema = ''] = process.argv.slice(2);
await generate(
  {
    schema,
    silent: true,
    generates: typedOperations({
      documents: ['*.graphql'],
      folder: 'generated/',
      importExtension: '',
      dateTime: 'Date',
    }),
  },
  true,
);
