import { describe, expect, test } from "vitest";
import { toDefaultPreferences, type ChannelPreference } from "../domains/contact-policy/preferences.js";
import type { FacetPage } from "../domains/customer/facets.js";
import type { ContactAttempt } from "../domains/customer/records.js";
import type { CustomerRef } from "../domains/identity/identity.js";
import { GatewayError } from "../shared/errors.js";
import { loadContactFacts } from "./load-contact-facts.js";
import type { Loaders } from "./loaders.js";

const at = new Date("2026-11-23T03:00:00Z");
const kim: CustomerRef = {
  id: "kim",
  crmId: "1",
  mergedIds: [],
  subjectRef: "s",
  restrictedAt: "2026-11-01T00:00:00Z",
  objections: ["MARKETING"],
};
const contact = (n: number, channel: ContactAttempt["channel"], minutesAgo: number): ContactAttempt => ({
  recordId: String(10_000 - n),
  campaign: null,
  offer: null,
  channel,
  attempt: 1,
  result: "DELIVERED",
  occurredAt: new Date(at.getTime() - minutesAgo * 60_000).toISOString(),
});

/** Loaders over lists, newest first, as those of a request answer; `asked` counts the pages. */
function makeLoaders(
  channels: readonly ChannelPreference[],
  contacts: readonly ContactAttempt[] | GatewayError,
  customer: CustomerRef | undefined = kim,
) {
  const asked: FacetPage[] = [];
  const loaders: Pick<Loaders, "customer" | "consents" | "preferences" | "facet"> = {
    customer: async () => customer,
    consents: async () => [],
    preferences: async () => ({ ...toDefaultPreferences("kim"), channels }),
    facet: async (_facet, _customerId, page) => {
      asked.push(page as FacetPage);
      if (contacts instanceof GatewayError) throw contacts;
      const start = contacts.findIndex(({ recordId }) => recordId === page.after?.id) + 1;
      return contacts.slice(start, start + page.limit) as never;
    },
  };
  return { loaders, asked };
}
const limited: readonly ChannelPreference[] = [{ channel: "SMS", allowed: true, maxPerWeek: 2 }];

describe("what the contact policy needs to know", () => {
  test("is what limits the person, and no contacts where no limit asks for them", async () => {
    for (const channels of [
      [],
      [{ ...limited[0]!, maxPerWeek: null }],
      [{ ...limited[0]!, maxPerWeek: 0 }],
    ]) {
      const { loaders, asked } = makeLoaders(channels, [contact(1, "SMS", 1)]);
      const facts = await loadContactFacts(loaders, "kim", { channel: "SMS", at });
      expect(facts).toMatchObject({
        isErased: false,
        isRestricted: true,
        objections: ["MARKETING"],
        contacts: [],
      });
      expect(asked).toEqual([]);
    }
  });

  test("is that a person of whom nothing is left was erased", async () => {
    const { loaders } = makeLoaders([], []);
    const facts = await loadContactFacts({ ...loaders, customer: async () => undefined }, "kim", {
      channel: "SMS",
      at,
    });
    expect(facts).toMatchObject({ isErased: true, isRestricted: false, objections: [] });
  });

  test("is read page by page until the week is over", async () => {
    const contacts = [
      ...Array.from({ length: 120 }, (_, n) => contact(n, "CALL", n)),
      contact(120, "SMS", 9_000),
      ...Array.from({ length: 80 }, (_, n) => contact(121 + n, "SMS", 10_080 + n)),
    ];
    const { loaders, asked } = makeLoaders(limited, contacts);
    const facts = await loadContactFacts(loaders, "kim", { channel: "SMS", at });
    expect(facts.contacts).toEqual(contacts.slice(0, 150));
    expect(asked).toHaveLength(3);
  });

  test("is read no further than the limit needs", async () => {
    const contacts = Array.from({ length: 200 }, (_, n) => contact(n, "SMS", n));
    const { loaders, asked } = makeLoaders(limited, contacts);
    expect((await loadContactFacts(loaders, "kim", { channel: "SMS", at })).contacts).toHaveLength(50);
    expect(asked).toHaveLength(1);
    // A day earlier the first pages are still to come.
    const before = { channel: "SMS" as const, at: new Date(at.getTime() - 120 * 60_000) };
    expect((await loadContactFacts(loaders, "kim", before)).contacts).toHaveLength(150);
  });

  test("is unknown while the source of the contacts is down, and no answer at all while the store is", async () => {
    const down = (code: "SOURCE_UNAVAILABLE" | "STORE_UNAVAILABLE") =>
      makeLoaders(limited, new GatewayError(code, "It is down.")).loaders;
    const question = { channel: "SMS" as const, at };
    const facts = await loadContactFacts(down("SOURCE_UNAVAILABLE"), "kim", question);
    expect(facts.contacts).toBe("UNKNOWN");
    await expect(loadContactFacts(down("STORE_UNAVAILABLE"), "kim", question)).rejects.toThrow("It is down.");
  });
});
