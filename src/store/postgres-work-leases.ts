// Who does which piece of the shared work. A lease holds as long as its worker says that it is alive: one row a second for
// each process, however much it does. Times are those of the database, so the clocks of the processes are no matter.
import type { WorkLeaseStore } from "../domains/schedule/work-share.js";
import type { Read, Statement } from "./statements.js";

const stayAlive: Statement = {
  name: "worker-beat",
  text: `insert into worker (id, alive_until) values ($1, clock_timestamp() + make_interval(secs => $2))
         on conflict (id) do update set alive_until = excluded.alive_until`,
};

const forgetDead: Statement = {
  name: "worker-forget-dead",
  text: `delete from worker where alive_until < clock_timestamp() - interval '1 minute'`,
};

const survey: Statement = {
  name: "work-survey",
  text: `select work_lease.name, work_lease.worker_id, (select count(*)::int from worker where alive_until > clock_timestamp())
           from (select) one left join work_lease on exists (
             select from worker where id = work_lease.worker_id and alive_until > clock_timestamp())`,
};

const take: Statement = {
  name: "work-take",
  text: `insert into work_lease as lease (name, worker_id) select name, $1 from unnest($2::text[]) as wanted (name) order by name
         on conflict (name) do update set worker_id = excluded.worker_id
          where lease.worker_id = excluded.worker_id or not exists (select from worker where id = lease.worker_id and alive_until > clock_timestamp())
         returning name`,
};

const release: Statement = {
  name: "work-release",
  text: "delete from work_lease where worker_id = $1 and name = any($2::text[])",
};

const leave: Statement = {
  name: "worker-leave",
  text: `with gone as (delete from worker where id = $1) delete from work_lease where worker_id = $1`,
};

/** The leases. */
export function createWorkLeaseStore(read: Read): WorkLeaseStore {
  return {
    async beat(worker, leaseMs) {
      await read(stayAlive, [worker, leaseMs / 1_000]);
      await read(forgetDead, []);
      const rows = await read<[name: string | null, workerId: string | null, workers: number]>(survey, []);
      const named = rows.flatMap(([name, id]) => (name === null ? [] : [{ name, isMine: id === worker }]));
      return {
        mine: new Set(named.filter(({ isMine }) => isMine).map(({ name }) => name)),
        others: new Set(named.filter(({ isMine }) => !isMine).map(({ name }) => name)),
        workers: rows[0]?.[2] ?? 1,
      };
    },
    async take(worker, names) {
      return (await read<[name: string]>(take, [worker, names])).map(([name]) => name);
    },
    async release(worker, names) {
      await read(release, [worker, names]);
    },
    async leave(worker) {
      await read(leave, [worker]);
    },
  };
}
