// Who is who, as hits tell it: a login that was used with a cookie or a device has probably its person in front of it.
import type { ObservedIdentity } from "../../domains/identity/identity-store.js";
import { findNormalisedIdentity, type IdentityKey } from "../../domains/identity/identity.js";
import { compareInstants, fromPostgresText, type Instant } from "../../shared/instant.js";
import type { Scan } from "../kit/define-source.js";
import type { PostgresClient } from "../kit/postgres-client.js";
import { scanRows } from "../kit/scan-rows.js";

const visitorTable = {
  name: "scan-visitors",
  table: "hit",
  number: "seq",
  columns: "login_id, vst_id, dvc_id, hit_ts",
};

type VisitorRow = readonly [
  number: string,
  loginId: string | null,
  visitorId: string | null,
  deviceId: string | null,
  time: string,
];

/** Logins with their cookies and devices, once for each part of the scan with the first and the last time seen in it. */
export const scanVisitors: Scan<PostgresClient, ObservedIdentity> = async (
  client,
  position,
  limit,
  options,
) => {
  const part = await scanRows<VisitorRow>(client, visitorTable, position, limit, options);
  return { items: toObserved(part.rows), position: part.position, isAtEnd: part.isAtEnd };
};

function toObserved(rows: readonly VisitorRow[]): readonly ObservedIdentity[] {
  const observed = new Map<string, ObservedIdentity>();
  for (const [, login, visitorId, deviceId, time] of rows) {
    const loginId = findNormalisedIdentity("LOGIN_ID", login ?? "");
    if (loginId === undefined) continue;
    const subject: IdentityKey = { namespace: "LOGIN_ID", value: loginId };
    const at = fromPostgresText(time);
    see(observed, subject, subject, at);
    if (visitorId !== null) see(observed, subject, { namespace: "ANONYMOUS_ID", value: visitorId }, at);
    if (deviceId !== null) see(observed, subject, { namespace: "DEVICE_ID", value: deviceId }, at);
  }
  return [...observed.values()];
}

function see(
  observed: Map<string, ObservedIdentity>,
  subject: IdentityKey,
  identity: IdentityKey,
  at: Instant,
): void {
  const id = JSON.stringify([subject.value, identity.namespace, identity.value]);
  const known = observed.get(id);
  observed.set(id, {
    subject,
    identity,
    // Cookies and devices are shared within families; only the login itself is somebody's own.
    verified: identity === subject,
    firstSeenAt: known !== undefined && compareInstants(known.firstSeenAt, at) < 0 ? known.firstSeenAt : at,
    lastSeenAt: known !== undefined && compareInstants(known.lastSeenAt, at) > 0 ? known.lastSeenAt : at,
  });
}
