import {
  findNormalisedIdentity,
  IdentityNamespace,
  identityKeyText,
  type IdentityKey,
} from "../identity/identity.js";

/** Members of events, of whichever door, that hold identities. */
const members: { readonly [Member in string]?: IdentityNamespace } = {
  userId: "LOGIN_ID",
  loginId: "LOGIN_ID",
  previousId: "ANONYMOUS_ID",
  anonymousId: "ANONYMOUS_ID",
  deviceId: "DEVICE_ID",
  accountId: "ACCOUNT_ID",
  crmId: "CRM_ID",
  email: "EMAIL",
  phone: "PHONE",
};
const maxDepth = 4;
const maxIdentities = 20;

/** The identities that can be told in an event that could not be read, so that an erasure finds it. */
export function listIdentitiesIn(raw: unknown): readonly IdentityKey[] {
  const found = new Map<string, IdentityKey>();
  const add = (namespace: IdentityNamespace, value: unknown): void => {
    const normalised = typeof value === "string" ? findNormalisedIdentity(namespace, value) : undefined;
    if (normalised === undefined || found.size >= maxIdentities) return;
    found.set(identityKeyText({ namespace, value: normalised }), { namespace, value: normalised });
  };
  const walk = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || depth > maxDepth) return;
    const object = value as Readonly<Record<string, unknown>>;
    const namespace = Object.values(IdentityNamespace).find((known) => known === object["namespace"]);
    if (namespace !== undefined) add(namespace, object["value"]);
    for (const [name, member] of Object.entries(object)) {
      const kind = Object.hasOwn(members, name) ? members[name] : undefined;
      if (kind !== undefined) add(kind, member);
      if (typeof member === "string" && name === "subject") {
        const [, prefix, rest] = /^([A-Z_]+):(.*)$/s.exec(member) ?? [];
        const known = Object.values(IdentityNamespace).find((one) => one === prefix);
        if (known !== undefined) add(known, rest);
      }
      walk(member, depth + 1);
    }
  };
  walk(raw, 1);
  return [...found.values()];
}
