// What a policy comes to, for whoever answers for it: a table for each role, with its rules below each other, purposes beside.
import { Purpose } from "../../domains/consent/consent.js";
import { Channel } from "../../domains/customer/channel.js";
import type { ConsentFact } from "../../domains/consent/decide-consent.js";
import { Role, type Viewer } from "../viewer.js";
import { decideShown } from "./decide-shown.js";
import type { FieldDecision, PersonStanding, Policy } from "./policy.js";

const purposes = Object.values(Purpose);

/** The text of the tables, then which fields have which rule. */
export function describePolicy(policy: Policy): string {
  const coordinates = new Map<string, string[]>();
  for (const coordinate of [...policy.coordinates, ...policy.inputs]) {
    const holder = policy.holderOf(coordinate.slice(0, coordinate.indexOf(".")));
    const rule = `${policy.ruleOf(coordinate)}${holder === undefined ? "" : ` in a ${policy.ruleOf(holder)}`}`;
    coordinates.set(rule, [...(coordinates.get(rule) ?? []), coordinate]);
  }
  const tables = Object.values(Role).map((role) => {
    const rows = Array.from(coordinates, ([rule, [example = ""]]) => [
      rule,
      policy.sensitivity(example),
      ...purposes.map((purpose) => describeField(policy, example, role, purpose)),
    ]);
    return `${role}\n${toTable([["rule", "sensitivity", ...purposes], ...rows])}`;
  });
  const rules = Array.from(coordinates, ([rule, fields]) => `${rule}\n${wrap(fields)}`);
  return `${[...tables, "FIELDS BY RULE\n", ...rules].join("\n")}\n`;
}

/** One cell: what is seen of a person with every consent, and what that hangs on. */
function describeField(policy: Policy, coordinate: string, role: Role, purpose: Purpose): string {
  const viewer: Viewer = { id: "", roles: [role], purpose, expiresAt: new Date(0) };
  const see = (state?: ConsentFact["state"]): string =>
    toWord(decideShown(policy, policy.judge(viewer, toPerson(purpose, state), new Date(0)), coordinate));
  const best = see("GIVEN");
  if (see() !== best) return `${best} with consent, else ${see()}`;
  if (see("REFUSED") !== best) return `${best} unless refused, then ${see("REFUSED")}`;
  return best;
}

/** A person within everybody's reach who answered the same for every channel, or said nothing. */
function toPerson(purpose: Purpose, state: ConsentFact["state"] | undefined): PersonStanding {
  const channels = state === undefined ? [] : [null, ...Object.values(Channel)];
  return {
    id: "",
    crmId: null,
    consents: channels.map((channel) => ({
      purpose,
      channel,
      state: state ?? "UNKNOWN",
      validUntil: null,
      occurredAt: "1970-01-01T00:00:00Z",
    })),
    isRestricted: false,
    objections: [],
    branch: null,
  };
}

function toWord(decision: FieldDecision): string {
  if (decision.kind === "allow") return "plain";
  if (decision.kind === "mask") return "masked";
  return decision.isRefused ? "refused" : "hidden";
}

function toTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  const lines = rows.map((row) =>
    `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

function wrap(words: readonly string[], width = 118): string {
  const lines = [""];
  for (const word of words) {
    if ((lines.at(-1) ?? "").length + word.length > width) lines.push("");
    lines.push(`${lines.pop() ?? ""} ${word}`);
  }
  return lines.map((line) => `  ${line.trim()}\n`).join("");
}
