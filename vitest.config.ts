import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // graphql has a CommonJS and an ES build; everything in a test must share one.
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql/index.js')) }],
    server: { deps: { inline: [/graphql(?!-yoga.render)/, /pothos/, /yoga(?!.render)/] } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { interval: 10, timeout: 20_000 } },
  },
});
