// A person is erased while others read, write and watch; afterwards nothing of the person is there, and the access log holds.
import { expect, it } from "vitest";
import { runSql } from "../harness/databases.js";
import { dumpTables } from "../harness/dump-tables.js";
import { connectLive } from "../harness/live-client.js";
import { startTestApp, type Caller } from "../harness/test-app.js";
import { toCustomerId } from "../harness/showcase-ids.js";

const officer: Caller = { role: "PRIVACY_OFFICER", purpose: "LEGAL" };
const customerId = toCustomerId("minjun");

it("erasing a person among fifty readers and writers leaves nothing behind and breaks nobody", async () => {
  await using app = await startTestApp();
  await using live = connectLive(app.url, await app.token({ role: "AGENT" }));
  using watching = live.subscribe(
    `subscription ($id: ID!) { customerContext(customerId: $id) { kind customer { id } } }`,
    { id: customerId },
  );
  await watching.next();
  const read = `query ($id: ID!) { customer(id: $id) { id profile { displayName } transfers(first: 5) { edges { node { id } } } } }`;
  const write = `mutation ($input: RecordConsultationInput!) { recordConsultation(input: $input) { consultation { id } refusal { code } } }`;
  const restrict = `mutation ($input: RecordRightsRequestInput!) { recordRightsRequest(input: $input) { refusal { code } } }`;
  const works = Array.from({ length: 50 }, (_, at) => {
    if (at % 3 === 0) return () => app.ask(read, { id: customerId });
    const input = { clientKey: `load-${String(at)}`, customerId };
    const talk = {
      ...input,
      channel: "CALL",
      startedAt: "2026-06-29T01:00:00Z",
      notes: `burden ${String(at)}`,
    };
    if (at % 3 === 1) return () => app.ask(write, { input: talk }, { role: "INTERNAL_APP" });
    return () =>
      app.ask(
        restrict,
        { input: { ...input, kind: "OBJECTION", purposes: ["MARKETING"], details: "burden" } },
        officer,
      );
  });
  const erase = () =>
    app.ask(
      `mutation ($id: ID!) { erasePersonalData(customerId: $id, reason: "asked") { certificate refusal { code } } }`,
      { id: customerId },
      officer,
    );
  // Two officers at once: one erases, both get the certificate.
  const eraseTwice = () => Promise.all([erase(), erase()]);
  const [first, erased, second] = await Promise.all([
    Promise.all(works.slice(0, 25).map((work) => work())),
    eraseTwice(),
    Promise.all(works.slice(25).map((work) => work())),
  ]);
  for (const answer of [...first, ...erased, ...second]) expect(answer.errors).toBeUndefined();
  const pseudonyms = erased.map(
    ({ data }) =>
      (data as unknown as { erasePersonalData: { certificate: { pseudonym: string } } }).erasePersonalData
        .certificate.pseudonym,
  );
  expect(new Set(pseudonyms).size).toBe(1);

  const refusals = await Promise.all(works.filter((_, at) => at % 3 === 1).map((work) => work()));
  for (const { data } of refusals) expect(JSON.stringify(data)).toContain("NOT_FOUND");
  const found: string[] = [];
  for (const [table, text] of await dumpTables(app.bank.urls.gateway))
    for (const trace of ["burden", customerId.replace("cus_", "")])
      if (text.includes(trace)) found.push(table);
  expect(found).toEqual([]);
  expect(await runSql(app.bank.urls.gateway, "select count(*)::int as n from erasure")).toEqual([{ n: 1 }]);
  await watching.completed;
});
