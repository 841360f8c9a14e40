// What the access log says of the fields of a person: which were asked for, which of them were withheld. Worked out of the
// document and the judgement alone, so that nothing is written down while an answer is made.
import type { AccessDecision } from "../../domains/audit/access-entry.js";
import type { Judgement, Policy } from "../../security/policy/policy.js";
import type { SelectedField, Selection } from "./selected-fields.js";

/** The fields of an access note. */
export interface AccessSummary {
  readonly fields: readonly string[];
  readonly withheld: readonly string[];
  readonly decision: AccessDecision;
}

/** Judgements of one selection that are remembered; beyond it the memory begins anew. */
const maxRemembered = 500;

const memories = new WeakMap<Policy, WeakMap<Selection, Map<string, AccessSummary>>>();

/** Sums up what a viewer sees of a person who stands at these places of an answer. */
export function summariseAccess(
  policy: Policy,
  judgement: Judgement,
  selections: ReadonlySet<Selection>,
): AccessSummary {
  const [first] = selections;
  if (first === undefined || selections.size > 1) return summarise(policy, judgement, [...selections]);
  const memory = getMemory(policy, first);
  const remembered = memory.get(judgement.key);
  if (remembered !== undefined) return remembered;
  if (memory.size >= maxRemembered) memory.clear();
  const summary = summarise(policy, judgement, [first]);
  memory.set(judgement.key, summary);
  return summary;
}

function getMemory(policy: Policy, selection: Selection): Map<string, AccessSummary> {
  const ofPolicy = memories.get(policy) ?? new WeakMap<Selection, Map<string, AccessSummary>>();
  const memory = ofPolicy.get(selection) ?? new Map<string, AccessSummary>();
  memories.set(policy, ofPolicy.set(selection, memory));
  return memory;
}

function summarise(policy: Policy, judgement: Judgement, selections: readonly Selection[]): AccessSummary {
  const shown = new Set<string>();
  const masked = new Set<string>();
  for (const { tree } of selections) addVisible(tree, policy, judgement, shown, masked);
  const fields =
    selections.length === 1
      ? (selections[0]?.coordinates ?? [])
      : [...new Set(selections.flatMap(({ coordinates }) => coordinates))].toSorted();
  const withheld = fields.filter((field) => !shown.has(field));
  const isPersonal = (field: string): boolean =>
    policy.sensitivity(field) === "PERSONAL" || policy.sensitivity(field) === "SENSITIVE";
  const showsPerson = [...shown, ...masked].some(isPersonal);
  const isDenied = judgement.isClosed || (!showsPerson && withheld.length > 0);
  return { fields, withheld, decision: isDenied ? "DENIED" : withheld.length > 0 ? "MASKED" : "ALLOWED" };
}

/** Below a field that is denied nothing is shown, whatever its own rules say. */
function addVisible(
  tree: readonly SelectedField[],
  policy: Policy,
  judgement: Judgement,
  shown: Set<string>,
  masked: Set<string>,
): void {
  for (const { coordinate, type, below } of tree) {
    const holder = policy.holderOf(type);
    if (holder !== undefined && judgement.decide(holder).kind === "deny") continue;
    const { kind } = judgement.decide(coordinate);
    if (kind === "allow") shown.add(coordinate);
    else if (kind === "mask") masked.add(coordinate);
    if (kind !== "deny") addVisible(below, policy, judgement, shown, masked);
  }
}
