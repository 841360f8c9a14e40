// What is wrong with a policy file whose form is right: names that lead nowhere, and rules that contradict themselves.
import type { PolicyFile, PolicyRule } from "./policy-schema.js";

/** A mistake and where it stands: the keys that lead to it. */
export interface PolicyMistake {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Whether it is only that nothing uses it. */
  readonly isUnused?: boolean;
}

/** Every mistake, in the order of the file. */
export function listPolicyMistakes(file: PolicyFile): readonly PolicyMistake[] {
  return [
    ...Object.entries(file.rules).flatMap(([name, rule]) => listRuleMistakes(file, name, rule)),
    ...listUseMistakes(file),
    ...listGroupMistakes(file),
    ...listHolderMistakes(file),
  ];
}

function listRuleMistakes(file: PolicyFile, name: string, rule: PolicyRule): readonly PolicyMistake[] {
  const mistakes: PolicyMistake[] = [];
  const tell = (key: string, message: string): void => {
    mistakes.push({ path: ["rules", name, key], message });
  };
  rule.show.forEach(({ roles }, at) => {
    if (typeof roles === "string" && !Object.hasOwn(file.groups, roles)) {
      mistakes.push({ path: ["rules", name, "show", at, "roles"], message: `there is no group ${roles}` });
    }
  });
  const isForAll = rule.show.some(({ roles, purposes }) => roles === undefined && purposes === undefined);
  if (!isForAll && rule.otherwise === undefined) tell("show", "leaves somebody out: otherwise is missing");
  if (isForAll && rule.otherwise !== undefined) tell("otherwise", "is never reached: show is for everybody");
  const masks =
    rule.otherwise === "MASKED" || rule.withheld === "MASKED" || rule.show.some(({ as }) => as === "MASKED");
  if (masks && rule.mask === undefined) tell("show", "masks, but mask is missing");
  if (!masks && rule.mask !== undefined) tell("mask", "is never used");
  if (rule.sensitivity === "PUBLIC" || rule.sensitivity === "INTERNAL") {
    const message = `is for PERSONAL and SENSITIVE fields, not for ${rule.sensitivity} ones`;
    if (rule.consent !== undefined) tell("consent", message);
    if (rule.withheld !== undefined) tell("withheld", message);
    return mistakes;
  }
  if (rule.consent === undefined) tell("sensitivity", "is personal: consent is missing");
  if (rule.withheld === undefined) tell("sensitivity", "is personal: withheld is missing");
  const isWithheldAlone = rule.withheld === "HIDDEN" || rule.withheld === "MASKED";
  if (!isWithheldAlone && rule.consent !== undefined && rule.consent !== "NONE") {
    tell("consent", `has no effect: withheld is ${rule.withheld ?? "missing"}`);
  }
  return mistakes;
}

function listUseMistakes(file: PolicyFile): readonly PolicyMistake[] {
  const mistakes: PolicyMistake[] = [];
  const used = new Set<string>();
  const use = (path: readonly string[], fields: Readonly<Record<string, readonly string[]>>): void => {
    const seen = new Set<string>();
    for (const [rule, members] of Object.entries(fields)) {
      used.add(rule);
      if (!Object.hasOwn(file.rules, rule))
        mistakes.push({ path: [...path, rule], message: `there is no rule ${rule}` });
      for (const member of members) {
        if (seen.has(member))
          mistakes.push({ path: [...path, rule], message: `${member} stands here twice` });
        seen.add(member);
      }
    }
  };
  use(["connections"], file.connections);
  for (const [type, { fields }] of Object.entries(file.inputs)) use(["inputs", type, "fields"], fields);
  for (const [type, { fields }] of Object.entries(file.types)) use(["types", type, "fields"], fields);
  for (const name of Object.values(file.connections).flat()) {
    for (const type of [`${name}Connection`, `${name}Edge`]) {
      if (Object.hasOwn(file.types, type))
        mistakes.push({ path: ["types", type], message: "stands under connections as well" });
    }
  }
  for (const rule of Object.keys(file.rules)) {
    if (!used.has(rule))
      mistakes.push({ path: ["rules", rule], message: "is used by no field", isUnused: true });
  }
  return mistakes;
}

function listGroupMistakes(file: PolicyFile): readonly PolicyMistake[] {
  const used = new Set(
    Object.values(file.rules).flatMap(({ show }) =>
      show.flatMap(({ roles }) => (typeof roles === "string" ? [roles] : [])),
    ),
  );
  return Object.keys(file.groups)
    .filter((group) => !used.has(group))
    .map((group) => ({ path: ["groups", group], message: "is used by no rule", isUnused: true }));
}

function listHolderMistakes(file: PolicyFile): readonly PolicyMistake[] {
  return Object.entries(file.types).flatMap(([type, { heldBy, fields }]): readonly PolicyMistake[] => {
    const path = ["types", type];
    if (heldBy === undefined) {
      return Object.keys(fields)
        .filter((rule) => file.rules[rule]?.withheld === "WITH_RECORD")
        .map((rule) => ({
          path: [...path, "fields", rule],
          message: "is withheld with its record: heldBy is missing",
        }));
    }
    const [holder = "", field = ""] = heldBy.split(".");
    const rules = Object.entries(file.types[holder]?.fields ?? {});
    const rule = rules.find(([, members]) => members.includes(field))?.[0];
    const message =
      rule === undefined
        ? `${heldBy} has no rule`
        : file.rules[rule] !== undefined && file.rules[rule].withheld !== "HIDDEN"
          ? `${heldBy} is never hidden: the rule ${rule} withholds otherwise`
          : undefined;
    return message === undefined ? [] : [{ path: [...path, "heldBy"], message }];
  });
}
