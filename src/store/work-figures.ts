// How far the work is that processes share, and what waits: for the metrics.
import type { Read, Statement } from "./statements.js";

/** How far behind a reaction is. */
export interface ReactionLag {
  readonly reaction: string;
  /** How long ago the oldest event was recorded that it has not handled; 0 when there is none. */
  readonly seconds: number;
  /** Events that it has not handled, 10,000 a part at most. */
  readonly events: number;
}

/** What waits. */
export interface WorkFigures {
  readonly reactions: readonly ReactionLag[];
  /** Parked events by reaction. */
  readonly parked: readonly (readonly [reaction: string, count: number])[];
  /** Rows that wait, by what they are. */
  readonly waiting: readonly (readonly [what: string, count: number])[];
  /** Processes that share the work. */
  readonly workers: number;
}

const lags: Statement = {
  name: "figures-lags",
  text: `select name, max(coalesce(extract(epoch from clock_timestamp() - oldest.recorded_at), 0))::float8, sum(behind.count)::float8
           from reaction_position position
           left join lateral (
             select recorded_at from event
              where event.partition = position.partition and event.cursor > position.cursor and record is not null
              order by event.cursor limit 1
           ) oldest on true
          cross join lateral (
             select count(*) from (
               select from event where event.partition = position.partition and event.cursor > position.cursor limit 10000
             ) unhandled
           ) behind
          group by name order by name`,
};

const parked: Statement = {
  name: "figures-parked",
  text: "select reaction, count(*)::int from parked_event group by reaction order by reaction",
};

const waiting: Statement = {
  name: "figures-waiting",
  text: `select 'moments', (select count(*)::int from considered_moment)
         union all select 'held_events', (select count(*)::int from held_event)
         union all select 'dead_letters', (select count(*)::int from dead_letter)
         union all select 'rights_notices', (select count(*)::int from rights_notice where status = 'PENDING')
         union all select 'timers_due', (select count(*)::int from graphile_worker.jobs where run_at < now() and locked_at is null)`,
};

const workers: Statement = {
  name: "figures-workers",
  text: "select count(*)::int from worker where alive_until > clock_timestamp()",
};

/** Asks for the figures. */
export async function findWorkFigures(read: Read): Promise<WorkFigures> {
  const [reactions, parkedRows, waitingRows, [row]] = await Promise.all([
    read<[reaction: string, seconds: number, events: number]>(lags, []),
    read<[reaction: string, count: number]>(parked, []),
    read<[what: string, count: number]>(waiting, []),
    read<[count: number]>(workers, []),
  ]);
  return {
    reactions: reactions.map(([reaction, seconds, events]) => ({ reaction, seconds, events })),
    parked: parkedRows,
    waiting: waitingRows,
    workers: row?.[0] ?? 0,
  };
}
