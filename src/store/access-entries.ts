// Entries of the access log as table expressions, one reader each. Several readers' entries of one answer stand in one row,
// at the place of the last of them, and are taken apart here.

/** Newest first; entries of one instant by their place in the chain. */
export const newestFirst = "order by entry.at desc, entry.segment desc, entry.sequence desc";

const firstSequence = "entry.sequence - entry.readers + 1";
/** What a row says whoever got the answer. */
const common = `entry.at, entry.subject_ref, entry.purpose, entry.request_id, entry.action, entry.decision,
      entry.fields_hash, entry.withheld_hash`;
const ownReader = "entry.actor, entry.roles, entry.source_ip, entry.application";
const listedReader = `reader.value ->> 0 as actor, array(select jsonb_array_elements_text(reader.value -> 1)) as roles,
      reader.value ->> 2 as source_ip, reader.value ->> 3 as application`;
const readersOfEntry = `join access_reader_list list on list.hash = entry.readers_hash
      cross join lateral jsonb_array_elements(list.readers) with ordinality as reader (value, n)`;

/** Every entry, for statements that count them. */
export const allEntries = `(
    select entry.segment, entry.sequence, ${common}, ${ownReader}
      from access_entry entry where entry.readers_hash is null
    union all
    select entry.segment, entry.sequence - entry.readers + reader.n, ${common}, ${listedReader}
      from access_entry entry ${readersOfEntry}
  )`;

/** The entries at the places of `place (segment, sequence)`; nothing for a place that has none. */
export const entryAtPlace = `(
    select entry.segment, place.sequence, ${common}, coalesce(entry.actor, reader.value ->> 0) as actor,
           coalesce(entry.roles, array(select jsonb_array_elements_text(reader.value -> 1))) as roles,
           coalesce(entry.source_ip, reader.value ->> 2) as source_ip,
           coalesce(entry.application, reader.value ->> 3) as application
      from (
        select entry.* from access_entry entry
         where entry.segment = place.segment and entry.sequence >= place.sequence order by entry.sequence limit 1
      ) entry
      left join access_reader_list list on list.hash = entry.readers_hash
      cross join lateral (
        select list.readers -> (place.sequence - (${firstSequence}))::int as value
      ) reader
     where place.sequence >= ${firstSequence}
  )`;

/** Which entries a page wants, in SQL. */
export interface WantedEntries {
  /** What holds for a row, whoever got the answer. */
  readonly rows: string;
  /** Accounts, as an array; null for all. */
  readonly actors: string;
  readonly limit: string;
  /** Where the page begins: at a time (null: at the beginning), behind a place of it unless that is `inclusive`. */
  readonly at: string;
  readonly segment: string;
  readonly sequence: string;
  readonly inclusive: string;
}

/**
 * The newest entries that are wanted: no fewer than the limit where there are as many. Of rows of several readers as many
 * are read as hold so many entries: each has one at least, but the first, of which an earlier page may have had all.
 */
export function toNewestEntries({ rows, actors, limit, ...place }: WantedEntries): string {
  const follows = (sequence: string) =>
    `(${place.at} is null or entry.at < ${place.at} or (entry.at = ${place.at}
           and (${place.inclusive} or (entry.segment, ${sequence}) < (${place.segment}, ${place.sequence}))))`;
  return `(
    (select entry.segment, entry.sequence, ${common}, ${ownReader}
       from access_entry entry
      where entry.readers_hash is null and ${rows} and (${actors} is null or entry.actor = any(${actors}))
        and ${follows("entry.sequence")}
      ${newestFirst} limit ${limit})
    union all
    select entry.* from (
      select entry.segment, entry.sequence - entry.readers + reader.n as sequence, ${common}, ${listedReader}
        from (
          select entry.*, sum(entry.readers) over newest - first_value(entry.readers) over newest as behind_first
            from (
              select entry.* from access_entry entry
               where entry.readers_hash is not null and ${rows}
                 and (${actors} is null or entry.readers_hash in (
                       select hash from access_reader_list where actors && ${actors}))
                 and ${follows(firstSequence)}
               ${newestFirst} limit ${limit} + 1
            ) entry
          window newest as (${newestFirst})
        ) entry ${readersOfEntry}
       where (${actors} is null or reader.value ->> 0 = any(${actors}))
         and (${actors} is not null or entry.behind_first - entry.readers < ${limit})
    ) entry
     where ${follows("entry.sequence")}
  )`;
}
