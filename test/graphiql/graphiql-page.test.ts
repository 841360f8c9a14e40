import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildGraphiql } from "../../scripts/build-graphiql.js";
import { showcase } from "../../src/demo/bank/showcase.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp } from "../harness/test-app.js";
import { openPage, reasonWithoutBrowser } from "./open-page.js";

const readExample = (name: string): Promise<string> =>
  readFile(`examples/operations/${name}.graphql`, "utf8");

describe("the GraphiQL page", () => {
  let folder: string;

  beforeAll(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "graphiql-")), "page");
    expect(await buildGraphiql({ outDir: folder })).toBe("built");
  });

  afterAll(async () => {
    await rm(join(folder, ".."), { recursive: true, force: true });
  });

  it("is built once and then left as it is", async () => {
    expect(await buildGraphiql({ outDir: folder })).toBe("unchanged");
  });

  it("carries fonts as files and no script inside the document", async () => {
    expect(await readFile(join(folder, "main.css"), "utf8")).not.toContain("url(data:");
    expect(await readFile(join(folder, "index.html"), "utf8")).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=/);
    expect(existsSync(join(folder, "workers/graphql.worker.js"))).toBe(true);
  });

  it.skipIf(reasonWithoutBrowser !== undefined)(
    `runs queries and subscriptions offline under the strict policy${reasonWithoutBrowser ? ` (skipped: ${reasonWithoutBrowser})` : ""}`,
    // A whole browser beside everything else on two cores: once may be bad luck, three times are a fault.
    { timeout: 60_000, retry: 2 },
    async () => {
      const tabs = [
        { query: await readExample("agent/incoming-call"), variables: { phone: showcase.minjun.phone } },
        {
          query: await readExample("agent/customer-live"),
          variables: { customerId: toCustomerId("minjun") },
        },
        {
          query: await readExample("front-end/customer-deferred"),
          variables: { id: toCustomerId("minjun") },
        },
      ].map(({ query, variables }) => ({ query, variables: JSON.stringify(variables) }));
      await using gateway = await startTestApp({
        graphiql: (token) => ({
          directory: folder,
          config: async () => ({
            endpoint: "/graphql",
            subscriptionEndpoint: "/graphql",
            token: await token(),
            purpose: "SERVICE",
            tabs,
          }),
        }),
      });
      await using opened = await openPage(new URL("/graphiql", gateway.url).href);
      const { page, problems, requests } = opened;
      const answer = page.locator(".graphiql-response");
      const run = page.locator(".graphiql-execute-button");
      // GraphiQL learns the name of the operation a moment after its tab was opened.
      const runUntil = (text: string): Promise<void> =>
        vi.waitFor(
          async () => {
            await run.click();
            await answer.getByText(text).first().waitFor({ timeout: 2000 });
          },
          { timeout: 20_000 },
        );

      await page.locator(".graphiql-query-editor .view-line").first().waitFor();
      await runUntil(showcase.minjun.name);

      await page.getByRole("tab", { name: "CustomerLive" }).click();
      await page.locator(".graphiql-query-editor").getByText("subscription").waitFor();
      await runUntil("SNAPSHOT");

      await page.getByRole("tab", { name: "CustomerDeferred" }).click();
      await page.locator(".graphiql-query-editor").getByText("defer").first().waitFor();
      await runUntil("bookedAt");

      if (process.env["SCREENSHOT"]) await page.screenshot({ path: process.env["SCREENSHOT"] });
      expect(problems).toEqual([]);
      expect([...new Set(requests.map((url) => new URL(url).host))]).toEqual([new URL(gateway.url).host]);
    },
  );
});
