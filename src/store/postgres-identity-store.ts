import type { IdentityKey, IdentityLink, MatchReason } from "../domains/identity/identity.js";
import { identityKeyText } from "../domains/identity/identity.js";
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import type { IdentityHolder, IdentityStore } from "../domains/identity/identity-store.js";
import { fromPostgresText } from "../shared/instant.js";
import { erasedAmongAsked } from "./erased-identities.js";
import { survivorColumns, toCustomer, type CustomerRow } from "./customer-rows.js";
import { keepUuids } from "./rows.js";
import { orderTies, toLookupColumns } from "./sealed-links.js";
import type { Read, Statement } from "./statements.js";
import type { NoteUnreadable } from "./unreadable-notes.js";

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
  text: `select customer_id, namespace, sealed_value, source, verified, first_seen_at, last_seen_at, method, score, reasons,
                linked_at, linked_by
           from identity_link
          where customer_id = any($1::uuid[])
          order by customer_id, first_seen_at, namespace`,
};

const holdersByKeys: Statement = {
  name: "holders-by-keys",
  text: `select asked.at, link.customer_id, link.verified
           from unnest($1::int[], $2::text[], $3::text[]) as asked (at, namespace, value_hash)
           join identity_link link using (namespace, value_hash)
         union all
         select asked.at, null, false from ${erasedAmongAsked}
          order by 2 nulls last`,
};

const erasedByKeys: Statement = {
  name: "erased-by-keys",
  text: `select distinct asked.at from ${erasedAmongAsked}`,
};

const erasedHolder: IdentityHolder = { customerId: "", verified: false, isErased: true };

type HolderRow = [askedAt: number, customerId: string | null, verified: boolean];
type LinkRow = [
  customerId: string,
  namespace: IdentityKey["namespace"],
  sealedValue: string,
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
export function createIdentityStore(
  read: Read,
  cipher: IdentifierCipher,
  noteUnreadable: NoteUnreadable,
): IdentityStore {
  return {
    async loadCustomers(ids) {
      const rows = await read<CustomerRow>(customersByIds, [keepUuids(ids)]);
      return new Map(rows.map((row) => [row[0], toCustomer(row)]));
    },
    async loadLinks(customerIds) {
      const links = new Map<string, IdentityLink[]>();
      for (const row of await read<LinkRow>(linksByCustomerIds, [keepUuids(customerIds)])) {
        push(links, row[0], toLink(row, cipher, noteUnreadable));
      }
      for (const [customerId, found] of links) links.set(customerId, orderTies(found, isTie));
      return links;
    },
    async loadHolders(keys) {
      const holders = new Map<string, IdentityHolder[]>();
      const rows = await read<HolderRow>(holdersByKeys, toLookupColumns(keys, cipher));
      for (const [at, customerId, verified] of rows) {
        const key = keys[at];
        if (key === undefined) continue;
        const text = identityKeyText(key);
        if (customerId !== null) push(holders, text, { customerId, verified });
        // Erased holders come last: alone they are nobody.
        else if (holders.has(text)) push(holders, text, erasedHolder);
      }
      return holders;
    },
    async loadErased(keys) {
      const rows = await read<[number]>(erasedByKeys, toLookupColumns(keys, cipher));
      return new Set(rows.flatMap(([at]) => (keys[at] === undefined ? [] : [identityKeyText(keys[at])])));
    },
    async listCustomers({ limit, afterId }) {
      const rows = await read<CustomerRow>(customersAfterId, [afterId ?? null, limit]);
      return rows.map(toCustomer);
    },
  };
}

function isTie(left: IdentityLink, right: IdentityLink): boolean {
  return left.firstSeenAt === right.firstSeenAt && left.namespace === right.namespace;
}

/** The link of a row. Its value is opened when it is first looked at, and throws for that identity alone. */
function toLink(row: LinkRow, cipher: IdentifierCipher, noteUnreadable: NoteUnreadable): IdentityLink {
  const [customerId, namespace, sealed, source, verified, firstSeenAt, lastSeenAt, method, score, reasons] =
    row;
  let value: string | undefined;
  return {
    customerId,
    namespace,
    get value() {
      try {
        return (value ??= cipher.decrypt(namespace, sealed));
      } catch (error) {
        noteUnreadable(customerId, sealed, error);
        throw error;
      }
    },
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
