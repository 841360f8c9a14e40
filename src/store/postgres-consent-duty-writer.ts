import type { ConsentDutyWriter } from "../domains/consent/consent-duty-store.js";
import type { ConsentDuty } from "../domains/consent/consent-duty.js";
import type { ConsentRecord } from "../domains/consent/consent.js";
import { toInstants } from "./consent-duty-rows.js";
import { recordColumns, toRecord } from "./postgres-consent-writer.js";
import type { Query } from "./statements.js";

const columns = `id, customer_id as "customerId", record_id as "recordId", kind, status, due_at as "dueAt",
  remind_at as "remindAt", raised_at as "raisedAt", closed_at as "closedAt", closed_by as "closedBy", method, note`;

/** Before every other. */
const first = "00000000-0000-0000-0000-000000000000";

/** The duty writes of one transaction. */
export function createConsentDutyWriter(query: Query): ConsentDutyWriter {
  const select = async (rest: string, values: readonly unknown[]): Promise<readonly ConsentDuty[]> => {
    const rows = await query<ConsentDuty>(`select ${columns} from consent_duty ${rest}`, values);
    return rows.map((row) => ({ ...row, ...toInstants(row) }));
  };
  return {
    async add(duties) {
      if (duties.length === 0) return [];
      const added = await query<{ id: string }>(
        `insert into consent_duty (id, customer_id, record_id, kind, status, due_at, remind_at)
         select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[])
         on conflict (id) do nothing
         returning id`,
        [
          duties.map((duty) => duty.id),
          duties.map((duty) => duty.customerId),
          duties.map((duty) => duty.recordId),
          duties.map((duty) => duty.kind),
          duties.map((duty) => duty.status),
          duties.map((duty) => duty.dueAt),
          duties.map((duty) => duty.remindAt),
        ],
      );
      const ids = new Set(added.map(({ id }) => id));
      return duties.filter(({ id }) => ids.has(id));
    },
    find: async (id) => (await select("where id = $1", [id]))[0],
    lock: async (id) => (await select("where id = $1 for update", [id]))[0],
    lockUnfinished: (recordId) =>
      select("where record_id = $1 and status in ('OPEN', 'OVERDUE') order by id for update", [recordId]),
    async save(duty) {
      await query(
        `update consent_duty set status = $2, raised_at = $3, closed_at = $4, closed_by = $5, method = $6, note = $7
          where id = $1`,
        [duty.id, duty.status, duty.raisedAt, duty.closedAt, duty.closedBy, duty.method, duty.note],
      );
    },
    listLate: (now, limit) =>
      select("where status = 'OPEN' and due_at <= $1 order by due_at, id limit $2", [now, limit]),
    // In the order of the key of what is present, so that a part reads that part alone.
    async listRecordsWithout(after, limit, { notTransmitted, answeredAfter }) {
      const rows = await query<ConsentRecord>(
        `select present.customer_id as "customerId", ${recordColumns}
           from consent_present present join consent_record record on record.id = present.record_id
          where case when record.state in ('GIVEN', 'RENEWED')
                     then record.valid_until is not null
                          or (record.purpose = 'MARKETING' and coalesce(record.channel, '') <> all ($3::text[]))
                     else record.state in ('REFUSED', 'WITHDRAWN') and record.occurred_at > $4
                          and record.purpose = 'MARKETING' and coalesce(record.channel, '') <> all ($3::text[]) end
            and present.customer_id >= $1 and (present.customer_id, record.id) > ($1, $5)
            and not exists (select from consent_duty duty where duty.record_id = record.id)
          order by present.customer_id, record.id limit $2`,
        [after?.customerId ?? first, limit, notTransmitted, answeredAfter, after?.id ?? first],
      );
      return rows.map(toRecord);
    },
  };
}
