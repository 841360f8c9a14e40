// Writes of identities: reads who holds what, lets the domain plan, and writes the plan in a handful of statements,
// however many identities were observed.
import type { IdentityWriter, ObservedIdentity } from "../domains/identity/identity-store.js";
import {
  listDecisiveKeys,
  planLinks,
  toCustomerId,
  type KnownHolder,
} from "../domains/identity/plan-links.js";
import type { Clock } from "../shared/clock.js";
import { toInstant } from "../shared/instant.js";
import { addCustomers, mergeCustomers } from "./customer-changes.js";
import { lockUntilCommit, type Query } from "./statements.js";
import { upsertLinks } from "./upsert-links.js";

/** The identity writes of one transaction. */
export function createIdentityWriter(query: Query, clock: Clock): IdentityWriter {
  return {
    async lockCustomer(id) {
      let current = id;
      for (;;) {
        // `for share` waits for a merge that is under way and holds off later ones; the row tells how it ended.
        const [row] = await query<{ merged_into_id: string | null }>(
          "select merged_into_id from customer where id = $1 for share",
          [current],
        );
        if (row === undefined) return undefined;
        if (row.merged_into_id === null) return current;
        current = row.merged_into_id;
      }
    },
    async link(source, observed) {
      if (observed.length === 0) return [];
      // One writer of identities at a time: two that see the same new subject must not both decide what it is.
      await lockUntilCommit(query, "identity");
      const plan = planLinks(observed, await listKnownHolders(query, observed));
      await addCustomers(query, plan.customers);
      await mergeCustomers(query, plan.merges);
      const linked = await upsertLinks(query, source, plan.links, toInstant(clock.now()));
      const merged = plan.merges.flatMap(({ fromId, intoId }) => [fromId, intoId]);
      return [...new Set([...merged, ...linked])];
    },
    async findScanPosition(source) {
      const [row] = await query<{ position: string }>(
        "select position from identity_scan where source = $1",
        [source],
      );
      return row?.position;
    },
    async saveScanPosition(source, position) {
      await query(
        `insert into identity_scan (source, position) values ($1, $2)
         on conflict (source) do update set position = excluded.position`,
        [source, position],
      );
    },
  };
}

/** Holders of the decisive keys by link, by CRM id, and by the id that a subject would get; always survivors. */
async function listKnownHolders(
  query: Query,
  observed: readonly ObservedIdentity[],
): Promise<readonly KnownHolder[]> {
  const keys = listDecisiveKeys(observed);
  return query<KnownHolder>(
    `with asked as (
       select * from unnest($1::text[], $2::text[], $3::uuid[]) as asked (namespace, value, own_id)
     ), held as (
       select asked.namespace, asked.value, link.customer_id, link.verified
         from asked join identity_link link using (namespace, value)
       union all
       select asked.namespace, asked.value, customer.id, true
         from asked join customer on customer.crm_id = asked.value where asked.namespace = 'CRM_ID'
       union all
       select asked.namespace, asked.value, customer.id, false
         from asked join customer on customer.id = asked.own_id
     )
     select held.namespace, held.value, bool_or(held.verified) as verified,
            survivor.id as "customerId", survivor.crm_id as "crmId"
       from held
       join customer on customer.id = held.customer_id
       join customer survivor on survivor.id = coalesce(customer.merged_into_id, customer.id)
      group by held.namespace, held.value, survivor.id`,
    [keys.map((key) => key.namespace), keys.map((key) => key.value), keys.map(toCustomerId)],
  );
}
