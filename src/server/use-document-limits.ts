/** The Yoga plugin that keeps documents within limits, before anything is validated or executed. */

import type { Plugin } from 'graphql-yoga';
import { documentLimits } from './document-limits.ts';
import { type DocumentCheck, readDocument } from './document-reader.ts';
import { findLengthFault } from './document-text.ts';

/** Each error says a place, which takes time to find; who writes operations reads the first ones. */
const maxValidationErrors = 20;

/** @param check looks for what documents may not have, beside the limits */
export function useDocumentLimits(check?: DocumentCheck): Plugin {
  return {
    onParse: ({ params, setParseFn }) => {
      // Before Yoga looks for the text among those that it knows.
      const fault = findLengthFault(params.source.toString(), documentLimits);
      if (fault) throw fault;
      setParseFn((source) => readDocument(source, check));
    },
    onValidate: ({ validateFn, setValidationFn }) =>
      setValidationFn((schema, document, rules, options, typeInfo) =>
        validateFn(schema, document, rules, { ...options, maxErrors: maxValidationErrors }, typeInfo),
      ),
  };
}
