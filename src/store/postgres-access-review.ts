// Counts of the access log for its monthly review. All counting is PostgreSQL's; here comes one row an account.
import type { AccountActivity } from "../domains/audit/access-review.js";
import type { Instant } from "../shared/instant.js";
import { allEntries } from "./access-entries.js";
import type { Read } from "./statements.js";

/** A month as times: from `since` on, before `until`. */
export interface ReviewMonth {
  readonly since: Instant;
  readonly until: Instant;
}

/** An account and one person it saw, with the account's name under its key. */
export interface NamedAccess {
  readonly actor: string;
  readonly customerId: string;
}

/** A name of an account as it is kept. */
export interface KeptAccountName {
  readonly actor: string;
  readonly keyId: string;
  readonly mac: Buffer;
}

/** What of an account's entries a finding names. */
export type FindingEntries = "ALL" | "OFF_HOURS" | "DENIED" | "HANDED_OUT";

/** Reads of the review. */
export interface AccessReviewStore {
  listActivity(month: ReviewMonth): Promise<readonly Omit<AccountActivity, "ownName">[]>;
  listAccountNames(): Promise<readonly KeptAccountName[]>;
  /** Persons of the month after an id, in the order of their ids. */
  listPersons(month: ReviewMonth, afterId: string | undefined, limit: number): Promise<readonly string[]>;
  /** Which of these persons these accounts saw. */
  listSeen(
    month: ReviewMonth,
    actors: readonly string[],
    customerIds: readonly string[],
  ): Promise<readonly NamedAccess[]>;
  /** Ids of entries, the first ones in time. */
  listEntryIds(
    month: ReviewMonth,
    actor: string,
    which: { readonly entries: FindingEntries; readonly customerIds?: readonly string[] },
    limit: number,
  ): Promise<readonly string[]>;
}

const inMonth = "entry.at >= $1 and entry.at < $2";
const isOffHours = `(extract(isodow from entry.at at time zone 'Asia/Seoul') >= 6
  or extract(hour from entry.at at time zone 'Asia/Seoul') not between 8 and 19)`;
const conditions: Readonly<Record<FindingEntries, string>> = {
  ALL: "true",
  OFF_HOURS: isOffHours,
  DENIED: "entry.decision = 'DENIED'",
  HANDED_OUT: "entry.action in ('EXPORT', 'ERASE')",
};
// A person is the survivor of all that was merged into one; erased ones stay apart under their references.
const person = `left join customer subject on subject.subject_ref = entry.subject_ref and subject.erased_at is null`;
const personId = "coalesce(subject.merged_into_id, subject.id)";

/** The reads over the store. */
export function createAccessReviewStore(read: Read): AccessReviewStore {
  return {
    async listActivity({ since, until }) {
      const rows = await read<ActivityRow>(
        {
          name: "review-activity",
          // Hours of the clock and half hours, so that no busy hour is cut in two.
          text: `with hours as (
              select entry.actor, date_bin('1 hour', entry.at, timestamptz '2000-01-01' + half) as begun,
                     count(distinct entry.subject_ref) as persons
                from ${allEntries} entry cross join (values (interval '0'), (interval '30 minutes')) as shift (half)
               where ${inMonth} group by 1, 2
            ), busiest as (
              select distinct on (actor) actor, persons, begun from hours order by actor, persons desc, begun
            ), earlier as (
              select actor, array_agg(n order by month) as months from (
                select entry.actor, date_trunc('month', entry.at at time zone 'Asia/Seoul') as month, count(*) as n
                  from ${allEntries} entry
                 where entry.at >= $1::timestamptz - interval '12 months' and entry.at < $1 group by 1, 2
              ) counted group by actor
            )
            select entry.actor, mode() within group (order by entry.roles), count(*)::int,
                   count(distinct entry.subject_ref)::int, count(*) filter (where ${isOffHours})::int,
                   count(*) filter (where ${conditions.DENIED})::int, count(*) filter (where ${conditions.HANDED_OUT})::int,
                   max(busiest.persons)::int, max(busiest.begun)::text, coalesce(min(earlier.months), '{}')::int[]
              from ${allEntries} entry join busiest using (actor) left join earlier using (actor)
             where ${inMonth} group by entry.actor order by entry.actor collate "C"`,
        },
        [since, until],
      );
      return rows.map(toActivity);
    },
    async listAccountNames() {
      const rows = await read<[string, string, Buffer]>(
        { name: "review-account-names", text: "select actor, key_id, family_name_mac from access_account" },
        [],
      );
      return rows.map(([actor, keyId, mac]) => ({ actor, keyId, mac }));
    },
    async listPersons({ since, until }, afterId, limit) {
      const rows = await read<[string]>(
        {
          name: "review-persons",
          text: `select distinct ${personId} as id from ${allEntries} entry ${person}
                  where ${inMonth} and ${personId} is not null and ($3::uuid is null or ${personId} > $3)
                  order by id limit $4`,
        },
        [since, until, afterId ?? null, limit],
      );
      return rows.map(([id]) => id);
    },
    async listSeen({ since, until }, actors, customerIds) {
      const rows = await read<[string, string]>(
        {
          name: "review-seen",
          text: `select distinct entry.actor, ${personId} from ${allEntries} entry ${person}
                  where ${inMonth} and entry.actor = any($3) and ${personId} = any($4::uuid[])`,
        },
        [since, until, actors, customerIds],
      );
      return rows.map(([actor, customerId]) => ({ actor, customerId }));
    },
    async listEntryIds({ since, until }, actor, { entries, customerIds }, limit) {
      const rows = await read<[string]>(
        {
          name: `review-entries-${entries.toLowerCase()}`,
          text: `select entry.segment || '.' || entry.sequence from ${allEntries} entry ${person}
                  where ${inMonth} and entry.actor = $3 and ${conditions[entries]}
                    and ($4::uuid[] is null or ${personId} = any($4))
                  order by entry.at, entry.segment, entry.sequence limit $5`,
        },
        [since, until, actor, customerIds ?? null, limit],
      );
      return rows.map(([id]) => id);
    },
  };
}

type ActivityRow = [
  actor: string,
  roles: string[],
  entries: number,
  persons: number,
  offHours: number,
  denied: number,
  handedOut: number,
  busiestPersons: number,
  busiestFrom: string,
  earlierMonths: number[],
];

function toActivity(row: ActivityRow): Omit<AccountActivity, "ownName"> {
  return {
    actor: row[0],
    roles: row[1],
    entries: row[2],
    persons: row[3],
    offHours: row[4],
    denied: row[5],
    handedOut: row[6],
    busiestHour: { persons: row[7], from: `${row[8].slice(0, 10)}T${row[8].slice(11, 19)}Z` },
    earlierMonths: row[9],
  };
}
