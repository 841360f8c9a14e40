// From a row that somebody writes in a source to the frame on a subscriber's socket.
import { randomBytes } from "node:crypto";
import { expect, test, vi } from "vitest";
import { Client } from "pg";
import { showcase } from "../../src/demo/bank/showcase.js";
import { sources } from "../../src/sources/index.js";
import type { ConnectedSource } from "../../src/sources/kit/define-source.js";
import { connectLive, type Message } from "../harness/live-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp } from "../harness/test-app.js";
import { replicatedSources, untilStreaming } from "./replicated-gateway.js";

vi.setConfig({ testTimeout: 60_000 });

const context = `subscription ($customerId: ID!, $after: String) {
  customerContext(customerId: $customerId, after: $after) {
    cursor kind
    customer { profile { phone } identities { namespace value } }
    record { ... on Transfer { id memo } ... on Consultation { id outcome } }
  }
}`;

interface ContextEvent {
  readonly kind: string;
  readonly customer: {
    readonly profile: { readonly phone: string };
    readonly identities: readonly { readonly namespace: string; readonly value: string }[];
  };
  readonly record: Readonly<Record<string, unknown>> | null;
}

const eventOf = (message: Message): ContextEvent =>
  (message.data as unknown as { customerContext: ContextEvent }).customerContext;
const isKind = (kind: string) => (message: Message) => eventOf(message).kind === kind;

/** Writes as an operator with psql does: each statement is on the disk when it is done. */
async function connectPsql(url: string): Promise<Client & AsyncDisposable> {
  const client = new Client({ connectionString: url, options: "-c synchronous_commit=on" });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

test("an INSERT by psql is in the customer's live context within milliseconds, and so are updates", async () => {
  const prefix = `test_${randomBytes(4).toString("hex")}`;
  const connected: ConnectedSource[] = [];
  const heard = sources.map((source) => ({
    ...source,
    connect: (...args: Parameters<typeof source.connect>) => {
      const made = source.connect(...args);
      connected.push(made);
      return made;
    },
  }));
  await using app = await startTestApp({
    sources: heard,
    connect: { replication: { sources: replicatedSources, prefix } },
  });
  const { urls } = app.bank;
  await using transfers = await connectPsql(urls.transfers);
  await using crm = await connectPsql(urls.crm);
  await using consultations = await connectPsql(urls.consultations);
  await untilStreaming(connected);
  await using live = connectLive(app.url, await app.token());
  using stream = live.subscribe(context, { customerId: toCustomerId("minjun") });
  await stream.next(isKind("SNAPSHOT"));

  const cif = `CIF${showcase.minjun.custNo.padStart(10, "0")}`;
  const [account] = (
    await transfers.query<{ acct_no: string }>(
      "select acct_no from acct_pty where cif_no = $1 and role_cd = 'OWN' order by acct_no",
      [cif],
    )
  ).rows;
  const took: number[] = [];
  for (let n = 0; n < 20; n += 1) {
    const startedAt = performance.now();
    await transfers.query(
      `insert into txn (txn_no, acct_no, dc_cd, txn_amt, memo_txt, book_ts) values ($1, $2, 'C', 1000, 'rent', now())`,
      [`psql-${String(n)}`, account?.acct_no],
    );
    const { record } = eventOf(await stream.next(isKind("TRANSFER")));
    took.push(performance.now() - startedAt);
    expect(record).toEqual({ id: `trf_psql-${String(n)}`, memo: "rent" });
  }
  const sorted = took.toSorted((a, b) => a - b);
  process.stdout.write(
    `INSERT to frame: least ${sorted[0]!.toFixed(1)} ms, p50 ${sorted[10]!.toFixed(1)} ms, p95 ${sorted[18]!.toFixed(1)} ms\n`,
  );
  expect(sorted[0]).toBeLessThan(100);

  await transfers.query("update txn set memo_txt = 'reversed' where txn_no = 'psql-0'");
  expect(eventOf(await stream.next(isKind("TRANSFER"))).record).toEqual({
    id: "trf_psql-0",
    memo: "reversed",
  });

  await crm.query("update cust_mst set hp_no = '010-4444-5555' where cust_no = $1", [showcase.minjun.custNo]);
  const changed = eventOf(await stream.next(isKind("PROFILE")));
  expect(changed).toMatchObject({ record: null, customer: { profile: { phone: "+821044445555" } } });
  expect(changed.customer.identities).toContainEqual({ namespace: "PHONE", value: "+821044445555" });

  await consultations.query(
    "insert into cnslt (cnslt_no, tel_no, chnl_cd, strt_ts) values ('psql-c', '01044445555', 'CALL', now())",
  );
  await stream.next(isKind("CONSULTATION"));
  await consultations.query("update cnslt set end_ts = now(), rslt_nm = '해결' where cnslt_no = 'psql-c'");
  expect(eventOf(await stream.next(isKind("CONSULTATION"))).record).toEqual({
    id: "csl_psql-c",
    outcome: "해결",
  });
});
