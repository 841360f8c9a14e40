import type { CustomerFacts } from "./customer-facts.js";
import type { TextStyle } from "./template.js";

/** English to who reads English, Korean to everybody else; by the clock on the customer's wall. */
export function toTextStyle({ profile }: Pick<CustomerFacts, "profile">): TextStyle {
  return {
    language: /^en\b/i.test(profile?.locale ?? "") ? "en" : "ko",
    timeZone: profile?.timeZone ?? "Asia/Seoul",
  };
}
