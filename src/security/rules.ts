// Pure rules: may this viewer see this field? Each answers a decision with its reason; nothing else decides about roles.
import type { Purpose } from "../domains/consent/consent.js";
import type { Role, Viewer } from "./viewer.js";

/** What a rule decides. `mask` shows a value that no longer identifies. */
export type Decision =
  | { readonly kind: "allow" }
  | { readonly kind: "mask"; readonly mask: (text: string) => string; readonly reason: string }
  | { readonly kind: "deny"; readonly reason: string };

/** Judges a viewer. Depends on role and purpose only, so that it can be judged before anything is read. */
export type Rule = (viewer: Viewer) => Decision;

const allowed: Decision = { kind: "allow" };

/** Everyone with a valid token. */
export const anyViewer: Rule = () => allowed;

/** Viewers who have one of the roles. */
export function onlyRoles(...roles: readonly Role[]): Rule {
  const denied: Decision = { kind: "deny", reason: `needs the role ${roles.join(", ")}` };
  return (viewer) => (viewer.roles.some((role) => roles.includes(role)) ? allowed : denied);
}

/** Viewers who ask for one of the purposes. */
export function onlyPurposes(...purposes: readonly Purpose[]): Rule {
  const denied: Decision = {
    kind: "deny",
    reason: `is not for this purpose, only for ${purposes.join(", ")}`,
  };
  return (viewer) => (purposes.includes(viewer.purpose) ? allowed : denied);
}

/** The value as it is for whom `rule` allows; masked for everybody else. */
export function maskedUnless(rule: Rule, mask: (text: string) => string): Rule {
  return (viewer) => {
    const decision = rule(viewer);
    return decision.kind === "deny" ? { kind: "mask", mask, reason: decision.reason } : decision;
  };
}

/** All rules must allow; the first that does not decides. */
export function every(...rules: readonly Rule[]): Rule {
  return (viewer) =>
    rules.map((rule) => rule(viewer)).find((decision) => decision.kind !== "allow") ?? allowed;
}
