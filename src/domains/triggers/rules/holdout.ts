import { createHash } from "node:crypto";

/**
 * Whether a customer is one of those for whom a rule sends nothing, so that its effect can be measured. The same customer
 * is held out of the same rule on every machine and for ever; between rules the groups are independent, and a larger share
 * holds everybody whom a smaller one held.
 */
export function isHeldOut(rule: string, customerId: string, share: number): boolean {
  if (share <= 0) return false;
  const hash = createHash("sha256").update("holdout\0").update(rule).update("\0").update(customerId).digest();
  return hash.readUIntBE(0, 6) / 2 ** 48 < share;
}
