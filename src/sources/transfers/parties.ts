// Who is who, as core banking tells it: the parties of an account are customers of the CRM.
import type { ObservedIdentity } from "../../domains/identity/identity-store.js";
import { findNormalisedIdentity } from "../../domains/identity/identity.js";
import { fromPostgresText } from "../../shared/instant.js";
import type { Scan } from "../kit/define-source.js";
import type { PostgresClient } from "../kit/postgres-client.js";
import type { ReplicatedTable } from "../kit/replication/replication.js";
import { scanRows } from "../kit/scan-rows.js";

const partyTable = {
  name: "scan-parties",
  table: "acct_pty",
  number: "seq",
  columns: "acct_no, cif_no, role_cd, reg_dtm",
};

type PartyRow = readonly [
  number: string,
  accountId: string,
  partyId: string,
  role: string,
  registeredAt: string,
];

/** Parties as they are committed. */
export const replicatedParties: ReplicatedTable = {
  table: partyTable,
  toIdentities: (row) => toObserved(row as PartyRow),
};

/** Accounts of CRM customers; a joint account has several, and only its holders are verified. */
export const scanParties: Scan<PostgresClient, ObservedIdentity> = async (
  client,
  position,
  limit,
  options,
) => {
  const part = await scanRows<PartyRow>(client, partyTable, position, limit, options);
  return { items: part.rows.flatMap(toObserved), position: part.position, isAtEnd: part.isAtEnd };
};

function toObserved([, account, partyId, role, registeredAt]: PartyRow): ObservedIdentity[] {
  const crmId = findCrmId(partyId);
  const accountId = findNormalisedIdentity("ACCOUNT_ID", account);
  if (crmId === undefined || accountId === undefined) return [];
  const at = fromPostgresText(registeredAt);
  return [
    {
      subject: { namespace: "CRM_ID", value: crmId },
      identity: { namespace: "ACCOUNT_ID", value: accountId },
      verified: role === "OWN",
      firstSeenAt: at,
      lastSeenAt: at,
    },
  ];
}

/** Core banking writes the CRM's customer number 1000123 as CIF0001000123. */
function findCrmId(partyId: string): string | undefined {
  return /^CIF0*([1-9]\d*)$/.exec(partyId.trim())?.[1];
}
