/** The Yoga plugin that makes a `PlainAnswer` where one will do, and leaves all others to Yoga. */

import { type Plugin, processRegularResult } from 'graphql-yoga';
import type { NodeContext } from './node-context.ts';
import { PlainAnswer, plainMediaType } from './plain-answer.ts';

export function usePlainAnswers(): Plugin<object, NodeContext> {
  return {
    onResultProcess: ({ request, result, serverContext, resultProcessor, setResultProcessor }) => {
      // What is not read to its end may need an answer that waits for it.
      if (resultProcessor !== processRegularResult || serverContext.body === null) return;
      const mediaType = plainMediaType(result, request.headers.get('accept'));
      if (mediaType === null) return;
      setResultProcessor(
        (plain) => new PlainAnswer(plain as object, mediaType) as unknown as Response,
        mediaType,
      );
    },
  };
}
