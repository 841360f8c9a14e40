import type { Purpose } from "../domains/consent/consent.js";
import type { CustomerRef, IdentityKey, IdentityLink, MatchReason } from "../domains/identity/identity.js";
import { identityKeyText } from "../domains/identity/identity.js";
import type { IdentityHolder, IdentityStore } from "../domains/identity/identity-store.js";
import { fromPostgresText } from "../shared/instant.js";
import { keepUuids, toInstantOrNull } from "./rows.js";
import type { Read, Statement } from "./statements.js";

const mergedIds = `array(select part.id from customer part where part.merged_into_id = survivor.id order by part.id)`;
const survivorColumns = `survivor.id, survivor.crm_id, ${mergedIds}, survivor.subject_ref, survivor.restricted_at,
                survivor.objections`;

const customersByIds: Statement = {
  name: "customers-by-ids",
  text: `select asked.id, ${survivorColumns}
           from customer asked join customer survivor on survivor.id = coalesce(asked.merged_into_id, asked.id)
          where asked.id = any($1::uuid[]) and survivor.erased_at is null`,
};

const customersAfterId: Statement = {
  name: "customers-after-id",
  text: `select survivor.id, ${survivorColumns}
           from customer survivor
          where survivor.merged_into_id is null and survivor.erased_at is null and ($1::uuid is null or survivor.id > $1)
          order by survivor.id limit $2`,
};

const linksByCustomerIds: Statement = {
  name: "links-by-customer-ids",
  text: `select customer_id, namespace, value, source, verified, first_seen_at, last_seen_at, method, score, reasons,
                linked_at, linked_by
           from identity_link
          where customer_id = any($1::uuid[])
          order by customer_id, first_seen_at, namespace, value`,
};

const holdersByKeys: Statement = {
  name: "holders-by-keys",
  text: `select link.namespace, link.value, link.customer_id, link.verified
           from unnest($1::text[], $2::text[]) as asked (namespace, value)
           join identity_link link using (namespace, value)
          order by link.customer_id`,
};

type CustomerRow = [
  askedId: string,
  id: string,
  crmId: string | null,
  mergedIds: string[],
  subjectRef: string,
  restrictedAt: string | null,
  objections: Purpose[],
];
type HolderRow = [namespace: IdentityKey["namespace"], value: string, customerId: string, verified: boolean];
type LinkRow = [
  customerId: string,
  namespace: IdentityKey["namespace"],
  value: string,
  source: string,
  verified: boolean,
  firstSeenAt: string,
  lastSeenAt: string,
  method: IdentityLink["evidence"]["method"],
  score: number,
  reasons: MatchReason[],
  linkedAt: string,
  linkedBy: string,
];

/** Identities and customers, read in one statement a batch. */
export function createIdentityStore(read: Read): IdentityStore {
  return {
    async loadCustomers(ids) {
      const rows = await read<CustomerRow>(customersByIds, [keepUuids(ids)]);
      return new Map(rows.map((row) => [row[0], toCustomer(row)]));
    },
    async loadLinks(customerIds) {
      const links = new Map<string, IdentityLink[]>();
      for (const row of await read<LinkRow>(linksByCustomerIds, [keepUuids(customerIds)])) {
        push(links, row[0], toLink(row));
      }
      return links;
    },
    async loadHolders(keys) {
      const values = [keys.map((key) => key.namespace), keys.map((key) => key.value)];
      const holders = new Map<string, IdentityHolder[]>();
      for (const [namespace, value, customerId, verified] of await read<HolderRow>(holdersByKeys, values)) {
        push(holders, identityKeyText({ namespace, value }), { customerId, verified });
      }
      return holders;
    },
    async listCustomers({ limit, afterId }) {
      const rows = await read<CustomerRow>(customersAfterId, [afterId ?? null, limit]);
      return rows.map(toCustomer);
    },
  };
}

function toCustomer(row: CustomerRow): CustomerRef {
  const [, id, crmId, mergedPartIds, subjectRef, restrictedAt, objections] = row;
  return {
    id,
    crmId,
    mergedIds: mergedPartIds,
    subjectRef,
    restrictedAt: toInstantOrNull(restrictedAt),
    objections,
  };
}

function toLink(row: LinkRow): IdentityLink {
  const [customerId, namespace, value, source, verified, firstSeenAt, lastSeenAt, method, score, reasons] =
    row;
  return {
    customerId,
    namespace,
    value,
    source,
    verified,
    firstSeenAt: fromPostgresText(firstSeenAt),
    lastSeenAt: fromPostgresText(lastSeenAt),
    evidence: { method, score, reasons, linkedAt: fromPostgresText(row[10]), linkedBy: row[11] },
  };
}

function push<Item>(groups: Map<string, Item[]>, key: string, item: Item): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}
