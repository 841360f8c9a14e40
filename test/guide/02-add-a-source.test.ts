// Guide 2: add a source. Two files change:
//
//   1. src/sources/<name>.source.ts   new: its settings, its client, and how its words translate into ours
//   2. src/sources/index.ts           one line
//
// As an example a newsletter tool, which the product does not read: every mail that it sent is a contact. Its file and its
// line stand in test/guide/sources/, where they would stand in src/sources/. Nothing else knows of it: not the schema, not
// a resolver, not a loader, not a test.
import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { showcase } from "../../src/demo/bank/showcase.js";
import type { IdentityKey } from "../../src/domains/identity/identity.js";
import { sources as productSources } from "../../src/sources/index.js";
import { type HttpSystem, sendJson, startHttpSystem } from "../fakes/http-system.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp } from "../harness/test-app.js";
import { conformanceChecks, startBench } from "../sources/conformance.js";
import { sources } from "./sources/index.js";

const { custNo } = showcase.minjun;
const token = "token-of-the-newsletter-tool";

/** What the tool has sent to two persons. */
const mails = [custNo, "31"].flatMap((person) =>
  [1, 2, 3].map((day) => ({
    id: `${person}-${String(day)}`,
    person,
    newsletter: "Your month",
    sentAt: `2026-06-0${String(day)}T09:00:00Z`,
    state: "opened",
  })),
);

let tool: HttpSystem;
let settings: Readonly<Record<string, string>>;
beforeAll(async () => {
  tool = await startHttpSystem(({ path, headers }, response) => {
    const [, person] = /^\/people\/([^/]+)\/mails$/.exec(path) ?? [];
    const [, id] = /^\/mails\/([^/]+)$/.exec(path) ?? [];
    const mail = mails.find((one) => one.id === id);
    if (headers.authorization !== `Bearer ${token}`) sendJson(response, {}, 401);
    else if (path === "/status") sendJson(response, { isUp: true });
    else if (person !== undefined)
      sendJson(
        response,
        mails.filter((one) => one.person === person),
      );
    else sendJson(response, mail ?? {}, mail === undefined ? 404 : 200);
  });
  settings = { NEWSLETTER_URL: tool.url, NEWSLETTER_TOKEN: token };
});
afterAll(() => tool[Symbol.asyncDispose]());

it("1. one file is new, and one has a line more", () => {
  const touched = readdirSync(new URL("sources/", import.meta.url));
  expect(touched).toEqual(["index.ts", "newsletter.source.ts"]);
  expect(sources.slice(0, -1)).toEqual(productSources);
  expect(sources.at(-1)?.name).toBe("newsletter");
});

describe("2. the conformance suite proves it, and nobody writes a test", () => {
  const keys: readonly IdentityKey[] = [custNo, "31"].map((value) => ({ namespace: "CRM_ID", value }));
  it.each(conformanceChecks)("conforms: $name", async ({ prove }) => {
    await using bench = await startBench({ source: sources.at(-1)!, settings, keys });
    await expect(prove(bench)).resolves.toBeUndefined();
  });
});

it("3. its data is in the graph: mails among the contacts of the campaign tool, newest first", async () => {
  await using app = await startTestApp({ isFollowing: false, sources, sourceSettings: settings });
  const { data, errors } = await app.ask(
    `query ($id: ID!) { customer(id: $id) {
      contacts(first: 100) { edges { node { id campaign channel result occurredAt } } }
      sources { name status }
    } }`,
    { id: toCustomerId("minjun") },
  );
  expect(errors).toBeUndefined();
  const { customer } = data as unknown as {
    customer: {
      contacts: { edges: readonly { node: { campaign: string; occurredAt: string } }[] };
      sources: readonly { name: string; status: string }[];
    };
  };
  const contacts = customer.contacts.edges.map(({ node }) => node);
  expect(contacts.filter(({ campaign }) => campaign === "Your month")).toMatchObject([
    { channel: "EMAIL", result: "OPENED", occurredAt: "2026-06-03T09:00:00Z" },
    { channel: "EMAIL", result: "OPENED", occurredAt: "2026-06-02T09:00:00Z" },
    { channel: "EMAIL", result: "OPENED", occurredAt: "2026-06-01T09:00:00Z" },
  ]);
  expect(contacts.length).toBeGreaterThan(3);
  const times = contacts.map(({ occurredAt }) => occurredAt);
  expect(times).toEqual(times.toSorted().toReversed());
  expect(customer.sources).toContainEqual({ name: "newsletter", status: "OK" });
});
