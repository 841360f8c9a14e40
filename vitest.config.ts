import { defineConfig } from "vitest/config";

const everything = ["src/**/*.test.ts", "test/**/*.test.ts", "bench/*/*.test.ts", "bench/*.test.ts"];
/** Measures, and so runs alone, when all others are done. */
const measuring = ["bench/regression.test.ts"];

export default defineConfig({
  resolve: {
    // Without the alias graphql is loaded twice, once as CommonJS and once as a module ("another module or realm").
    alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }],
  },
  test: {
    globalSetup: ["test/harness/global-setup.ts"],
    // The reporter's last line says the sum in plain words.
    reporters: ["default", "./test/harness/plain-summary-reporter.ts"],
    setupFiles: ["reflect-metadata"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: "tests", include: everything, exclude: measuring, sequence: { groupOrder: 0 } },
      },
      { extends: true, test: { name: "measured", include: measuring, sequence: { groupOrder: 1 } } },
    ],
  },
});
