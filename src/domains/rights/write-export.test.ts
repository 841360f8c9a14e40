import { expect, it } from "vitest";
import { makeCustomerRef } from "../../../test/fakes/records.js";
import { makeTrigger } from "../../../test/fakes/trigger.js";
import { emptyNoticeRegister } from "../consent/notice-register.js";
import type { Trigger } from "../triggers/trigger.js";
import { writeExport, type ExportReaders, type ListPage } from "./write-export.js";

const triggers = Array.from({ length: 10_000 }, (_, at) =>
  makeTrigger({ id: String(at).padStart(5, "0"), title: '값 "따옴표" \u2028', explanation: "x".repeat(100) }),
).toReversed();

const none = () => Promise.resolve([]);
const readers: ExportReaders = {
  facet: none,
  identities: none,
  consentHistory: none,
  notices: emptyNoticeRegister,
  consentDuties: none,
  preferences: () => Promise.resolve({ version: 0 } as never),
  preferencesHistory: none,
  triggers: ({ limit, after }: ListPage) => {
    const from = after === undefined ? 0 : triggers.findIndex(({ id }) => id === after.id) + 1;
    return Promise.resolve(triggers.slice(from, from + limit));
  },
  rightsRequests: none,
  accessEntries: none,
  listGaps: () => ["crm: one record was left out"],
};

it("an export of 10,000 records is one JSON document, of which no more than a page is made at a time", async () => {
  let text = "";
  let longest = 0;
  for await (const piece of writeExport(makeCustomerRef({ id: "c" }), readers, "2026-01-01T00:00:00Z", {})) {
    text += piece;
    longest = Math.max(longest, piece.length);
  }
  const document = JSON.parse(text) as { triggers: Trigger[]; gaps: string[]; transfers: unknown[] };
  expect(document.triggers).toEqual(triggers);
  expect(document).toMatchObject({
    gaps: ["crm: one record was left out"],
    transfers: [],
    customer: { id: "c" },
  });
  expect(longest).toBeLessThan(text.length / 40);
});
