// Records that were sent to us, out of the event log. Rows of an erased person have no record any more.
import type { RecordOf } from "../domains/customer/facets.js";
import {
  filteredMembers,
  type OwnFacetName,
  type OwnRecordAsk,
  type OwnRecordStore,
} from "../domains/customer/own-records.js";
import type { NewEvent } from "../domains/events/event.js";
import { askColumns, followsPosition, toAskParameter, type HistoryAsk } from "./history-page.js";
import { groupByAsk, keepUuids } from "./rows.js";
import type { Read, Statement } from "./statements.js";

const kinds: { readonly [F in OwnFacetName]: NewEvent["kind"] } = {
  webEvents: "WEB_EVENT",
  transfers: "TRANSFER",
  consultations: "CONSULTATION",
  contacts: "CONTACT",
};

/** Events of which records are shown. */
const isOwn = "origin is not null and record is not null";

/** The ids under which a customer's events stand: those from before a merge keep the id of that time. */
const idsOf = (id: string) =>
  `(select ${id} as id union all select part.id from customer part where part.merged_into_id = ${id})`;

/** SQL: whether we keep records of a facet of the customer whose id is the expression `id`. */
export function hasOwnRecordsSql(facet: OwnFacetName, id: string): string {
  const isSent = `exists (
    select from ${idsOf(id)} known
     cross join lateral (
       select from event where event.customer_id = known.id and event.kind = '${kinds[facet]}' and origin is not null limit 1
     ) found)`;
  if (facet !== "consultations") return isSent;
  return `(${isSent} or exists (select from consultation own where own.customer_id = ${id}))`;
}

// Joined laterally, a look into an index for each customer and kind: as a plain `exists` PostgreSQL may read the whole index.
const ownFacetsByCustomerIds: Statement = {
  name: "own-facets-by-customer-ids",
  text: `select asked.id, found.facet
           from unnest($1::uuid[]) as asked (id)
          cross join lateral ${idsOf("asked.id")} known
          cross join (values ('WEB_EVENT', 'webEvents'), ('TRANSFER', 'transfers'), ('CONSULTATION', 'consultations'),
                             ('CONTACT', 'contacts')) as wanted (kind, facet)
          cross join lateral (
            select wanted.facet from event
             where event.customer_id = known.id and event.kind = wanted.kind and origin is not null limit 1
          ) found
          union all
         select asked.id, 'consultations'
           from unnest($1::uuid[]) as asked (id)
          cross join lateral (select from consultation where consultation.customer_id = asked.id limit 1) found`,
};

// A later event about the same record stands for all of them. Only records with an id of somebody else's can have several.
const ownRecordsByAsks: Statement = {
  name: "own-records-by-asks",
  text: `select ask.n, found.record
           from jsonb_to_recordset($2::jsonb)
             as ask (${askColumns}, since timestamptz, until timestamptz, wanted jsonb)
          cross join lateral (
            select own.* from ${idsOf("ask.customer_id")} known
             cross join lateral (
               select event.record, event.occurred_at, event.record_id from event
                where event.customer_id = known.id and event.kind = $1 and ${isOwn}
                  and (ask.since is null or event.occurred_at >= ask.since)
                  and (ask.until is null or event.occurred_at < ask.until)
                  and ${followsPosition("event.occurred_at", "event.record_id")}
                  and not exists (
                    select from jsonb_each(ask.wanted) as member (name, values)
                     where not coalesce(member.values ? (event.record ->> member.name), false))
                  and (event.record_id like 'own.%' or not exists (
                    select from event later
                     where later.record_id = event.record_id and later.record_id not like 'own.%'
                       and later.origin is not null and later.kind = $1 and later.cursor > event.cursor
                       and later.customer_id in ${idsOf("ask.customer_id")}))
                order by event.occurred_at desc, event.record_id collate "C" desc limit ask.lim
             ) own
             order by own.occurred_at desc, own.record_id collate "C" desc limit ask.lim
          ) found
          order by ask.n, found.occurred_at desc, found.record_id collate "C" desc`,
};

// The id of a record of our own is the key under which its event is appended once.
const ownRecordsByIds: Statement = {
  name: "own-records-by-ids",
  text: `select survivor.id, found.record_id, found.record
           from (
             select customer_id, record_id, record from event
              where dedup_key = any($2::text[]) and kind = $1 and ${isOwn}
              union all
             (select distinct on (record_id) customer_id, record_id, record from event
               where record_id = any($2::text[]) and record_id not like 'own.%' and kind = $1 and ${isOwn}
               order by record_id, cursor desc)
           ) found
           join customer on customer.id = found.customer_id
           join customer survivor on survivor.id = coalesce(customer.merged_into_id, customer.id)
          where survivor.erased_at is null`,
};

/** The records that were sent to us, read in one statement a batch. */
export function createOwnRecordStore(read: Read): OwnRecordStore {
  return {
    async loadFacets(customerIds) {
      const found = new Map<string, Set<OwnFacetName>>();
      for (const [id, facet] of await read<[string, OwnFacetName]>(ownFacetsByCustomerIds, [
        keepUuids(customerIds),
      ])) {
        const facets = found.get(id);
        if (facets === undefined) found.set(id, new Set([facet]));
        else facets.add(facet);
      }
      return found;
    },
    async loadRecords<F extends OwnFacetName>(facet: F, asks: readonly OwnRecordAsk<F>[]) {
      const rows = await read<[number, RecordOf<F>]>(ownRecordsByAsks, [
        kinds[facet],
        toAskParameter(asks.map((ask) => toHistoryAsk(facet, ask))),
      ]);
      return groupByAsk(rows, asks.length, ([, record]) => record);
    },
    async loadByIds<F extends OwnFacetName>(facet: F, recordIds: readonly string[]) {
      const rows = await read<[string, string, RecordOf<F>]>(ownRecordsByIds, [kinds[facet], recordIds]);
      return new Map(rows.map(([customerId, recordId, record]) => [recordId, { customerId, record }]));
    },
  };
}

function toHistoryAsk<F extends OwnFacetName>(
  facet: F,
  { customerId, page: { limit, after, filter } }: OwnRecordAsk<F>,
): HistoryAsk {
  const { since, until, ...narrowed }: Readonly<Record<string, unknown>> = { ...filter };
  const members: Readonly<Record<string, string>> = filteredMembers[facet];
  const wanted = Object.fromEntries(
    Object.entries(narrowed)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]): [string, unknown] => [members[name] ?? name, [value].flat()]),
  );
  return { customerId, limit, after, more: { since, until, wanted } };
}
