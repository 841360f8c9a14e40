import { expect, test } from "vitest";
import { makeCustomerRef } from "../../test/fakes/records.js";
import type { LoggedEvent, NewEvent } from "../domains/events/event.js";
import { silentLogger } from "../observability/logger.js";
import { forgetOutdated } from "./forget-cached-reads.js";

function toEvent(kind: NewEvent["kind"]): LoggedEvent {
  return {
    type: "web-event.recorded",
    kind,
    customerId: "merged",
    recordId: null,
    record: null,
    occurredAt: "2026-01-01T00:00:00Z",
    recordedAt: "2026-01-01T00:00:00Z",
    dedupKey: "event",
    cursor: 1n,
  };
}

const identities = [
  { namespace: "LOGIN_ID", value: "ann" },
  { namespace: "ACCOUNT_ID", value: "7" },
] as const;

const evidence = {
  method: "DETERMINISTIC",
  score: 1,
  reasons: [],
  linkedAt: "2026-01-01T00:00:00Z",
  linkedBy: "crm",
} as const;

async function react(kind: NewEvent["kind"], isEmpty = false): Promise<readonly string[]> {
  const forgotten: string[] = [];
  await forgetOutdated(toEvent(kind), {
    logger: silentLogger,
    cache: {
      isEmpty,
      clear: () => void forgotten.push("everything"),
      forget: (facet, key) => forgotten.push(`${facet} ${key.namespace} ${key.value}`),
    },
    createLoaders: () => ({
      customer: () => Promise.resolve(makeCustomerRef({ id: "survivor", mergedIds: ["merged"] })),
      identities: (id) =>
        Promise.resolve(
          id === "survivor"
            ? identities.map((identity) => ({
                ...identity,
                customerId: id,
                source: "crm",
                verified: true,
                firstSeenAt: "2026-01-01T00:00:00Z",
                lastSeenAt: "2026-01-01T00:00:00Z",
                evidence,
              }))
            : [],
        ),
    }),
  });
  return forgotten;
}

test("an event drops the facet that it is about, under the identities of the customer or the survivor", async () => {
  expect(await react("WEB_EVENT")).toEqual(["webEvents LOGIN_ID ann"]);
  expect(await react("TRANSFER")).toEqual(["transfers ACCOUNT_ID 7"]);
});

test("a new identity drops every facet, and what no source serves drops none", async () => {
  expect(await react("IDENTITY")).toEqual(["webEvents LOGIN_ID ann", "transfers ACCOUNT_ID 7"]);
  expect(await react("CONSENT")).toEqual([]);
});

test("an empty cache costs no look into the store", async () => {
  expect(await react("WEB_EVENT", true)).toEqual([]);
});
