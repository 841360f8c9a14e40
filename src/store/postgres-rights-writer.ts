import type { EntityManager } from "@mikro-orm/postgresql";
import type { Purpose } from "../domains/consent/consent.js";
import { toDeadline } from "../domains/rights/rights-request.js";
import type { RightsWriter } from "../domains/rights/rights-store.js";
import { RightsRequestStepEntity } from "./entities/rights-request-step.entity.js";
import { RightsRequestEntity } from "./entities/rights-request.entity.js";
import { rightsColumns, toRightsRequest, type RightsRow } from "./rights-rows.js";
import { toInstantOrNull } from "./rows.js";
import type { Query } from "./statements.js";

// Rows of the transaction are objects; as an array of texts this one is read like those of the batches.
const columns = `json_build_array(0, ${rightsColumns("request.customer_id")}) as columns`;

/** The writes of requests and limits in one transaction. */
export function createRightsWriter(em: EntityManager, query: Query): RightsWriter {
  return {
    async add(request) {
      const { steps, ...columnsOfRequest } = request;
      await em.insert(RightsRequestEntity, {
        ...columnsOfRequest,
        purposes: [...request.purposes],
        deadline: toDeadline(request),
      });
      for (const [at, step] of steps.entries())
        await em.insert(RightsRequestStepEntity, { ...step, request: request.id, number: at + 1 });
    },
    async find(id) {
      const [row] = await query<{ columns: RightsRow }>(
        `select ${columns} from rights_request request
           join customer on customer.id = request.customer_id and customer.erased_at is null
          where request.id::text = $1`,
        [id],
      );
      return row && toRightsRequest(row.columns);
    },
    async list(customerId) {
      const rows = await query<{ columns: RightsRow }>(
        `select ${columns} from rights_request request where request.customer_id = $1
          order by request.received_at, request.id`,
        [customerId],
      );
      return rows.map((row) => toRightsRequest(row.columns));
    },
    async advance(id, change, step) {
      await query(
        `update rights_request set
           status = coalesce($2, status), extended_until = coalesce($3::timestamptz, extended_until),
           extension_reason = coalesce($4, extension_reason), resolved_at = coalesce($5::timestamptz, resolved_at),
           deadline = coalesce($3::timestamptz, deadline)
          where id = $1`,
        [
          id,
          change.status ?? null,
          change.extendedUntil ?? null,
          change.extensionReason ?? null,
          change.resolvedAt ?? null,
        ],
      );
      await query(
        `insert into rights_request_step (request_id, number, action, actor, at, note)
         select $1, count(*) + 1, $2, $3, $4::timestamptz, $5 from rights_request_step where request_id = $1`,
        [id, step.action, step.actor, step.at, step.note],
      );
    },
    async lockPerson(customerId) {
      interface Row {
        readonly id: string;
        readonly merged_into_id: string | null;
        readonly restricted_at: string | null;
        readonly objections: Purpose[];
      }
      let current = customerId;
      for (;;) {
        const [row] = await query<Row>(
          `select id, merged_into_id, restricted_at::text, objections from customer
            where id = $1 and erased_at is null for update`,
          [current],
        );
        if (row === undefined) return undefined;
        const { id, restricted_at, objections } = row;
        if (row.merged_into_id === null)
          return { customerId: id, restrictedAt: toInstantOrNull(restricted_at), objections };
        current = row.merged_into_id;
      }
    },
    async findLimits(customerId) {
      const [row] = await query<{ restricted_at: string | null; objections: Purpose[] }>(
        "select restricted_at::text, objections from customer where id = $1 and erased_at is null",
        [customerId],
      );
      return row && { restrictedAt: toInstantOrNull(row.restricted_at), objections: row.objections };
    },
    async saveLimits(customerId, { restrictedAt, objections }) {
      await query(
        "update customer set restricted_at = $2::timestamptz, objections = $3::text[] where id = $1",
        [customerId, restrictedAt, objections],
      );
    },
  };
}
