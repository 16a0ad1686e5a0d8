/** The Yoga plugin that keeps documents within limits, before anything is validated or executed. */

import type { Plugin } from 'graphql-yoga';
import { type DocumentCheck, readDocument } from './document-reader.ts';

/** Each error says a place, which takes time to find; who writes operations reads the first ones. */
const maxValidationErrors = 20;

/** @param check looks for what documents may not have, beside the limits */
export function useDocumentLimits(check?: DocumentCheck): Plugin {
  return {
    onParse: ({ setParseFn }) => setParseFn((source) => readDocument(source, check)),
    onValidate: ({ validateFn, setValidationFn }) =>
      setValidationFn((schema, document, rules, options, typeInfo) =>
        validateFn(schema, document, rules, { ...options, maxErrors: maxValidationErrors }, typeInfo),
      ),
  };
}
