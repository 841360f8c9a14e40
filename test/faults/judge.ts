// Whether anything was lost, repeated or out of order: what every subscriber was told against what the log holds, and what
// the log holds against what was sent.
import { Client } from "pg";
import { parseCursor } from "../../src/shared/page.js";
import type { SubscribersReport } from "./subscribers.js";
import { visitUrlPattern, type Written } from "./writer.js";

/** What came of it. */
export interface Verdict {
  /** Events of the log about the customers who were followed, and the frames that subscribers got of them. */
  readonly logged: number;
  readonly deliveries: number;
  /** Sent, booked or logged, and not there where they belong. */
  readonly lost: number;
  readonly repeated: number;
  readonly outOfOrder: number;
  /** Subscribers that lack something, with their last interruptions. */
  readonly behind: readonly string[];
  /** Closings and errors that subscribers went on after, by their code. */
  readonly interruptions: Readonly<Record<string, number>>;
}

interface LoggedRow {
  readonly cursor: bigint;
  readonly customerId: string;
  readonly visit: number | undefined;
  readonly transfer: string | undefined;
}

/** Reads what the log holds of these customers. */
export async function readLog(url: string, customerIds: readonly string[]): Promise<readonly LoggedRow[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{
      cursor: string;
      customer_id: string;
      visit: string | null;
      transfer: string | null;
    }>(
      `select cursor, customer_id, substring(record ->> 'url' from $2) as visit,
              case when kind = 'TRANSFER' and record_id like 'fault-%' then record_id end as transfer
         from event where customer_id = any($1) order by cursor`,
      [customerIds.map((id) => id.slice("cus_".length)), visitUrlPattern],
    );
    return rows.map((row) => ({
      cursor: BigInt(row.cursor),
      customerId: `cus_${row.customer_id}`,
      visit: row.visit === null ? undefined : Number(row.visit),
      transfer: row.transfer ?? undefined,
    }));
  } finally {
    await client.end();
  }
}

/** Whether every subscriber has the last event of its customer. */
export function hasEverything(log: readonly LoggedRow[], reports: readonly SubscribersReport[]): boolean {
  const last = new Map(log.map(({ customerId, cursor }) => [customerId, cursor]));
  return reports.every(({ reports: subscribers }) =>
    subscribers.every(({ customerId, cursors }) => toPlace(cursors.at(-1)) >= (last.get(customerId) ?? 0n)),
  );
}

/** Compares. */
export function judge(
  log: readonly LoggedRow[],
  written: Written,
  reports: readonly SubscribersReport[],
): Verdict {
  const sum = { lost: 0, repeated: 0, outOfOrder: 0 };
  const add = ({ lost, repeated, outOfOrder }: typeof sum): void => {
    sum.lost += lost;
    sum.repeated += repeated;
    sum.outOfOrder += outOfOrder;
  };
  const byCustomer = Map.groupBy(log, ({ customerId }) => customerId);
  // What was sent is in the log once, and each customer's in the order in which it was sent.
  const visits = log.flatMap(({ visit }) => visit ?? []);
  add({
    ...compare(
      Array.from({ length: written.visits }, (_, n) => n),
      visits,
    ),
    outOfOrder: 0,
  });
  const transfers = log.flatMap(({ transfer }) => transfer ?? []);
  add({ ...compare(toTransfers(written.transfers), transfers), outOfOrder: 0 });
  for (const rows of byCustomer.values()) {
    sum.outOfOrder += countSteps(rows.flatMap(({ visit }) => visit ?? []));
    sum.outOfOrder += countSteps(rows.flatMap(({ transfer }) => transfer ?? []));
  }
  // What the log holds behind a subscriber's snapshot it was told once, in the log's order.
  let deliveries = 0;
  const behind: string[] = [];
  for (const subscriber of reports.flatMap((report) => report.reports)) {
    const { name, customerId, cursors } = subscriber;
    const [snapshot = 0n, ...told] = cursors.map(toPlace);
    const wanted = (byCustomer.get(customerId) ?? []).map(({ cursor }) => cursor);
    const compared = compare(
      wanted.filter((cursor) => cursor > snapshot),
      told,
    );
    deliveries += told.length;
    add(compared);
    if (compared.lost === 0) continue;
    const last = subscriber.interruptions.slice(-5).join(", ");
    behind.push(`${name} lacks ${String(compared.lost)}, has ${String(told.at(-1) ?? snapshot)}; ${last}`);
  }
  const interruptions: Record<string, number> = {};
  for (const [code, count] of reports.flatMap((report) => Object.entries(report.interruptions))) {
    interruptions[code] = (interruptions[code] ?? 0) + count;
  }
  return { logged: log.length, deliveries, ...sum, behind, interruptions };
}

function toTransfers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => `fault-${String(n).padStart(7, "0")}`);
}

function toPlace(cursor: string | undefined): bigint {
  return cursor === undefined ? -1n : BigInt(parseCursor("events", cursor, 1)[0]!);
}

/** What of the wanted was not told, what was told more than once or never wanted, and what was told before its predecessor. */
function compare<Item extends bigint | number | string>(
  wanted: readonly Item[],
  told: readonly Item[],
): { readonly lost: number; readonly repeated: number; readonly outOfOrder: number } {
  const unique = new Set(told);
  const lost = wanted.filter((item) => !unique.has(item)).length;
  return { lost, repeated: told.length - (wanted.length - lost), outOfOrder: countSteps(told) };
}

/** How often an item is not behind the one before it. */
function countSteps(items: readonly (bigint | number | string)[]): number {
  return items.filter((item, at) => at > 0 && item < items[at - 1]!).length;
}
