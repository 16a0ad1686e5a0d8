/** The package says its types in comments, which are read only where JavaScript is checked. */
declare module 'apollo-upload-client/UploadHttpLink.mjs' {
  import type { ApolloLink } from '@apollo/client';

  const UploadHttpLink: new (options: { readonly uri: string }) => ApolloLink;
  // biome-ignore lint/style/noDefaultExport: it is the export that the package has
  export default UploadHttpLink;
}
