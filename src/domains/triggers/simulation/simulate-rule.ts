// Tries a rule on the past: what it would have raised, held and suppressed between two times, and why. Customers are looked at
// in batches, each forgotten before the next, so a long log takes time and no memory. Nothing is written.
import { GatewayError } from "../../../shared/errors.js";
import { enumOf, type NameOf } from "../../../shared/enum-of.js";
import { compareInstants, findInstant, type Instant } from "../../../shared/instant.js";
import { answerRefusals, refuse, type Refusal } from "../../refusal.js";
import { compileRule, type CompiledRule } from "../rules/compile-rule.js";
import { decideWanted, type CustomerFacts } from "../rules/customer-facts.js";
import type { RuleEvent } from "../rules/evaluate.js";
import { toRaisedTrigger } from "../rules/moment.js";
import { parseRule } from "../rules/parse-rule.js";
import type { RuleDefinition } from "../rules/rule-definition.js";
import { createRuleSet, type RuleSet } from "../rules/rule-set.js";
import { toTextStyle } from "../rules/template-style.js";
import { checkDefinition, parseRuleName } from "../save-trigger-rule.js";
import type { SuppressionReason, Trigger } from "../trigger.js";
import { decideOverTime, type FactsAt } from "./decide-over-time.js";
import { orderByTime, replayEvents, type TimeSpan } from "./replay-events.js";

/** What is tried. */
export interface SimulateRuleInput extends TimeSpan {
  /** The rule that it would replace; absent or null for a new one. */
  readonly rule?: string | null;
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>>;
}

/** What the rule would have done. */
export interface Simulation {
  /** Events in the span that the rule can be about. */
  readonly events: number;
  /** Customers of whom there was such an event. */
  readonly customers: number;
  readonly raised: number;
  /** Those that still wait at the end of the span. */
  readonly held: number;
  /** By the reason that decided, the most frequent first. */
  readonly suppressed: readonly { readonly reason: SuppressionReason; readonly count: number }[];
  /** Some of each outcome, the newest first. */
  readonly examples: readonly Trigger[];
  /** What it was judged by as it is today, because nobody keeps what it was. */
  readonly asOfToday: readonly SimulationFact[];
}

/** What of a customer has no history that a simulation could ask. */
export const SimulationFact = enumOf("PROFILE", "RESPONSE");
export type SimulationFact = NameOf<typeof SimulationFact>;

/** Which of them a rule is judged by. */
function listFactsOfToday({ if: wanted, channel, purpose }: RuleDefinition): readonly SimulationFact[] {
  const isTiring = channel !== undefined && purpose === "MARKETING";
  return [...(wanted === undefined ? [] : ["PROFILE" as const]), ...(isTiring ? ["RESPONSE" as const] : [])];
}

/** What a simulation reads, one batch of customers at a time. */
export interface SimulationReader {
  /** The next customers in the order of their ids, without those of whom the viewer may see no triggers. */
  listCustomers(
    after: string | undefined,
    limit: number,
  ): Promise<{ readonly ids: readonly string[]; readonly last: string | undefined }>;
  /** What happened to customers until `to` that the rule can be about, as far back as it remembers. */
  loadEvents(
    customerIds: readonly string[],
    rule: CompiledRule,
    span: TimeSpan,
  ): Promise<ReadonlyMap<string, readonly RuleEvent[]>>;
  /** What the rule may ask of the customer beside the events. */
  loadFacts(customerId: string): Promise<CustomerFacts>;
  /** What decisions are made of, as it was known at each time. */
  loadHistory(
    customerId: string,
    triggers: readonly Trigger[],
    rule: string,
    span: TimeSpan,
  ): Promise<FactsAt>;
}

/** How much one simulation may take. */
export interface SimulationLimits {
  readonly events: number;
  readonly milliseconds: number;
}

/** What fits a request: more is refused, and a shorter span is to be asked for. */
export const defaultSimulationLimits: SimulationLimits = { events: 1_000_000, milliseconds: 30_000 };

const batchSize = 200;
const maxExamples = 10;
const maxDays = 400;

/** Simulates a rule. Its triggers so far do not count: it is tried as if it had been there from the beginning. */
export function simulateTriggerRule(
  reader: SimulationReader,
  input: SimulateRuleInput,
  { now, elapsedMs }: { readonly now: Date; readonly elapsedMs: () => number },
  limits: SimulationLimits = defaultSimulationLimits,
): Promise<{ readonly simulation: Simulation } | { readonly refusal: Refusal }> {
  return answerRefusals(async () => {
    const name = parseRuleName(input);
    checkDefinition(input.definition);
    const span = parseSpan(input, now);
    const parsed = parseRule(input.definition);
    if (!parsed.isValid) throw new TypeError("The rule was checked.");
    const rule = compileRule({ name, version: 1, definition: parsed.definition }, 1);
    const tally = createTally();
    const refuseExcess = (): void => {
      if (tally.events > limits.events) refuseLarge(`more than ${limits.events.toLocaleString("en")} events`);
      if (elapsedMs() > limits.milliseconds)
        refuseLarge(`more than ${String(limits.milliseconds / 1_000)} seconds`);
    };
    const rules = createRuleSet([rule]);
    for (let after: string | undefined; ;) {
      const page = await reader.listCustomers(after, batchSize);
      await simulateBatch(reader, page.ids, { rule, rules, span, tally, refuseExcess });
      if (page.last === undefined)
        return { simulation: { ...tally.finish(), asOfToday: listFactsOfToday(parsed.definition) } };
      after = page.last;
      refuseExcess();
    }
  });
}

function refuseLarge(what: string): never {
  refuse("INVALID_INPUT", `It takes ${what}; try a shorter time.`, "from");
}

function parseSpan(input: TimeSpan, now: Date): TimeSpan {
  const from = findInstant(input.from) ?? refuse("INVALID_INPUT", "It is no point in time.", "from");
  const asked = findInstant(input.to) ?? refuse("INVALID_INPUT", "It is no point in time.", "to");
  // Nothing has happened yet in what is to come, also not that somebody did not come back.
  const to = Date.parse(asked) > now.getTime() ? now.toISOString() : asked;
  if (compareInstants(from, to) >= 0)
    refuse("INVALID_INPUT", "It must be in the past and before to.", "from");
  if (Date.parse(to) - Date.parse(from) > maxDays * 86_400_000)
    refuse("INVALID_INPUT", `At most ${String(maxDays)} days are tried at once.`, "from");
  return { from, to };
}

interface Batch {
  readonly rule: CompiledRule;
  readonly rules: RuleSet;
  readonly span: TimeSpan;
  readonly tally: Tally;
  readonly refuseExcess: () => void;
}

async function simulateBatch(
  reader: SimulationReader,
  customerIds: readonly string[],
  { rule, rules, span, tally, refuseExcess }: Batch,
): Promise<void> {
  if (customerIds.length === 0) return;
  const events = await reader.loadEvents(customerIds, rule, span);
  const found = [...events].map(([customerId, theirs]) => {
    const ordered = orderByTime(theirs);
    tally.count(ordered.filter(({ occurredAt }) => isWithin(occurredAt, span)).length);
    return { customerId, moments: replayEvents(rules, customerId, ordered, span) };
  });
  refuseExcess();
  // All of a batch together, so that what they need is read in batches.
  await Promise.all(
    found.map(async ({ customerId, moments }) => {
      if (moments.length === 0) return;
      const facts = await reader.loadFacts(customerId);
      const wanted = decideWanted(rule.rule.definition, facts);
      // Half an answer would look like a whole one.
      if (wanted === "UNKNOWN")
        throw new GatewayError("SOURCE_UNAVAILABLE", "The profiles of customers cannot be read at present.");
      if (!wanted) return;
      const style = toTextStyle(facts);
      const candidates = moments.map(({ moment, foundAt }) => ({
        trigger: toRaisedTrigger(moment, style),
        at: foundAt,
      }));
      const triggers = candidates.map(({ trigger }) => trigger);
      const factsAt = await reader.loadHistory(customerId, triggers, rule.rule.name, span);
      tally.add(decideOverTime(candidates, factsAt, span.to));
    }),
  );
}

function isWithin(instant: Instant, { from, to }: TimeSpan): boolean {
  return compareInstants(instant, from) >= 0 && compareInstants(instant, to) < 0;
}

type Tally = ReturnType<typeof createTally>;

function createTally() {
  let events = 0;
  let customers = 0;
  let raised = 0;
  let held = 0;
  const reasons = new Map<SuppressionReason, number>();
  /** The newest few of each outcome. */
  const examples = new Map<string, Trigger[]>();
  return {
    get events() {
      return events;
    },
    count(theirs: number): void {
      events += theirs;
      if (theirs > 0) customers += 1;
    },
    add(triggers: readonly Trigger[]): void {
      for (const trigger of triggers) {
        const [reason] = trigger.suppressedBy;
        if (trigger.status === "HELD") held += 1;
        else if (reason === undefined) raised += 1;
        else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        const outcome = trigger.status === "HELD" ? "HELD" : (reason ?? "RAISED");
        const kept = [...(examples.get(outcome) ?? []), trigger].sort(compareNewest);
        examples.set(outcome, kept.slice(0, maxExamples));
      }
    },
    finish(): Omit<Simulation, "asOfToday"> {
      const suppressed = [...reasons]
        .map(([reason, count]) => ({ reason, count }))
        .sort((left, right) => right.count - left.count || (left.reason < right.reason ? -1 : 1));
      return { events, customers, raised, held, suppressed, examples: pickExamples(examples) };
    },
  };
}

function compareNewest(left: Trigger, right: Trigger): number {
  return compareInstants(right.raisedAt, left.raisedAt) || (left.id < right.id ? -1 : 1);
}

/** Round by round one of each outcome, what was raised first; few of the rare ones are better than many of one. */
function pickExamples(examples: ReadonlyMap<string, readonly Trigger[]>): readonly Trigger[] {
  const outcomes = ["RAISED", ...[...examples.keys()].filter((outcome) => outcome !== "RAISED").toSorted()];
  const rounds = Array.from({ length: maxExamples }, (_, round) =>
    outcomes.flatMap((outcome) => examples.get(outcome)?.[round] ?? []),
  );
  return rounds.flat().slice(0, 2 * maxExamples);
}
