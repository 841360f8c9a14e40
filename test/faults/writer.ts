// What flows meanwhile: visits that a system sends through the gateways' door, again until each is answered, and transfers
// that are booked in a source and followed by the worker.
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";

/** A person as the writer knows them. */
export interface WrittenCustomer {
  readonly custNo: string;
  readonly account: string;
}

/** What is written, where, how fast. */
export interface WriterOptions {
  readonly gatewayUrls: readonly string[];
  readonly issuerUrl: string;
  readonly transfersUrl: string;
  readonly customers: readonly WrittenCustomer[];
  readonly events: number;
  readonly perSecond: number;
  /** Ends the writing early, after a whole batch. */
  readonly signal: AbortSignal;
}

/** What has been written so far. */
export interface Written {
  /** Visits that were answered ACCEPTED or DUPLICATE, and transfers that were committed. */
  visits: number;
  transfers: number;
  /** Batches that were sent again because no answer came. */
  repeatedBatches: number;
  /** Visits that the gateway knew already when they were sent again. */
  duplicates: number;
}

const batchSize = 50;
/** One in so many events is a transfer. */
const transferEvery = 25;
const mutation = `mutation Send($events: [EventInput!]!) { ingestEvents(events: $events) { results { id status reason } } }`;

/** Where visit number `n` was, by which it is known again. */
export const toVisitUrl = (n: number): string => `https://shop.example/visits/${String(n)}`;

/** Where the number stands in such a URL. */
export const visitUrlPattern = "^https://shop\\.example/visits/(\\d+)$";

/** Writes everything; `written` tells how far it is. */
export async function write(options: WriterOptions, written: Written): Promise<void> {
  const { events, perSecond, customers, signal } = options;
  const from = performance.now();
  const transfers = Math.floor(events / transferEvery);
  const visits = events - transfers;
  while (!signal.aborted && (written.visits < visits || written.transfers < transfers)) {
    const numbers = Array.from(
      { length: Math.min(batchSize, visits - written.visits) },
      (_, at) => written.visits + at,
    );
    if (numbers.length > 0) written.duplicates += await send(options, numbers, written);
    written.visits += numbers.length;
    const due = Math.min(transfers, Math.floor((written.visits * transfers) / visits));
    while (written.transfers < due) {
      await book(options, customers[written.transfers % customers.length]!, written.transfers);
      written.transfers += 1;
    }
    const wait = from + ((written.visits + written.transfers) * 1_000) / perSecond - performance.now();
    if (wait > 0) await delay(wait);
  }
}

/** Sends until there is an answer for each; answers how many were there already. */
async function send(
  { gatewayUrls, issuerUrl, customers }: WriterOptions,
  numbers: readonly number[],
  written: Written,
): Promise<number> {
  const time = new Date().toISOString();
  const events = numbers.map((n) => ({
    id: `visit-${String(n)}`,
    source: "https://shop.example",
    type: "web.track",
    subject: { namespace: "CRM_ID", value: customers[n % customers.length]!.custNo },
    time,
    data: { name: "Product Viewed", product: "적금", url: toVisitUrl(n) },
  }));
  for (let attempt = 0; ; attempt += 1) {
    const url = gatewayUrls[(written.repeatedBatches + attempt) % gatewayUrls.length]!;
    const results = await ask(url, issuerUrl, events).catch(() => undefined);
    const wrong = results?.find(({ status }) => status === "REJECTED");
    if (wrong !== undefined) throw new Error(`A visit was rejected: ${wrong.reason ?? ""}`);
    if (results !== undefined) return results.filter(({ status }) => status === "DUPLICATE").length;
    written.repeatedBatches += 1;
    await delay(100);
  }
}

interface Result {
  readonly status: string;
  readonly reason: string | null;
}

/** Undefined when the gateway answers that it cannot now. */
async function ask(
  url: string,
  issuerUrl: string,
  events: readonly object[],
): Promise<readonly Result[] | undefined> {
  const token = await (await fetch(`${issuerUrl}/token?role=INTERNAL_APP&seconds=60`)).text();
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: mutation, variables: { events } }),
    signal: AbortSignal.timeout(10_000),
  });
  const { data } = (await response.json()) as { data?: { ingestEvents: { results: Result[] } } | null };
  return data?.ingestEvents.results;
}

/** Books until it is committed. */
async function book(
  { transfersUrl }: WriterOptions,
  { account }: WrittenCustomer,
  number: number,
): Promise<void> {
  for (;;) {
    const client = new Client({ connectionString: transfersUrl, connectionTimeoutMillis: 5_000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.query(
        `insert into txn (txn_no, acct_no, dc_cd, txn_amt, crcy_cd, book_ts) values ($1, $2, 'C', 1, 'KRW', now())
         on conflict (txn_no) do nothing`,
        [`fault-${String(number).padStart(7, "0")}`, account],
      );
      return;
    } catch {
      await delay(100);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
