import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { type ConsentRecord, ConsentState, Purpose } from "../../src/domains/consent/consent.js";
import { findRecordsWithDuties, planDuties } from "../../src/domains/consent/plan-duties.js";
import { Channel } from "../../src/domains/customer/channel.js";
import { makeConsentRecord } from "../fakes/consent-record.js";
import { createTestStore } from "../harness/store.js";

const now = "2026-11-23T01:02:03.000Z";
const occurred = ["2026-11-20T00:00:00.000Z", "2026-10-01T00:00:00.000Z"];

test("the store finds every record from which a duty follows that can still be met, and none from which none does", async () => {
  await using store = await createTestStore();
  const records = occurred.flatMap((occurredAt) =>
    [null, "2027-01-01T00:00:00.000Z"].flatMap((validUntil) =>
      Object.values(ConsentState).flatMap((state) => {
        const customerId = randomUUID();
        return Object.values(Purpose).flatMap((purpose) =>
          [null, ...Object.values(Channel)].map((channel) =>
            makeConsentRecord({
              id: randomUUID(),
              customerId,
              receiptId: randomUUID(),
              occurredAt,
              validUntil,
              state,
              purpose,
              channel,
            }),
          ),
        );
      }),
    ),
  );
  const wanted = records.filter((record) =>
    planDuties(record).some(({ kind, dueAt }) => kind !== "RESULT_NOTICE" || dueAt > now),
  );
  const found = await store.unitOfWork.run(async ({ consents, consentDuties }) => {
    for (const record of records) await consents.append(record);
    const parts: ConsentRecord[] = [];
    for (;;) {
      const part = await consentDuties.listRecordsWithout(
        parts.at(-1) ?? null,
        50,
        findRecordsWithDuties(now),
      );
      expect(part.length).toBeLessThanOrEqual(50);
      if (part.length === 0) return parts;
      parts.push(...part);
    }
  });
  expect(wanted.length).toBeGreaterThan(100);
  expect(found.map(({ id }) => id).toSorted()).toEqual(wanted.map(({ id }) => id).toSorted());
});
