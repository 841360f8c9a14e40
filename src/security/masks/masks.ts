// The masks by the names that the policy file gives them. Laws of all of them: never longer, the form stays, texts that
// differ only in what is hidden give the same text, and masking twice is masking once.
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import type { Mask } from "../policy/policy.js";
import { maskAddress } from "./mask-address.js";
import { maskBirthDate } from "./mask-birth-date.js";
import { maskEmail } from "./mask-email.js";
import { maskIdentifier } from "./mask-identifier.js";
import { maskName } from "./mask-name.js";
import { maskAccount, maskPhone } from "./mask-number.js";
import { scrubText } from "./scrub-text.js";

/** The names of the masks. */
export const MaskName = enumOf(
  "NAME",
  "PHONE",
  "EMAIL",
  "ACCOUNT",
  "BIRTH_DATE",
  "ADDRESS",
  "IDENTIFIER",
  "FREE_TEXT",
);
export type MaskName = NameOf<typeof MaskName>;

/** Every mask by its name. */
export const masks: { readonly [Name in MaskName]: Mask } = {
  NAME: (text) => maskName(text),
  PHONE: (text) => maskPhone(text),
  EMAIL: (text) => maskEmail(text),
  ACCOUNT: (text) => maskAccount(text),
  BIRTH_DATE: (text) => maskBirthDate(text),
  ADDRESS: (text) => maskAddress(text),
  IDENTIFIER: (text) => maskIdentifier(text),
  FREE_TEXT: scrubText,
};
