// One kind of record is withheld and the others are not: what is left of lists and events that hold several kinds.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toTrigger, type StoredTrigger } from "./stored-trigger.js";
import { parsePolicy } from "../../src/security/policy/parse-policy.js";
import { connectLive } from "../harness/live-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";

// As shipped, but transfers are for service alone.
const policy = parsePolicy(
  readFileSync(new URL("../../policy.yml", import.meta.url), "utf8")
    .replace(
      /^rules:$/m,
      `rules:
  serviceBlock:
    sensitivity: SENSITIVE
    show: [{ purposes: [SERVICE], as: PLAIN }]
    otherwise: HIDDEN
    consent: PURPOSE
    withheld: HIDDEN`,
    )
    .replace(/^( {6}block: .*)\btransfers (.*)$/m, "$1$2\n      serviceBlock: transfers"),
  "policy.yml",
);

let app: TestApp;
const id = toCustomerId("minjun");
const legal: Caller = { role: "AGENT", purpose: "LEGAL" };
const service: Caller = { role: "AGENT", purpose: "SERVICE" };
let trigger: StoredTrigger;
beforeAll(async () => {
  app = await startTestApp({ isFollowing: false, policy });
  const { data } = await app.ask(
    `query ($id: ID!) { customer(id: $id) { transfers(first: 1) { edges { node { id } } } webEvents(first: 1) { edges { node { id } } } } }`,
    { id },
  );
  const evidence = [...JSON.stringify(data).matchAll(/"((?:trf|web)_[^"]+)"/g)].map(([, one]) => one!);
  trigger = toTrigger(id, evidence);
  await app.app.store.unitOfWork.run(async ({ triggers, events }) => {
    await triggers.add(trigger.value);
    await events.append([trigger.event]);
  });
});
afterAll(() => app[Symbol.asyncDispose]());

const kindsOf = (data: unknown): readonly string[] => [
  ...new Set([...JSON.stringify(data).matchAll(/"kind":"(\w+)"/g)].map(([, kind]) => kind!)),
];
const timeline = `query ($id: ID!, $kinds: [TouchpointKind!]) { customer(id: $id) { timeline(first: 200, kinds: $kinds) { edges { node { kind } } } } }`;

describe("a kind that is withheld", () => {
  it("is left out of the timeline, told once, and its source is not asked", async () => {
    const whole = await app.ask(timeline, { id }, service);
    expect(kindsOf(whole.data)).toContain("TRANSFER");
    app.takeReads();
    const { data, body } = await app.ask(timeline, { id }, legal);
    expect(kindsOf(data)).not.toContain("TRANSFER");
    expect(kindsOf(data)).toContain("WEB_EVENT");
    expect(body).toMatchObject({
      extensions: {
        withheld: [
          {
            field: "Customer.transfers",
            decision: "DENIED",
            reason: "PURPOSE",
            path: ["customer", "timeline"],
            occurrences: 1,
          },
        ],
      },
    });
    expect(app.takeReads().map(({ source }) => source)).not.toContain("transfers");
  });

  it("leaves no timeline where it is the only one that is wanted", async () => {
    const { data, errors } = await app.ask(timeline, { id, kinds: ["TRANSFER"] }, legal);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ customer: { timeline: null } });
    const none = await app.ask(timeline, { id, kinds: [] }, legal);
    expect(none.data).toEqual({ customer: { timeline: { edges: [] } } });
  });

  it("is left out of a trigger's evidence, which keeps the rest", async () => {
    const query = `query ($id: ID!) { node(id: $id) { ... on Trigger { title customer { id } evidence { __typename } } } }`;
    const typesOf = (data: unknown) =>
      [...JSON.stringify(data).matchAll(/"(Transfer|WebEvent)"/g)].map(([, type]) => type);
    const whole = await app.ask(query, { id: trigger.nodeId }, service);
    expect(typesOf(whole.data)).toHaveLength(2);
    app.takeReads();
    const { data } = await app.ask(query, { id: trigger.nodeId }, legal);
    expect(typesOf(data)).toEqual(["WebEvent"]);
    expect(data).toMatchObject({ node: { customer: { id } } });
    expect(app.takeReads().map(({ source }) => source)).not.toContain("transfers");
  });
});

describe("triggers of persons about whom nothing may be shown", () => {
  it("are not raised to the viewer, and the stream goes on behind them", async () => {
    const blind: Caller = { role: "AGENT", purpose: "SERVICE", cases: ["somebody else"] };
    const text = `subscription ($after: String) { triggerRaised(after: $after) { cursor trigger { id customer { id } } } }`;
    const start = Buffer.from(JSON.stringify(["events", "0"])).toString("base64url");
    await using seeing = connectLive(app.url, await app.token(service));
    using seen = seeing.subscribe(text, { after: start });
    expect((await seen.next()).data).toMatchObject({ triggerRaised: { trigger: { id: trigger.nodeId } } });

    const other = toCustomerId("seoyeon");
    const reached: Caller = { ...blind, cases: [other.slice("cus_".length)] };
    await using limited = connectLive(app.url, await app.token(reached));
    using stream = limited.subscribe(text, { after: start });
    const second = toTrigger(other, []);
    await app.app.store.unitOfWork.run(async ({ triggers, events }) => {
      await triggers.add(second.value);
      await events.append([second.event]);
    });
    // The first is his and left out; what comes first is hers.
    const { data, errors } = await stream.next();
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      triggerRaised: { trigger: { id: second.nodeId, customer: { id: other } } },
    });
  });
});
