import { existsSync } from "node:fs";
import { readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildGraphiql } from "../../scripts/build-graphiql.js";
import { openPage, reasonWithoutBrowser } from "./open-page.js";
import { startPageServer } from "./page-server.js";

const config = {
  endpoint: "/graphql",
  subscriptionEndpoint: "/graphql",
  token: "token-of-the-agent",
  purpose: "SERVICE",
  tabs: [
    {
      query: "query Greeting($name: String!) {\n  greeting(name: $name)\n}",
      variables: '{ "name": "김하늘" }',
    },
    { query: "subscription Counted {\n  counted\n}" },
  ],
};

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
    async () => {
      await using server = await startPageServer(folder, config);
      await using opened = await openPage(`${server.origin}/graphiql`);
      const { page, problems, requests } = opened;
      const answer = page.locator(".graphiql-response");
      const run = page.locator(".graphiql-execute-button");

      await page.locator(".graphiql-query-editor .view-line").first().waitFor();
      await run.click();
      await answer.getByText(/안녕하세요,\s김하늘/).waitFor();

      await page.getByRole("tab", { name: "Counted" }).click();
      await page.locator(".graphiql-query-editor").getByText("subscription").waitFor();
      // GraphiQL learns the name of the operation a moment after the tab was opened.
      await vi.waitFor(
        async () => {
          await run.click();
          await answer.getByText("42").waitFor({ timeout: 1000 });
        },
        { timeout: 20_000 },
      );

      expect(problems).toEqual([]);
      const origin = new URL(server.origin).host;
      expect([...new Set(requests.map((url) => new URL(url).host))]).toEqual([origin]);
      expect(new Set(server.seen.http)).toEqual(new Set(["Bearer token-of-the-agent"]));
      expect(server.seen.sockets).toEqual([
        { authorization: "Bearer token-of-the-agent", purpose: "SERVICE" },
      ]);
    },
    60_000,
  );
});
