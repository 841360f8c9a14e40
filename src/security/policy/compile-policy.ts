// A checked policy file made ready: every field with its rule, and judgements that are made once for all equal standings, so
// that deciding about a field is one look into a map.
import type { ConsentDecision } from "../../domains/consent/decide-consent.js";
import type { Viewer } from "../viewer.js";
import { allowed, compileRule, type CompiledRule } from "./compile-rule.js";
import { closedReasons, decideNeed, toWithholding, type ConsentNeed } from "./decide-person.js";
import { isWithinReach, toReachKey, toViewerReach, type ViewerReach } from "./decide-reach.js";
import type { PolicyFile } from "./policy-schema.js";
import type { FieldDecision, Judgement, PersonStanding, Policy } from "./policy.js";

/** Standings differ by roles, purpose and a few answers about consent; a gateway meets some dozens of them. */
const maxJudgements = 500;

/** What is the same for all requests of one viewer. */
interface KnownViewer {
  readonly key: string;
  readonly reach: ViewerReach;
}

/** What of a person decides, beside the viewer: closed, objected, or the answer to each need. */
type Standing = keyof typeof closedReasons | "OBJECTED" | readonly ConsentDecision[];
type Need = Exclude<ConsentNeed, "NONE">;

/** Makes the policy of a file that `listPolicyMistakes` finds no fault with. */
export function compilePolicy(file: PolicyFile): Policy {
  const rules = new Map(
    Object.entries(file.rules).map(([name, rule]) => [name, compileRule(name, rule, file.groups)]),
  );
  const fields = listFields(file, rules);
  const inputs = listRules(file.inputs, rules);
  const all = new Map([...fields, ...inputs]);
  const holders = new Map(
    Object.entries(file.types).flatMap(([type, { heldBy }]) =>
      heldBy === undefined ? [] : [[type, heldBy]],
    ),
  );
  const needs = listNeeds(rules);
  const viewers = new WeakMap<Viewer, KnownViewer>();
  const judgements = new Map<string, Judgement>();
  const granted: Standing = [...needs.keys()].map(() => "GIVEN");

  function know(viewer: Viewer): KnownViewer {
    let known = viewers.get(viewer);
    if (known === undefined) {
      const roles = [...new Set(viewer.roles)].toSorted().join(",");
      known = { key: `${roles}|${viewer.purpose}`, reach: toViewerReach(file.reach, viewer) };
      viewers.set(viewer, known);
    }
    return known;
  }

  function toStanding(viewer: Viewer, reach: ViewerReach, person: PersonStanding, at: Date): Standing {
    const { purpose } = viewer;
    const basis = file.purposes[purpose];
    if (!isWithinReach(reach, person)) return "OUT_OF_REACH";
    if (person.isRestricted && basis !== "LEGAL_OBLIGATION") return "PROCESSING_RESTRICTED";
    if (person.objections.includes(purpose)) return "OBJECTED";
    return [...needs.values()].map((need) => decideNeed(need, basis, person.consents, purpose, at));
  }

  function judgeStanding(viewer: Viewer, standing: Standing): Judgement {
    const key = `${know(viewer).key}|${String(standing)}`;
    let judgement = judgements.get(key);
    if (judgement === undefined) {
      judgement = createJudgement(key, viewer, standing);
      const oldest = judgements.size < maxJudgements ? undefined : judgements.keys().next().value;
      if (oldest !== undefined) judgements.delete(oldest);
      judgements.set(key, judgement);
    }
    return judgement;
  }

  function createJudgement(key: string, { roles, purpose }: Viewer, standing: Standing): Judgement {
    const byRule = new Map<CompiledRule, FieldDecision>();
    for (const rule of rules.values()) {
      const decision = rule.judgeViewer(roles, purpose);
      const why = findWithholding(rule, standing, purpose);
      byRule.set(rule, why === undefined ? decision : rule.withhold(decision, why));
    }
    const decisions = new Map(
      Array.from(all, ([coordinate, rule]) => [coordinate, byRule.get(rule) ?? allowed]),
    );
    return {
      key,
      isClosed: standing === "OUT_OF_REACH" || standing === "PROCESSING_RESTRICTED",
      decide: (coordinate) => decisions.get(coordinate) ?? noRule(coordinate),
    };
  }

  function findWithholding(rule: CompiledRule, standing: Standing, purpose: Viewer["purpose"]) {
    if (standing === "OUT_OF_REACH" || standing === "PROCESSING_RESTRICTED") return closedReasons[standing];
    const { need } = rule;
    if (need === "NONE") return undefined;
    if (standing === "OBJECTED") return toWithholding("OBJECTED", need, purpose);
    const answer = standing[[...needs.keys()].indexOf(toNeedKey(need))] ?? "MISSING";
    return toWithholding(answer, need, purpose);
  }

  const getRule = (coordinate: string): CompiledRule => all.get(coordinate) ?? noRule(coordinate);
  return {
    coordinates: new Set(fields.keys()),
    inputs: new Set(inputs.keys()),
    heldTypes: new Set(holders.keys()),
    holderOf: (type) => holders.get(type),
    ruleOf: (coordinate) => getRule(coordinate).name,
    sensitivity: (coordinate) => getRule(coordinate).sensitivity,
    outcomes: (coordinate) => getRule(coordinate).outcomes,
    isOpen(coordinate) {
      const rule = getRule(coordinate);
      return rule.isForAll && !rule.isPersonal;
    },
    dependsOnPerson: (coordinate) => getRule(coordinate).isPersonal,
    rightsKey(viewer) {
      const { key, reach } = know(viewer);
      return `${key}|${toReachKey(reach)}`;
    },
    needs(viewer) {
      const basis = file.purposes[viewer.purpose];
      const { isEverybody, branches } = know(viewer).reach;
      return {
        consents: (basis === "CONSENT" || basis === "OBJECTION") && needs.size > 0,
        branch: !isEverybody && branches.size > 0,
      };
    },
    judge: (viewer, person, at) => judgeStanding(viewer, toStanding(viewer, know(viewer).reach, person, at)),
    judgeViewer: (viewer) => judgeStanding(viewer, granted),
  };
}

function noRule(coordinate: string): never {
  throw new Error(`${coordinate} has no rule in the policy.`);
}

type RulesByName = ReadonlyMap<string, CompiledRule>;

function listRules(types: PolicyFile["inputs"], rules: RulesByName): Map<string, CompiledRule> {
  const entries = Object.entries(types).flatMap(([type, { fields }]) =>
    Object.entries(fields).flatMap(([rule, members]) =>
      members.map((member): [string, CompiledRule] => [
        `${type}.${member}`,
        rules.get(rule) ?? noRule(member),
      ]),
    ),
  );
  return new Map(entries);
}

function listFields(file: PolicyFile, rules: RulesByName): Map<string, CompiledRule> {
  const pages = Object.entries(file.connections).flatMap(([rule, names]) =>
    names.flatMap((name): [string, { fields: Record<string, string[]> }][] => [
      [`${name}Connection`, { fields: { [rule]: ["edges", "pageInfo"] } }],
      [`${name}Edge`, { fields: { [rule]: ["cursor", "node"] } }],
    ]),
  );
  return listRules({ ...file.types, ...Object.fromEntries(pages) }, rules);
}

/** The different needs of all rules, each once. */
function listNeeds(rules: RulesByName): ReadonlyMap<string, Need> {
  const needs = new Map<string, Need>();
  for (const { need } of rules.values()) if (need !== "NONE") needs.set(toNeedKey(need), need);
  return needs;
}

function toNeedKey(need: Need): string {
  return need === "PURPOSE" ? need : need.toSorted().join("+");
}
