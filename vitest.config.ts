import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    // Without the alias graphql is loaded twice, once as CommonJS and once as a module ("another module or realm").
    alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }],
  },
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "bench/*/*.test.ts", "bench/*.test.ts"],
    globalSetup: ["test/harness/global-setup.ts"],
    // The reporter's last line says the sum in plain words.
    reporters: ["default", "./test/harness/plain-summary-reporter.ts"],
    setupFiles: ["reflect-metadata"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
