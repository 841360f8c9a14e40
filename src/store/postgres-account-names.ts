import { getToMac, type AccessKeys } from "../domains/audit/access-chain.js";
import { toFamilyNameMac, type AccountNames } from "../domains/audit/account-name.js";
import type { Logger } from "../observability/logger.js";
import type { Clock } from "../shared/clock.js";
import { toInstant } from "../shared/instant.js";
import type { Read, Statement } from "./statements.js";

const keepName: Statement = {
  name: "keep-account-name",
  text: `insert into access_account (actor, key_id, family_name_mac, seen_at) values ($1, $2, $3, $4)
         on conflict (actor) do update
           set key_id = excluded.key_id, family_name_mac = excluded.family_name_mac, seen_at = excluded.seen_at`,
};
const mostRemembered = 10_000;

/** The accounts' names in the store. What cannot be kept is tried again with the account's next request. */
export function createAccountNames(
  read: Read,
  keys: AccessKeys,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): AccountNames {
  const known = new Map<string, string>();
  return {
    keep(account, familyName) {
      if (known.get(account) === familyName) return;
      if (known.size >= mostRemembered) known.clear();
      known.set(account, familyName);
      const mac = toFamilyNameMac(getToMac(keys, keys.currentId), familyName);
      read(keepName, [account, keys.currentId, mac, toInstant(clock.now())]).catch((error: unknown) => {
        known.delete(account);
        logger.warn(
          { err: error },
          "The family name of an account was not kept for the review of the access log.",
        );
      });
    },
  };
}
