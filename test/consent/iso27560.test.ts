// What the demo bank's consents look like to another system.
import { afterAll, beforeAll, expect, test } from "vitest";
import { toIso27560 } from "../../src/domains/consent/to-iso27560.js";
import { bankUntil } from "../harness/demo-bank.js";
import { readDemoNotices } from "../harness/demo-notices.js";
import { expandJsonLd, listMissingFields } from "../harness/expand-json-ld.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock: { now: () => bankUntil }, isFollowing: false });
});
afterAll(() => app[Symbol.asyncDispose]());

test("every consent of the demo bank has every mandatory field", async () => {
  const { identities, consents } = app.app.store;
  const customers = await identities.listCustomers({ limit: 200 });
  const histories = await consents.loadHistory(customers.map(({ id }) => ({ customerId: id, limit: 200 })));
  const records = histories.flat();
  expect(records.length).toBeGreaterThan(200);
  const notices = readDemoNotices();
  for (const record of records) {
    expect(listMissingFields(await expandJsonLd(toIso27560(record, notices)))).toEqual([]);
  }
});

test("a client reads the record and the receipt, and of an unknown notice what is not known", async () => {
  const input = {
    clientKey: "unknown-notice",
    customerId: toCustomerId("minjun"),
    purpose: "MARKETING",
    channel: "CHAT",
    state: "GIVEN",
    noticeVersion: "draft-7",
    collectionMethod: "app-settings",
  };
  const { data, errors } = await app.ask(
    `mutation ($input: RecordConsentInput!) {
       recordConsent(input: $input) { record { iso27560 receipt } } }`,
    { input },
    { role: "INTERNAL_APP", purpose: "SERVICE" },
  );
  expect(errors).toBeUndefined();
  type Recorded = { recordConsent: { record: { iso27560: Record<string, unknown>; receipt: object } } };
  const { record } = (data as unknown as Recorded).recordConsent;
  expect(record.iso27560["c360:notKnown"]).toContain("dpv:hasDataController");
  expect(record.iso27560["dct:creator"]).toBe("test-internal_app");
  expect(record.receipt).toMatchObject({ "@type": "dpv:ConsentReceipt" });
  expect(JSON.stringify(record.receipt)).not.toContain("test-internal_app");
});
