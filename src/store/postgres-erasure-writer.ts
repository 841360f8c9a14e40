import type { EntityManager } from "@mikro-orm/postgresql";
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import type { ErasedTable, Erasure, ErasureWriter } from "../domains/rights/erasure.js";
import { ErasureEntity } from "./entities/erasure.entity.js";
import { eraseSteps } from "./erase-steps.js";
import { erasureColumns, toErasure, type ErasureRow } from "./erasure-rows.js";
import { lockRuleStates } from "./postgres-rule-state-writer.js";
import { lockUntilCommit, type Query } from "./statements.js";

/** Under which a customer's id is hashed to find the erasure again. */
const customerNamespace = "ERASED_CUSTOMER";

/** The writes of an erasure in one transaction. */
export function createErasureWriter(
  em: EntityManager,
  query: Query,
  cipher: IdentifierCipher,
): ErasureWriter {
  return {
    async lockPerson(customerId) {
      // In the order of linking: first who is who, then the row.
      await lockUntilCommit(query, "identity");
      const [person] = await query<{ id: string; subject_ref: string }>(
        `select id, subject_ref from customer
          where id = (select coalesce(merged_into_id, id) from customer where id = $1) and erased_at is null
            for update`,
        [customerId],
      );
      if (person === undefined) return undefined;
      const parts = await query<{ id: string }>(
        "select id from customer where merged_into_id = $1 order by id for update",
        [person.id],
      );
      return {
        customerId: person.id,
        ids: [person.id, ...parts.map(({ id }) => id)],
        subjectRef: person.subject_ref,
      };
    },
    async erase(person, done) {
      const { id, erasedAt } = done;
      // Lets this transaction, and nothing after it, into the append-only tables.
      await query("select set_config('gateway.erasing', 'on', true)", []);
      // Rules that are being evaluated at this moment write first, and then find nobody.
      await lockRuleStates(query, person.ids);
      const counts = new Map<string, ErasedTable>();
      for (const { table, how, text, stays } of eraseSteps) {
        // Waits for everybody who has appended, and lets nobody until the erasure is over.
        if (table === "event") await query("lock table event in share row exclusive mode", []);
        const touched = await query<object>(`${text} returning 1`, [person.ids, id, erasedAt]);
        const before = counts.get(table) ?? { table, deleted: 0, pseudonymised: 0, stays };
        counts.set(table, { ...before, stays, [how]: before[how] + touched.length });
      }
      const erasure: Erasure = { ...done, tables: [...counts.values()] };
      await em.insert(ErasureEntity, { ...erasure });
      await query(
        `insert into erased_customer (lookup, erasure_id) select lookup, $2::uuid from unnest($1::text[]) as lookup`,
        [person.ids.map((customerId) => cipher.toLookup(customerNamespace, customerId)), id],
      );
      return erasure;
    },
    async findByCustomer(customerId) {
      const [row] = await query<{ columns: ErasureRow }>(
        `select json_build_array(${erasureColumns}) as columns
           from erased_customer known join erasure on erasure.id = known.erasure_id
          where known.lookup = any($1::text[])`,
        [cipher.toLookups(customerNamespace, customerId)],
      );
      return row && toErasure(row.columns);
    },
  };
}
