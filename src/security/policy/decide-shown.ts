import type { FieldDecision, Judgement, Policy } from "./policy.js";

/** What becomes of a field in the end: as its own rule says, unless the record that it is a member of is withheld already. */
export function decideShown(policy: Policy, judgement: Judgement, coordinate: string): FieldDecision {
  const own = judgement.decide(coordinate);
  const holder = policy.holderOf(coordinate.slice(0, coordinate.indexOf(".")));
  if (holder === undefined || (own.kind === "deny" && own.isRefused)) return own;
  const record = decideShown(policy, judgement, holder);
  return record.kind === "deny" ? { ...record, isRefused: false } : own;
}
