import type { AccessLogStore } from "../domains/audit/access-log.js";
import type { Position } from "../shared/page.js";
import { entryAtPlace, newestFirst, toNewestEntries } from "./access-entries.js";
import { accessColumns, accessJoins, findPlace, toAccessEntry, type AccessRow } from "./access-rows.js";
import { groupByAsk, keepUuids } from "./rows.js";
import type { Read, Statement } from "./statements.js";

// A person's entries are those of all the parts that were merged into one.
const entriesOfAsk = toNewestEntries({
  rows: `entry.subject_ref in (select subject_ref from customer
                 where (id = ask.customer_id or merged_into_id = ask.customer_id) and erased_at is null)`,
  actors: "null::text[]",
  limit: "ask.lim",
  at: "ask.at",
  segment: "ask.segment",
  sequence: "ask.sequence",
  inclusive: "ask.inclusive",
});
const entriesBySubjects: Statement = {
  name: "access-entries-by-subjects",
  text: `select ask.n, ${accessColumns}
           from jsonb_to_recordset($1::jsonb)
                  as ask (n int, customer_id uuid, lim int, at timestamptz, segment bigint, sequence bigint, inclusive boolean)
          cross join lateral (
            select entry.* from ${entriesOfAsk} entry
             ${newestFirst} limit ask.lim
          ) entry
          ${accessJoins}
          order by ask.n, entry.at desc, entry.segment desc, entry.sequence desc`,
};

const entriesByPlaces: Statement = {
  name: "access-entries-by-places",
  text: `select 0, ${accessColumns}
           from unnest($1::bigint[], $2::bigint[]) as place (segment, sequence)
          cross join lateral ${entryAtPlace} entry
          ${accessJoins}`,
};

const entriesOfFilter = toNewestEntries({
  rows: `($6::uuid[] is null or entry.subject_ref = any($6))
        and ($8::text[] is null or entry.action = any($8))
        and ($9::text[] is null or entry.decision = any($9))
        and ($10::text[] is null or entry.purpose = any($10))
        and ($11::text[] is null or entry.request_id = any($11))
        and ($12::timestamptz is null or entry.at >= $12)
        and ($13::timestamptz is null or entry.at < $13)`,
  actors: "$7::text[]",
  limit: "$5::int",
  at: "$1::timestamptz",
  segment: "$2::bigint",
  sequence: "$3::bigint",
  inclusive: "$4::boolean",
});
// Members of a filter that are left out are null. Customers narrow by their index, everything else along the time.
const entriesByFilter: Statement = {
  name: "access-entries-by-filter",
  text: `select 0, ${accessColumns}
           from (
             select entry.* from ${entriesOfFilter} entry
              ${newestFirst} limit $5
           ) entry
          ${accessJoins}
          ${newestFirst}`,
};

const subjectsByCustomerIds: Statement = {
  name: "access-subjects-by-customer-ids",
  text: `select part.subject_ref
           from customer asked
           join customer part on part.id = coalesce(asked.merged_into_id, asked.id)
             or part.merged_into_id = coalesce(asked.merged_into_id, asked.id)
          where asked.id = any($1::uuid[]) and part.erased_at is null`,
};

/** Entries of the access log, read in one statement a batch. */
export function createAccessLogStore(read: Read): AccessLogStore {
  return {
    async loadBySubjects(asks) {
      const rows = asks.map(({ customerId, limit, after }, n) => {
        const [at, segment, sequence, inclusive] = toPlace(after);
        return {
          n,
          customer_id: keepUuids([customerId])[0] ?? null,
          lim: limit,
          at,
          segment,
          sequence,
          inclusive,
        };
      });
      const found = await read<AccessRow>(entriesBySubjects, [JSON.stringify(rows)]);
      return groupByAsk(found, asks.length, toAccessEntry);
    },
    async loadByIds(ids) {
      const places = ids.map(findPlace).filter((place) => place !== undefined);
      const rows = await read<AccessRow>(entriesByPlaces, [
        places.map(([segment]) => segment),
        places.map(([, sequence]) => sequence),
      ]);
      return new Map(rows.map(toAccessEntry).map((entry) => [entry.id, entry]));
    },
    async listEntries({ limit, after, filter = {} }) {
      const { customerIds, subjectRefs } = filter;
      const subjects =
        customerIds === undefined && subjectRefs === undefined
          ? null
          : [
              ...keepUuids(subjectRefs ?? []),
              ...(await read<[string]>(subjectsByCustomerIds, [keepUuids(customerIds ?? [])])).map(
                ([ref]) => ref,
              ),
            ];
      const [at, segment, sequence, inclusive] = toPlace(after);
      const rows = await read<AccessRow>(entriesByFilter, [
        at,
        segment,
        sequence,
        inclusive,
        limit,
        subjects,
        filter.actors ?? null,
        filter.actions ?? null,
        filter.decisions ?? null,
        filter.purposes ?? null,
        filter.requestIds ?? null,
        filter.since ?? null,
        filter.until ?? null,
      ]);
      return rows.map(toAccessEntry);
    },
  };
}

function toPlace(after: Position | undefined) {
  const place = after?.id == null ? undefined : findPlace(after.id);
  return [after?.at ?? null, place?.[0] ?? null, place?.[1] ?? null, after?.inclusive ?? false] as const;
}
