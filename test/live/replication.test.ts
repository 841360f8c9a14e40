import { expect, test, vi } from "vitest";
import { runSql } from "../harness/databases.js";
import { addCustomer, type LiveGateway } from "./live-gateway.js";
import {
  createReplicatedGateway,
  findStatus,
  seed,
  toBooking,
  untilStreaming,
} from "./replicated-gateway.js";

// Each test makes five databases, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 5 });
const summarise = async (gateway: LiveGateway) =>
  (await gateway.listEvents()).map(({ type, record_id }) => `${type} ${record_id ?? "-"}`);

test("what is inserted and updated is in the log in the order of the commits, and nothing from before", async () => {
  await using gateway = await createReplicatedGateway(seed);
  await using connected = gateway.connect();
  await using following = gateway.replicate(connected);
  await untilStreaming(connected);
  await runSql(gateway.urls.transfers, ...toBooking("t1"));
  await runSql(
    gateway.urls.transfers,
    "begin; update txn set memo_txt = 'late' where txn_no = 't1'; delete from txn where txn_no = 'before'; commit",
  );
  await runSql(gateway.urls.transfers, "update txn set txn_amt = 2000 where txn_no = 't1'");
  await eventually(async () => {
    expect(await summarise(gateway)).toEqual([
      "transfer.booked t1",
      "transfer.corrected t1",
      "transfer.corrected t1",
    ]);
  });
  const events = await gateway.listEvents();
  expect(events.map(({ record }) => [record["memo"], record["amount"]])).toEqual([
    ["rent", { amount: "1000.00", currency: "KRW" }],
    ["late", { amount: "1000.00", currency: "KRW" }],
    ["late", { amount: "2000.00", currency: "KRW" }],
  ]);
  expect(findStatus(connected, "transfers")).toMatchObject({
    received: { insert: 1, update: 2 },
    ignored: { delete: 1, truncate: 0 },
    gaps: { NEW: 1 },
  });
  expect(following.counts.get("transfers")).toMatchObject({ events: 3, failures: 0, dropped: {} });
});

test("a record that polling has read is no second event when the stream brings it", async () => {
  await using gateway = await createReplicatedGateway(seed);
  await using connected = gateway.connect();
  await using polling = gateway.follow();
  await gateway.untilFollowed();
  await using following = gateway.replicate(connected);
  await untilStreaming(connected);
  for (const id of ["t1", "t2", "t3"]) await runSql(gateway.urls.transfers, ...toBooking(id));
  await runSql(gateway.urls.crm, "update cust_mst set grade_nm = 'VIP'");
  const isTaken = async () => {
    // Both have seen all of it when both stand behind it.
    expect(findStatus(connected, "transfers")?.received.insert).toBe(3);
    expect(findStatus(connected, "crm")?.received.update).toBe(1);
    const events = (name: string) =>
      (polling.counts.get(name)?.events ?? 0) + (following.counts.get(name)?.events ?? 0);
    expect([events("transfers"), events("crm")]).toEqual([3, 1]);
    expect(findStatus(connected, "transfers")?.lagSeconds).toBe(0);
  };
  await eventually(isTaken);
  expect((await summarise(gateway)).toSorted()).toEqual([
    "profile.changed -",
    "transfer.booked t1",
    "transfer.booked t2",
    "transfer.booked t3",
  ]);
});

test("a telephone that changes is a link and tells that the profile changed; a new customer is known at once", async () => {
  await using gateway = await createReplicatedGateway(seed);
  await using connected = gateway.connect();
  await using _ = gateway.replicate(connected);
  await untilStreaming(connected);
  await runSql(gateway.urls.crm, "update cust_mst set hp_no = '010-7777-8888' where cust_no = '1'");
  await eventually(async () => {
    expect(await summarise(gateway)).toEqual(["identity.linked -", "profile.changed -"]);
  });
  const called = `insert into cnslt (cnslt_no, tel_no, chnl_cd, strt_ts)
    values ('c1', '01077778888', 'CALL', '2026-11-20T10:00:00Z')`;
  await runSql(gateway.urls.consultations, called);
  await runSql(
    gateway.urls.consultations,
    "update cnslt set end_ts = '2026-11-20T10:05:00Z', rslt_nm = 'solved'",
  );
  await eventually(async () => {
    expect((await summarise(gateway)).slice(2)).toEqual([
      "consultation.recorded c1",
      "consultation.changed c1",
    ]);
  });
  // The transfer comes before its account and its customer, and waits for both.
  await runSql(
    gateway.urls.transfers,
    `insert into txn (txn_no, acct_no, dc_cd, txn_amt, book_ts) values ('t9', 'A9', 'C', 5, '2026-11-20T11:00:00Z');
     insert into acct_pty (acct_no, cif_no, role_cd) values ('A9', 'CIF09', 'OWN')`,
  );
  await addCustomer(gateway.urls.crm, "9", "lee");
  await eventually(async () => {
    expect((await summarise(gateway)).slice(4).toSorted()).toEqual([
      "profile.changed -",
      "transfer.booked t9",
    ]);
  });
});

test("what an update leaves out because it is large and did not change is read again", async () => {
  await using gateway = await createReplicatedGateway(seed);
  await using connected = gateway.connect();
  await using _ = gateway.replicate(connected);
  await untilStreaming(connected);
  // Random text, so that it does not fit into the row by being compressed.
  const large = "(select string_agg(md5(n::text), '') from generate_series(1, 400) as n)";
  await runSql(
    gateway.urls.consultations,
    `insert into cnslt (cnslt_no, cust_no, chnl_cd, strt_ts, smry_txt) values ('c1', '1', 'CALL', now(), ${large})`,
  );
  await runSql(gateway.urls.consultations, "update cnslt set rslt_nm = 'solved' where cnslt_no = 'c1'");
  await eventually(async () => {
    const records = (await gateway.listEvents()).map(({ record }) => record);
    expect(records).toMatchObject([{ outcome: null }, { outcome: "solved" }]);
    expect(records[1]?.["summary"]).toBe(records[0]?.["summary"]);
    expect(String(records[1]?.["summary"])).toHaveLength(12_800);
  });
  expect(findStatus(connected, "consultations")?.gone).toBe(0);
});

test("ten thousand rows of one COPY come whole and in order, and a column that is added stops nothing", async () => {
  await using gateway = await createReplicatedGateway(seed);
  await using connected = gateway.connect();
  await using following = gateway.replicate(connected);
  await untilStreaming(connected);
  await runSql(
    gateway.urls.transfers,
    `alter table txn add column extra text default 'x';
     insert into txn (txn_no, acct_no, dc_cd, txn_amt, book_ts)
     select 'n' || lpad(n::text, 5, '0'), 'A1', 'D', n, '2026-11-20T09:00:00Z' from generate_series(1, 10000) as n`,
  );
  await vi.waitFor(() => expect(following.counts.get("transfers")?.events).toBe(10_000), {
    timeout: 30_000,
    interval: 50,
  });
  const ids = (await gateway.listEvents()).map(({ record_id: id }) => id);
  expect(ids).toEqual(Array.from({ length: 10_000 }, (_, at) => `n${String(at + 1).padStart(5, "0")}`));
});
