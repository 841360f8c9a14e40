// One rule of the file made ready to judge: first the viewer's role and purpose, then the person.
import type { Purpose } from "../../domains/consent/consent.js";
import { masks } from "../masks/masks.js";
import type { Role } from "../viewer.js";
import type { ConsentNeed } from "./decide-person.js";
import type { Grant, PolicyFile, PolicyRule } from "./policy-schema.js";
import type { FieldDecision, Mask, Outcome, Sensitivity, Withholding } from "./policy.js";

/** A rule ready to judge. */
export interface CompiledRule {
  readonly name: string;
  readonly sensitivity: Sensitivity;
  readonly need: ConsentNeed;
  /** Whether a person's limits act on the field itself, and not on its record or not at all. */
  readonly isPersonal: boolean;
  /** Whether everybody sees the plain value for every purpose, as far as role and purpose go. */
  readonly isForAll: boolean;
  readonly outcomes: ReadonlySet<Outcome>;
  /** By role and purpose alone. */
  judgeViewer(roles: readonly Role[], purpose: Purpose): FieldDecision;
  /** What becomes of a decision about the viewer when the person's limits withhold the field. */
  withhold(decision: FieldDecision, why: Withholding): FieldDecision;
}

/** The decision that lets a field through. */
export const allowed: FieldDecision = { kind: "allow" };

interface ReadyGrant {
  readonly roles: readonly Role[] | undefined;
  readonly purposes: readonly Purpose[] | undefined;
  readonly as: Grant["as"];
}

/** Makes a rule ready; the file was checked before. */
export function compileRule(name: string, rule: PolicyRule, groups: PolicyFile["groups"]): CompiledRule {
  const grants = rule.show.map(({ roles, purposes, as }): ReadyGrant => ({
    roles: typeof roles === "string" ? groups[roles] : roles,
    purposes,
    as,
  }));
  const isPersonal = rule.withheld === "HIDDEN" || rule.withheld === "MASKED";
  const firstForAll = grants.findIndex(
    ({ roles, purposes }) => roles === undefined && purposes === undefined,
  );
  const mask: Mask = masks[rule.mask ?? "IDENTIFIER"];
  return {
    name,
    sensitivity: rule.sensitivity,
    need: isPersonal ? (rule.consent ?? "NONE") : "NONE",
    isPersonal,
    isForAll: firstForAll >= 0 && grants.slice(0, firstForAll + 1).every(({ as }) => as === "PLAIN"),
    outcomes: listOutcomes(rule),
    judgeViewer(roles, purpose) {
      const grant = grants.find((one) => fitsRole(one, roles) && fitsPurpose(one, purpose));
      if (grant?.as === "PLAIN") return allowed;
      const why = explain(grants, roles);
      if (grant !== undefined || rule.otherwise === "MASKED") return { kind: "mask", mask, ...why };
      return { kind: "deny", isRefused: rule.otherwise === "REFUSE", ...why };
    },
    withhold(decision, why) {
      if (!isPersonal || decision.kind === "deny") return decision;
      if (rule.withheld === "HIDDEN") return { kind: "deny", isRefused: false, ...why };
      return decision.kind === "mask" ? decision : { kind: "mask", mask, ...why };
    },
  };
}

function listOutcomes(rule: PolicyRule): ReadonlySet<Outcome> {
  const outcomes = new Set<Outcome>();
  if (rule.otherwise === "REFUSE") outcomes.add("REFUSED");
  if (rule.otherwise === "HIDDEN" || rule.withheld === "HIDDEN") outcomes.add("NULL");
  if (rule.mask !== undefined) outcomes.add("MASKED");
  return outcomes;
}

function fitsRole(grant: ReadyGrant, roles: readonly Role[]): boolean {
  const wanted = grant.roles;
  return wanted === undefined || roles.some((role) => wanted.includes(role));
}

function fitsPurpose(grant: ReadyGrant, purpose: Purpose): boolean {
  return grant.purposes === undefined || grant.purposes.includes(purpose);
}

/** What the viewer lacks of what would show the plain value: the purpose when a role fits, else the role. */
function explain(grants: readonly ReadyGrant[], roles: readonly Role[]): Withholding {
  const plain = grants.filter(({ as }) => as === "PLAIN");
  const ofRole = plain.filter((grant) => fitsRole(grant, roles));
  if (ofRole.length > 0) {
    const purposes = [...new Set(ofRole.flatMap((grant) => grant.purposes ?? []))];
    return { reason: "PURPOSE", message: `is not for this purpose, only for ${purposes.join(", ")}` };
  }
  const wanted = [...new Set(plain.flatMap((grant) => grant.roles ?? []))];
  const message = wanted.length === 0 ? "is shown to nobody as it is" : `needs the role ${wanted.join(", ")}`;
  return { reason: "ROLE", message };
}
