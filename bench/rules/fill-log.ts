// The log that the rules are measured on: customers, and what they did, drawn by PostgreSQL so that every run has the same.
import type { Client } from "pg";

/** The size of the log. */
export interface LogSize {
  readonly customers: number;
  readonly events: number;
}

/** Web events by how often they come, of a hundred events of all kinds. */
const webNames: readonly (readonly [name: string, many: number])[] = [
  ["Account Viewed", 18],
  ["Product Viewed", 18],
  ["Search", 10],
  ["Signed In", 8],
  ["Article Read", 6],
  ["Product Added", 4],
  ["Application Started", 2],
  ["Application Step Completed", 2],
  ["Application Submitted", 1],
  ["Order Completed", 1],
];

/** Names of the web events that occur. */
export const occurringNames = webNames.map(([name]) => name);

const fromNames = webNames.flatMap(([name, many]) => Array.from({ length: many }, () => name));

/** Fills tables that are empty: 70 web events of a hundred, 20 transfers, 7 consultations, 3 contacts, 5,000 events a second. */
export async function fillLog(client: Client, { customers, events }: LogSize): Promise<void> {
  // Rules stand in the log where they were saved: room for them before the first event.
  await client.query("select setval('event_cursor_seq', 100000)");
  await client.query(
    "insert into customer (id) select md5('customer ' || n)::uuid from generate_series(1, $1) n",
    [customers],
  );
  await client.query(
    `insert into event (cursor, type, kind, customer_id, record_id, record, occurred_at, recorded_at, dedup_key)
     select nextval('event_cursor_seq'), kinds.type, kinds.kind, customer_id, 'r' || n, record, at, at, 'bench ' || n
       from (
         select n, ('x' || substr(md5('pick ' || n), 1, 8))::bit(32)::bigint as pick,
                md5('customer ' || (1 + ('x' || substr(md5('whose ' || n), 1, 7))::bit(28)::int % $2))::uuid as customer_id,
                timestamptz '2026-11-23T00:00:00Z' + n * interval '0.2 ms' as at
           from generate_series(1, $1) n
       ) drawn
       cross join lateral (select drawn.pick % 100 as place, 'P' || (drawn.pick / 100) % 20 as product) picked
       cross join lateral (
         select case when place < 70 then 'web-event.recorded' when place < 90 then 'transfer.booked'
                     when place < 97 then 'consultation.recorded' else 'contact.attempted' end as type,
                case when place < 70 then 'WEB_EVENT' when place < 90 then 'TRANSFER'
                     when place < 97 then 'CONSULTATION' else 'CONTACT' end as kind
       ) kinds
       cross join lateral (
         select case when place < 70 then jsonb_build_object('recordId', 'r' || n, 'type', 'TRACK',
                       'name', ($3::text[])[1 + place], 'occurredAt', at, 'sessionId', 's' || customer_id,
                       'product', product, 'properties', jsonb_build_object('price', pick % 1000, 'category', 'LOAN'))
                     when place < 90 then jsonb_build_object('recordId', 'r' || n, 'direction',
                       case when place < 80 then 'DEBIT' else 'CREDIT' end, 'amount',
                       jsonb_build_object('amount', (pick % 5000000)::text, 'currency', 'KRW'),
                       'category', (array['SHOPPING', 'HOUSING', 'SALARY', 'EDUCATION', 'OTHER'])[1 + place % 5],
                       'counterparty', 'c' || place, 'standingOrder', place % 2 = 0, 'bookedAt', at)
                     when place < 97 then jsonb_build_object('recordId', 'r' || n, 'channel', 'CALL', 'startedAt', at,
                       'endedAt', at, 'product', product, 'topic', '상담', 'sentiment', (pick % 20) / 10.0 - 1)
                     else jsonb_build_object('recordId', 'r' || n, 'campaign', 'spring', 'channel', 'EMAIL',
                       'attempt', 1, 'result', 'DELIVERED', 'occurredAt', at) end as record
       ) made`,
    [events, customers, fromNames],
  );
  await client.query("vacuum (analyze)");
  await client.query("checkpoint");
}
