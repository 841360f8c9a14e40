import { enumOf, type NameOf } from "../../shared/enum-of.js";

/** Where a customer and the company meet. */
export const Channel = enumOf(
  "WEB",
  "APP",
  "BRANCH",
  "CALL",
  "EMAIL",
  "SMS",
  "PUSH",
  "CHAT",
  "POST",
  "MESSENGER",
  "ATM",
);
export type Channel = NameOf<typeof Channel>;
