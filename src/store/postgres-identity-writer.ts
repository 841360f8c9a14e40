// Writes of identities: reads who holds what, lets the domain plan, and writes the plan in a handful of statements,
// however many identities were observed.
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import type { IdentityKey } from "../domains/identity/identity.js";
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
import { keepUnerased } from "./erased-identities.js";
import { getLookupKeys } from "./known-keys.js";
import { rehashTouched } from "./rehash-links.js";
import { sealObserved, toLookupColumns, toSealedLinks } from "./sealed-links.js";
import { lockUntilCommit, type Query } from "./statements.js";
import { upsertLinks } from "./upsert-links.js";

/** The identity writes of one transaction. */
export function createIdentityWriter(query: Query, clock: Clock, cipher: IdentifierCipher): IdentityWriter {
  return {
    async lockCustomer(id) {
      let current = id;
      for (;;) {
        // `for share` waits for a merge that is under way and holds off later ones; the row tells how it ended.
        const [row] = await query<{ merged_into_id: string | null }>(
          "select merged_into_id from customer where id = $1 and erased_at is null for share",
          [current],
        );
        if (row === undefined) return undefined;
        if (row.merged_into_id === null) return current;
        current = row.merged_into_id;
      }
    },
    async holdCustomers(ids) {
      // Waits for an erasure that is under way, and then does not find the customer any more.
      const rows = await query<{ id: string }>(
        "select id from customer where id = any($1::uuid[]) and erased_at is null order by id for key share",
        [ids],
      );
      return new Set(rows.map(({ id }) => id));
    },
    async link(source, reported) {
      if (reported.length === 0) return { changed: [], erased: 0 };
      // One writer of identities at a time: two that see the same new subject must not both decide what it is.
      await lockUntilCommit(query, "identity");
      const { kept: observed, skipped } = await keepUnerased(query, reported, cipher);
      const keys = await getLookupKeys(query, cipher);
      // Hashed and sealed while the database looks for the holders: 16,000 links cost 0.13 s of this process, hidden.
      const [known, sealed] = await Promise.all([
        listKnownHolders(query, observed, cipher),
        sealObserved(observed, cipher, keys),
      ]);
      const plan = planLinks(observed, known);
      if (keys.leaving.length > 0) await rehashTouched(query, cipher, keys, plan);
      await addCustomers(query, plan.customers);
      await mergeCustomers(query, plan.merges);
      const linked = await upsertLinks(
        query,
        source,
        toSealedLinks(plan.links, sealed),
        toInstant(clock.now()),
      );
      const merged = plan.merges.flatMap(({ fromId, intoId }) => [fromId, intoId]);
      return { changed: [...new Set([...merged, ...linked])], erased: skipped };
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

interface HolderRow extends Pick<KnownHolder, "customerId" | "crmId" | "verified"> {
  readonly at: number;
}

/** Holders of the decisive keys by link, by CRM id, and by the id that a subject would get; always survivors. */
async function listKnownHolders(
  query: Query,
  observed: readonly ObservedIdentity[],
  cipher: IdentifierCipher,
): Promise<readonly KnownHolder[]> {
  const keys = listDecisiveKeys(observed);
  const rows = await query<HolderRow>(
    `with asked as (
       select * from unnest($1::int[], $2::text[], $3::text[]) as asked (at, namespace, value_hash)
     ), held as (
       select asked.at, link.customer_id, link.verified
         from asked join identity_link link using (namespace, value_hash)
       union all
       select asked.at, customer.id, true
         from unnest($4::int[], $5::text[]) as asked (at, crm_id) join customer using (crm_id)
       union all
       select asked.number::int - 1, customer.id, false
         from unnest($6::uuid[]) with ordinality as asked (id, number) join customer using (id)
     )
     select held.at, bool_or(held.verified) as verified, survivor.id as "customerId", survivor.crm_id as "crmId"
       from held
       join customer on customer.id = held.customer_id
       join customer survivor on survivor.id = coalesce(customer.merged_into_id, customer.id)
      group by held.at, survivor.id`,
    [...toLookupColumns(keys, cipher), ...toCrmColumns(keys), keys.map(toCustomerId)],
  );
  return rows.flatMap(({ at, ...holder }) => {
    const key = keys[at];
    return key === undefined ? [] : [{ ...key, ...holder }];
  });
}

/** The CRM ids among the keys, each behind its place. */
function toCrmColumns(keys: readonly IdentityKey[]): [readonly number[], readonly string[]] {
  const inCrm = keys.flatMap(({ namespace, value }, at) => (namespace === "CRM_ID" ? [{ at, value }] : []));
  return [inCrm.map(({ at }) => at), inCrm.map(({ value }) => value)];
}
