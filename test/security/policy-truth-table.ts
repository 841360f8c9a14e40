// The shipped policy as a table: every rule, role and purpose, and every way a person can stand. Rows that say the same stand
// together, so that the table can be read; what is asked is asked of the compiled policy, field by field.
import { ConsentState, Purpose } from "../../src/domains/consent/consent.js";
import type { ConsentFact } from "../../src/domains/consent/decide-consent.js";
import { decideShown } from "../../src/security/policy/decide-shown.js";
import type { FieldDecision, PersonStanding, Policy } from "../../src/security/policy/policy.js";
import { Role, type Viewer } from "../../src/security/viewer.js";

/** The time at which the table is asked. */
export const at = new Date("2026-11-23T00:00:00Z");
/** All roles, in the order of the columns. */
export const roles = Object.values(Role);

type Answer = Partial<ConsentFact>;

function person(
  answers: readonly Answer[],
  purpose: Purpose,
  change: Partial<PersonStanding> = {},
): PersonStanding {
  const consents = answers.map((answer): ConsentFact => ({
    purpose,
    channel: null,
    state: "GIVEN",
    validUntil: null,
    occurredAt: "2026-01-01T00:00:00Z",
    ...answer,
  }));
  return {
    id: "id-1",
    crmId: "C-1",
    consents,
    isRestricted: false,
    objections: [],
    branch: "Gangnam",
    ...change,
  };
}

/** Every way a person can stand toward a purpose, by name. */
export function listStandings(purpose: Purpose): ReadonlyMap<string, PersonStanding> {
  const states = Object.values(ConsentState).map((state): [string, PersonStanding] => [
    state,
    person([{ state }], purpose),
  ]);
  const later = "2026-02-01T00:00:00Z";
  return new Map<string, PersonStanding>([
    ["no record", person([], purpose)],
    ...states,
    ["GIVEN until yesterday", person([{ validUntil: "2026-11-22T00:00:00Z" }], purpose)],
    ["GIVEN until tomorrow", person([{ validUntil: "2026-11-24T00:00:00Z" }], purpose)],
    ["GIVEN by EMAIL only", person([{ channel: "EMAIL" }], purpose)],
    ["GIVEN by SMS only", person([{ channel: "SMS" }], purpose)],
    ["GIVEN by POST only", person([{ channel: "POST" }], purpose)],
    ["GIVEN, not by EMAIL", person([{}, { channel: "EMAIL", state: "REFUSED" }], purpose)],
    [
      "GIVEN, not by SMS, CALL, MESSENGER",
      person(
        [
          {},
          ...(["SMS", "CALL", "MESSENGER"] as const).map((channel) => ({
            channel,
            state: "WITHDRAWN" as const,
          })),
        ],
        purpose,
      ),
    ],
    [
      "GIVEN by EMAIL, then WITHDRAWN",
      person([{ channel: "EMAIL" }, { state: "WITHDRAWN", occurredAt: later }], purpose),
    ],
    ["GIVEN at night only", person([{ night: true }], purpose)],
    ["GIVEN for another purpose", person([{ purpose: purpose === "LEGAL" ? "SERVICE" : "LEGAL" }], purpose)],
    ["GIVEN, objected", person([{}], purpose, { objections: [purpose] })],
    [
      "GIVEN, objected elsewhere",
      person([{}], purpose, { objections: Object.values(Purpose).filter((one) => one !== purpose) }),
    ],
    ["GIVEN, restricted", person([{}], purpose, { isRestricted: true })],
    ["GIVEN, out of reach", person([{}], purpose, { branch: "Daegu", crmId: "C-2", id: "id-2" })],
  ]);
}

/** A viewer whose token assigns a branch and a case, so that there is somebody out of reach. */
export function viewerOf(role: Role, purpose: Purpose): Viewer {
  return { id: "viewer", roles: [role], purpose, expiresAt: at, branches: ["Gangnam"], cases: ["C-1"] };
}

function toCell(decision: FieldDecision): string {
  if (decision.kind === "allow") return "plain";
  if (decision.kind === "deny" && decision.isRefused) return "refused";
  return `${decision.kind === "mask" ? "masked" : "hidden"} ${decision.reason}`;
}

/** The table as text. */
export function writeTruthTable(policy: Policy): string {
  const groups = new Map<string, string[]>();
  for (const coordinate of [...policy.coordinates, ...policy.inputs]) {
    const holder = policy.holderOf(coordinate.slice(0, coordinate.indexOf(".")));
    const name = `${policy.ruleOf(coordinate)} (${policy.sensitivity(coordinate)})${holder === undefined ? "" : ` held by ${holder}`}`;
    groups.set(name, [...(groups.get(name) ?? []), coordinate]);
  }
  return Array.from(groups, ([name, coordinates]) => {
    const rows = Object.values(Purpose).flatMap((purpose) => listRows(policy, coordinates[0] ?? "", purpose));
    const types = Map.groupBy(coordinates, (coordinate) => coordinate.split(".")[0] ?? "");
    const fields = Array.from(types, ([type, those]) => {
      return `  ${type}: ${those.map((one) => one.slice(type.length + 1)).join(" ")}\n`;
    });
    return `${name}\n${fields.join("")}${rows.join("")}`;
  }).join("\n");
}

function listRows(policy: Policy, coordinate: string, purpose: Purpose): readonly string[] {
  const byOutcome = new Map<string, string[]>();
  const standings = listStandings(purpose);
  for (const [name, standing] of standings) {
    const cells = roles.map((role) =>
      toCell(decideShown(policy, policy.judge(viewerOf(role, purpose), standing, at), coordinate)),
    );
    const rolesOf = Map.groupBy(roles, (_, index) => cells[index] ?? "");
    const outcome = Array.from(rolesOf, ([cell, those]) =>
      those.length === roles.length ? cell : `${cell} to ${those.join(", ")}`,
    ).join(" / ");
    byOutcome.set(outcome, [...(byOutcome.get(outcome) ?? []), name]);
  }
  const most = Math.max(...Array.from(byOutcome.values(), ({ length }) => length));
  return Array.from(byOutcome)
    .toSorted(([, one], [, other]) => one.length - other.length)
    .map(([outcome, names]) => {
      const when =
        names.length === standings.size ? "always" : names.length === most ? "else" : names.join("; ");
      return `    ${purpose.padEnd(9)}  ${when}: ${outcome}\n`;
    });
}
