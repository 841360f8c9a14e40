// The states of the rules in one transaction. A lock for each partition of the customers stands for the locks of all their
// rows: locking thousands of rows one by one would write to each of them.
import { partitionOf } from "../domains/events/partitions.js";
import type {
  MergedState,
  RuleStateStore,
  RuleStateWriter,
} from "../domains/triggers/rules/rule-state-store.js";
import type { Query, Read, Statement } from "./statements.js";

/** Any number will do, as long as everybody who changes states takes the same. */
const stateLocks = 72_037;

/**
 * Makes all who change the states of these customers wait until the transaction ends.
 *
 * NOTE: statements of their own, before any that reads the states; in the order of the partitions, so that no two wait for
 * each other.
 */
export async function lockRuleStates(
  query: Query,
  customerIds: readonly string[],
  lockText = "select pg_advisory_xact_lock($1::int, $2::int)",
): Promise<void> {
  const partitions = [...new Set(customerIds.map(partitionOf))].sort((left, right) => left - right);
  for (const partition of partitions) await query(lockText, [stateLocks, partition]);
}

/**
 * What follows from the log may be lost with a crash as long as it is lost as a whole: states, moments and the place in the
 * log are one transaction, and whoever decides on a moment commits behind it and so makes it durable first. So it need not
 * wait for the disk.
 */
const lockWithoutDisk =
  "select pg_advisory_xact_lock($1::int, $2::int), set_config('synchronous_commit', 'off', true)";

/** The writes of states. */
export function createRuleStateWriter(query: Query): RuleStateWriter {
  return {
    async open(customerIds) {
      await lockRuleStates(query, customerIds, lockWithoutDisk);
      const asked = [...new Set(customerIds)];
      let rows = await readStates(query, asked);
      const others = rows.map(({ id }) => id).filter((id) => !asked.includes(id));
      if (others.length > 0 && hasOtherPartition(asked, others)) {
        // Merged into somebody of another part: both parts are held, in their order, before anything is read again.
        await lockRuleStates(query, others);
        rows = await readStates(query, asked);
      }
      const own = rows.filter((row) => !row.is_merged);
      return {
        customers: new Map(own.map((row) => [row.asked, row.id])),
        states: new Map(own.flatMap((row) => (row.state === null ? [] : [[row.id, row.state] as const]))),
        merged: listMerged(rows),
      };
    },
    async remove(customerIds) {
      if (customerIds.length === 0) return;
      await query("delete from rule_state where customer_id = any($1::uuid[])", [customerIds]);
    },
    async save(states) {
      if (states.length === 0) return;
      const sorted = states.toSorted((left, right) => (left.customerId < right.customerId ? -1 : 1));
      await query(
        `insert into rule_state (customer_id, partition, state, due_at, has_history)
         select * from unnest($1::uuid[], $2::smallint[], $3::text[], $4::timestamptz[], $5::boolean[])
         on conflict (customer_id) do update
           set state = excluded.state, due_at = excluded.due_at, has_history = excluded.has_history`,
        [
          sorted.map(({ customerId }) => customerId),
          sorted.map(({ customerId }) => partitionOf(customerId)),
          sorted.map(({ state }) => state),
          sorted.map(({ dueAt }) => dueAt),
          sorted.map(({ hasHistory }) => hasHistory),
        ],
      );
    },
    async listDue(partition, now, limit) {
      const rows = await query<{ customer_id: string }>(
        `select customer_id from rule_state where partition = $1 and due_at <= $2
          order by due_at limit $3`,
        [partition, now, limit],
      );
      return rows.map((row) => row.customer_id);
    },
  };
}

/** States of those who were merged, each once, in the order of their ids. */
function listMerged(rows: readonly StateRow[]): readonly MergedState[] {
  const merged = new Map(
    rows.flatMap(({ is_merged, asked: fromId, id: intoId, state }) =>
      is_merged && state !== null ? [[fromId, { fromId, intoId, state }] as const] : [],
    ),
  );
  return [...merged.values()].sort((left, right) => (left.fromId < right.fromId ? -1 : 1));
}

/** A customer who was asked for, or one who was merged into that one and of whom something is remembered. */
interface StateRow {
  readonly is_merged: boolean;
  readonly asked: string;
  readonly id: string;
  readonly state: string | null;
}

function readStates(query: Query, asked: readonly string[]): Promise<readonly StateRow[]> {
  return query<StateRow>(
    `select false as is_merged, part.id as asked, customer.id, rule_state.state
       from unnest($1::uuid[]) as asked (id)
       join customer part on part.id = asked.id
       join customer on customer.id = coalesce(part.merged_into_id, part.id) and customer.erased_at is null
       left join rule_state on rule_state.customer_id = customer.id
     union all
     select true, part.id, customer.id, rule_state.state
       from unnest($1::uuid[]) as asked (id)
       join customer known on known.id = asked.id
       join customer on customer.id = coalesce(known.merged_into_id, known.id) and customer.erased_at is null
       join customer part on part.merged_into_id = customer.id
       join rule_state on rule_state.customer_id = part.id`,
    [asked],
  );
}

function hasOtherPartition(asked: readonly string[], others: readonly string[]): boolean {
  const held = new Set(asked.map(partitionOf));
  return others.some((id) => !held.has(partitionOf(id)));
}

const strangers: Statement = {
  name: "rule-state-strangers",
  text: `select distinct customer.id
           from unnest($1::uuid[]) as asked (id)
           join customer part on part.id = asked.id
           join customer on customer.id = coalesce(part.merged_into_id, part.id) and customer.erased_at is null
          where not exists (
            select from rule_state where rule_state.customer_id = customer.id and has_history
          )`,
};

/** States outside of a transaction. */
export function createRuleStateStore(read: Read): RuleStateStore {
  return {
    async listStrangers(customerIds) {
      return (await read<[id: string]>(strangers, [customerIds])).map(([id]) => id);
    },
  };
}
