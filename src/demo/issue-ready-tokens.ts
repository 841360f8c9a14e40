// A ready-made token for each role, each for the purpose that its role mostly works for.
import type { Purpose } from "../domains/consent/consent.js";
import { Role } from "../security/viewer.js";
import { toRoleName } from "./read-token-options.js";
import type { TokenIssuer } from "./token-issuer.js";

/** A token to paste. */
export interface ReadyToken {
  readonly role: string;
  readonly purpose: Purpose;
  readonly token: string;
}

const purposes: { readonly [Name in Role]: Purpose } = {
  FRONTEND: "SERVICE",
  AGENT: "SERVICE",
  INTERNAL_APP: "SERVICE",
  ANALYST: "ANALYTICS",
  PRIVACY_OFFICER: "LEGAL",
  ADMIN: "SERVICE",
};

/** Issues them, in the order of the roles. */
export function issueReadyTokens(issuer: TokenIssuer): Promise<ReadyToken[]> {
  return Promise.all(
    Object.values(Role).map(async (name) => {
      const role = toRoleName(name);
      const purpose = purposes[name];
      const token = await issuer.issueToken({ role: name, purpose, subject: `demo-${role}` });
      return { role, purpose, token };
    }),
  );
}
