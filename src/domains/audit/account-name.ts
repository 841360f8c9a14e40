// The family name of an account, kept only so that it can be compared: keyed, because names are few enough to try them all.
import type { ToMac } from "./access-chain.js";

/** The keyed hash of a family name, the same for every spelling of letter case and Unicode. */
export function toFamilyNameMac(toMac: ToMac, familyName: string): Buffer {
  return toMac(Buffer.from(`family-name\n${familyName.normalize("NFC").trim().toLowerCase()}`));
}

/** Port of the accounts' names. */
export interface AccountNames {
  /** Remembers the family name that the token of an account gave; costs nothing when it is known already. */
  keep(account: string, familyName: string): void;
}
