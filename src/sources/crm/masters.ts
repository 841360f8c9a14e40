// Who is who, as the customer master tells it: each customer number with its telephone, e-mail and banking login.
import type { ObservedIdentity } from "../../domains/identity/identity-store.js";
import {
  findNormalisedIdentity,
  type IdentityKey,
  type IdentityNamespace,
} from "../../domains/identity/identity.js";
import { fromPostgresText } from "../../shared/instant.js";
import type { Scan } from "../kit/define-source.js";
import type { PostgresClient } from "../kit/postgres-client.js";
import type { ReplicatedTable } from "../kit/replication/replication.js";
import { scanRows } from "../kit/scan-rows.js";

const masterTable = {
  name: "scan-masters",
  table: "cust_mst",
  number: "chg_seq",
  columns: "cust_no, hp_no, hp_own_yn, email_addr, ib_user_id, join_dtm, upd_dtm",
};

type MasterRow = readonly [
  number: string,
  customerNumber: string,
  phone: string | null,
  ownsPhone: string,
  email: string | null,
  loginId: string | null,
  joinedAt: string | null,
  changedAt: string,
];

/** Customers as their changes are committed. */
export const replicatedMasters: ReplicatedTable = {
  table: masterTable,
  toIdentities: (row) => toObserved(row as MasterRow),
};

/** Customers in the order of their last change, each with what it is known by. */
export const scanMasters: Scan<PostgresClient, ObservedIdentity> = async (
  client,
  position,
  limit,
  options,
) => {
  const part = await scanRows<MasterRow>(client, masterTable, position, limit, options);
  return { items: part.rows.flatMap(toObserved), position: part.position, isAtEnd: part.isAtEnd };
};

function toObserved(row: MasterRow): readonly ObservedIdentity[] {
  const [, customerNumber, phone, ownsPhone, email, loginId, joinedAt, changedAt] = row;
  const subject = findIdentity("CRM_ID", customerNumber);
  if (subject === undefined) return [];
  // Nobody checks whose mailbox it is; a login is handed out to one person, a telephone line may be a family's.
  const observed: readonly (readonly [IdentityKey | undefined, boolean])[] = [
    [subject, true],
    [findIdentity("PHONE", phone), ownsPhone === "Y"],
    [findIdentity("EMAIL", email), false],
    [findIdentity("LOGIN_ID", loginId), true],
  ];
  return observed.flatMap(([identity, verified]) =>
    identity === undefined
      ? []
      : [
          {
            subject,
            identity,
            verified,
            firstSeenAt: fromPostgresText(joinedAt ?? changedAt),
            lastSeenAt: fromPostgresText(changedAt),
          },
        ],
  );
}

function findIdentity(namespace: IdentityNamespace, text: string | null): IdentityKey | undefined {
  const value = text === null ? undefined : findNormalisedIdentity(namespace, text);
  return value === undefined ? undefined : { namespace, value };
}
