/** Lints `schema.graphql` only; Biome lints everything else. */

import graphql from '@graphql-eslint/eslint-plugin';

export default [
  {
    files: ['schema.graphql'],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: 'schema.graphql' } },
    },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      // Explorers find their way by descriptions alone.
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          DirectiveDefinition: true,
        },
      ],
      // `nodes` beside `edges`, and the lists of objects that a backend sends whole, are lists without edges.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, listTypeCanWrapOnlyEdgeType: false },
      ],
      // A search goes forwards only.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      // Parts of an object that cannot be read by themselves, and what a mutation answers, have no id.
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          exceptions: {
            suffixes: ['Connection', 'Edge', 'Payload'],
            types: ['PageInfo', 'PageCursor', 'PageCursors', 'ImageFile', 'MediaResource', 'UserError'],
          },
        },
      ],
      // The recommended names, but `ShotType` is a word of the field and may end in `Type`.
      '@graphql-eslint/naming-convention': [
        'error',
        {
          types: 'PascalCase',
          FieldDefinition: 'camelCase',
          InputValueDefinition: 'camelCase',
          DirectiveDefinition: 'camelCase',
          EnumValueDefinition: 'UPPER_CASE',
          'FieldDefinition[parent.name.value=Query]': { forbiddenPrefixes: ['get', 'list', 'query'] },
        },
      ],
      // A backend's own id has the type's name in front (`jobId`), because `id` is the global one.
      '@graphql-eslint/no-typename-prefix': 'off',
    },
  },
];
