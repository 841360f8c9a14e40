import { describe, expect, test } from "vitest";
import { createMemoryStore } from "../../test/fakes/memory-store.js";
import { createScriptedSource } from "../../test/fakes/scripted-source.js";
import type { ObservedIdentity } from "../domains/identity/identity-store.js";
import { identityKeyText, type IdentityNamespace } from "../domains/identity/identity.js";
import { uuidFromName } from "../shared/ids.js";
import { createIdentityFollower, linkAllIdentities, type LinkProgress } from "./link-identities.js";

const seenAt = "2026-11-20T09:00:00.000Z";
const { signal } = new AbortController();
const observe = (crmId: string, namespace: IdentityNamespace, value: string): ObservedIdentity => ({
  subject: { namespace: "CRM_ID", value: crmId },
  identity: { namespace, value },
  verified: true,
  firstSeenAt: seenAt,
  lastSeenAt: seenAt,
});
const customerIdOf = (crmId: string) =>
  uuidFromName("customer", identityKeyText({ namespace: "CRM_ID", value: crmId }));

function createFollowed() {
  const store = createMemoryStore();
  const source = createScriptedSource("crm", { window: 2 });
  const start = () =>
    createIdentityFollower({
      source: "crm",
      scan: source.identities!,
      unitOfWork: store.unitOfWork,
      identityStore: store,
    });
  return { store, source, start };
}

describe("linking all identities", () => {
  test("reads every source to its end in the order given, tells how far it is, and writes no events", async () => {
    const store = createMemoryStore();
    const crm = createScriptedSource("crm");
    const web = createScriptedSource("web-events");
    crm.observed.push(
      observe("1", "LOGIN_ID", "kim"),
      observe("2", "LOGIN_ID", "lee"),
      observe("3", "LOGIN_ID", "choi"),
    );
    web.observed.push(observe("1", "ANONYMOUS_ID", "v1"));
    const progress: LinkProgress[] = [];
    const { failed } = await linkAllIdentities({
      sources: [crm, web],
      unitOfWork: store.unitOfWork,
      onProgress: (step) => progress.push(step),
    });
    expect(failed).toEqual([]);
    expect(progress).toEqual([
      { source: "crm", identities: 2, erased: 0, isDone: false },
      { source: "crm", identities: 3, erased: 0, isDone: true },
      { source: "web-events", identities: 1, erased: 0, isDone: true },
    ]);
    expect(store.state.holders.get("LOGIN_ID:choi")).toEqual([
      { customerId: customerIdOf("3"), verified: true },
    ]);
    expect(store.state.scanPositions).toEqual(
      new Map([
        ["crm", "3"],
        ["web-events", "1"],
      ]),
    );
    expect(store.state.events).toEqual([]);
  });

  test("goes on where it stopped, and skips a source that does not answer", async () => {
    const store = createMemoryStore();
    const crm = createScriptedSource("crm");
    const web = createScriptedSource("web-events");
    crm.observed.push(observe("1", "LOGIN_ID", "kim"));
    web.error = new Error("down");
    const run = () => linkAllIdentities({ sources: [web, crm], unitOfWork: store.unitOfWork });
    expect(await run()).toEqual({ failed: [{ source: "web-events", error: web.error }] });
    web.error = undefined;
    crm.observed.push(observe("2", "LOGIN_ID", "lee"));
    expect(await run()).toEqual({ failed: [] });
    expect(store.state.holders.has("LOGIN_ID:lee")).toBe(true);
    expect(store.state.scanPositions.get("crm")).toBe("2");
  });

  test("stops at once when nobody waits for it any longer", async () => {
    const store = createMemoryStore();
    const crm = createScriptedSource("crm");
    crm.observed.push(observe("1", "LOGIN_ID", "kim"));
    const run = linkAllIdentities({
      sources: [crm],
      unitOfWork: store.unitOfWork,
      signal: AbortSignal.abort(),
    });
    await expect(run).rejects.toThrow();
    expect(store.state.holders.size).toBe(0);
  });
});

describe("following identities", () => {
  test("tells of a new identity of a customer who was there before, once", async () => {
    const { store, source, start } = createFollowed();
    source.observed.push(observe("1", "LOGIN_ID", "kim"));
    const follow = start();
    expect(await follow(signal)).toBe(0);
    source.observed.push(observe("1", "EMAIL", "kim@example.com"), observe("2", "LOGIN_ID", "lee"));
    expect(await follow(signal)).toBe(1);
    expect(await follow(signal)).toBe(0);
    expect(store.state.events).toMatchObject([
      {
        type: "identity.linked",
        kind: "IDENTITY",
        customerId: customerIdOf("1"),
        recordId: null,
        record: { source: "crm", namespace: "EMAIL", verified: true },
        occurredAt: seenAt,
      },
    ]);
    expect(JSON.stringify(store.state.events[0]?.record)).not.toContain("kim");
  });

  test("is quiet in the very first scan, however many parts it has", async () => {
    const { store, source, start } = createFollowed();
    source.observed.push(observe("1", "LOGIN_ID", "kim"), observe("1", "EMAIL", "kim@example.com"));
    source.observed.push(observe("1", "PHONE", "+821012345678"), observe("1", "ACCOUNT_ID", "110"));
    expect(await start()(signal)).toBe(0);
    expect(store.state.holders.get("ACCOUNT_ID:110")).toHaveLength(1);
    expect(store.state.events).toEqual([]);
  });

  test("links again what was read and not committed", async () => {
    const { store, source, start } = createFollowed();
    source.observed.push(observe("1", "LOGIN_ID", "kim"));
    await start()(signal);
    source.observed.push(observe("1", "PHONE", "+821012345678"));
    store.beforeCommit = () => {
      throw new Error("killed");
    };
    await expect(start()(signal)).rejects.toThrow("killed");
    store.beforeCommit = () => undefined;
    expect(await start()(signal)).toBe(1);
    expect(store.state.events).toHaveLength(1);
  });
});
