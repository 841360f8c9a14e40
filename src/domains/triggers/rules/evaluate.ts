// Rules on the events of one customer. Pure: the state, an event and the rules go in; the state is brought up to date, and the
// moments come out at which a rule's pattern was complete. The time of the events decides and never the clock, and nothing
// else is asked, so the same events in the same order give the same moments, whenever and wherever they are read. What a rule
// wants of the customer beside the events (`if`) is judged with all else that speaks for silence, when a moment is decided on.
import { parseNodeId } from "../../../shared/ids.js";
import type { Instant } from "../../../shared/instant.js";
import type { CompiledRule, FoundPart } from "./compile-rule.js";
import type { RuleEventType } from "./event-fields.js";
import { toInstantText, toMicros, type Micros } from "./event-time.js";
import type { Arrival, Completion, Surroundings } from "./machines/machine.js";
import type { ConsideredMoment } from "./moment.js";
import type { RuleSet } from "./rule-set.js";
import type { CustomerState, RuleState } from "./rule-state.js";
import { toMoment } from "./to-moment.js";

/** An event as rules see it. */
export interface RuleEvent {
  readonly type: RuleEventType;
  /** Global id of the record. */
  readonly id: string;
  readonly record: unknown;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
}

/** What an event or the passing of time led to. */
export interface Evaluation {
  readonly moments: ConsideredMoment[];
  /** Whether the state is another one than before. */
  isChanged: boolean;
  /** Rules for which the event came too late to count. */
  readonly late: string[];
}

/** For whom, and whether moments of the past are wanted. */
export interface EvaluationContext {
  readonly customerId: string;
  /** What happened before anybody watched: it is remembered and raises nothing. */
  readonly isHistory?: boolean;
}

const maxKeys = 100;
const maxCommonExits = 20;

/** Brings the state up to date with an event and answers what it led to. Changes `state`. */
export function evaluateEvent(
  state: CustomerState,
  event: RuleEvent,
  rules: RuleSet,
  context: EvaluationContext,
): Evaluation {
  const result = createEvaluation();
  const at = toMicros(event.occurredAt);
  const recordedAt = toMicros(event.recordedAt);
  // A device whose clock is ahead must not make everything else look late.
  const seenAt = Math.min(at, recordedAt);
  observe(state, event.type, at, rules, result);
  for (const compiled of rules.listCandidates(event.type, event.record)) {
    const parts = compiled.findParts(event.type, event.record);
    if (parts.length === 0) continue;
    result.isChanged = true;
    const rule = openRule(state, compiled);
    const evaluator = { rule, compiled, state, context, result, type: event.type };
    passTime(evaluator, seenAt, recordedAt);
    if (at < rule.w - compiled.machine.memory) {
      rule.l = (rule.l ?? 0) + 1;
      result.late.push(compiled.rule.name);
      continue;
    }
    rule.w = Math.max(rule.w, seenAt);
    const lag = Math.max(0, recordedAt - at);
    const captured = compiled.capture(event.type, event.record);
    const arrival: Arrival = { at, lag, id: event.id, record: event.record, captured };
    for (const part of parts) accept(evaluator, arrival, part);
    forget(rule, compiled);
  }
  return result;
}

/** Completes what is due because the time has come: `now` is the time up to which every event has been evaluated. */
export function evaluateTime(
  state: CustomerState,
  now: Instant,
  rules: RuleSet,
  context: EvaluationContext,
): Evaluation {
  const result = createEvaluation();
  for (const [name, rule] of Object.entries(state.r)) {
    const compiled = rules.rules.get(name);
    if (compiled === undefined || compiled.patternId !== rule.p) {
      // The rule is not watched for any more.
      if (Object.keys(rule.k).length > 0) result.isChanged = true;
      rule.k = {};
      continue;
    }
    passTime({ rule, compiled, state, context, result, type: undefined }, undefined, toMicros(now));
  }
  return result;
}

/** When the state is to be looked at next although nothing happens; undefined when there is nothing to wait for. */
export function findNextDue(state: CustomerState, rules: RuleSet): Micros | undefined {
  let next: Micros | undefined;
  for (const [name, rule] of Object.entries(state.r)) {
    const compiled = rules.rules.get(name);
    if (compiled === undefined || compiled.patternId !== rule.p) continue;
    for (const { s } of Object.values(rule.k)) {
      const due = compiled.machine.findDue(s);
      if (due !== undefined && (next === undefined || due.at + due.lag < next)) next = due.at + due.lag;
    }
  }
  // Due at the end of the time: past it.
  return next === undefined ? undefined : next + 1;
}

interface Evaluator {
  readonly rule: RuleState;
  readonly compiled: CompiledRule;
  readonly state: CustomerState;
  readonly context: EvaluationContext;
  readonly result: Evaluation;
  readonly type: RuleEventType | undefined;
}

function createEvaluation(): Evaluation {
  return { moments: [], isChanged: false, late: [] };
}

function observe(
  state: CustomerState,
  type: RuleEventType,
  at: Micros,
  { observedTypes }: RuleSet,
  result: Evaluation,
): void {
  if (!observedTypes.has(type)) return;
  const since = state.s?.[type];
  if (since !== undefined && since <= at) return;
  state.s = { ...state.s, [type]: at };
  result.isChanged = true;
}

function openRule(state: CustomerState, { rule, patternId }: CompiledRule): RuleState {
  const known = state.r[rule.name];
  if (known?.p === patternId) return known;
  const fresh: RuleState = { p: patternId, w: 0, k: {}, ...(known?.f && { f: known.f }) };
  state.r[rule.name] = fresh;
  return fresh;
}

/**
 * Fires what is due. That nothing came is proven by an event of the rule that happened later, or by the passing of as much
 * time as there was between what began to wait and its record: both ways give the same moment.
 */
function passTime(evaluator: Evaluator, eventTime: Micros | undefined, recordedTime: Micros): void {
  const { rule, compiled } = evaluator;
  const { machine, lateness } = compiled;
  for (;;) {
    let first: { readonly key: string; readonly at: Micros } | undefined;
    for (const [key, { s }] of Object.entries(rule.k)) {
      const due = machine.findDue(s);
      if (due === undefined) continue;
      const isProven =
        recordedTime > due.at + due.lag || (eventTime !== undefined && eventTime > due.at + lateness);
      if (!isProven) continue;
      if (first === undefined || due.at < first.at || (due.at === first.at && key < first.key)) {
        first = { key, at: due.at };
      }
    }
    if (first === undefined) return;
    const held = rule.k[first.key]!;
    const { state, completion } = machine.fire(held.s, toSurroundings(evaluator, first.key));
    keep(evaluator, first.key, state, held.t);
    evaluator.result.isChanged = true;
    if (completion !== undefined) complete(evaluator, first.key, completion);
  }
}

function accept(evaluator: Evaluator, arrival: Arrival, part: FoundPart): void {
  const { rule, compiled } = evaluator;
  if (part.key === undefined && part.isExit) {
    const { memory } = compiled.machine;
    const exits = [...(rule.x ?? []), arrival.at].filter((at) => at >= rule.w - memory);
    rule.x = exits.sort((left, right) => left - right).slice(-maxCommonExits);
  }
  for (const key of part.key === undefined ? Object.keys(rule.k) : [part.key]) {
    const held = Object.hasOwn(rule.k, key) ? rule.k[key] : undefined;
    const around = toSurroundings(evaluator, key);
    const { state, completion } = compiled.machine.accept(held?.s, arrival, part, around);
    keep(evaluator, key, state, Math.max(held?.t ?? arrival.at, arrival.at));
    if (completion !== undefined) complete(evaluator, key, completion);
  }
}

function keep({ rule }: Evaluator, key: string, state: unknown, touched: Micros): void {
  if (state === undefined) delete rule.k[key];
  // A key may be any text, also one that names something of every object.
  else Object.defineProperty(rule.k, key, { ...plainProperty, value: { t: touched, s: state } });
}

const plainProperty = { writable: true, enumerable: true, configurable: true };

function toSurroundings({ rule, compiled, state, type }: Evaluator, key: string): Surroundings {
  const lastMoment = rule.f !== undefined && Object.hasOwn(rule.f, key) ? rule.f[key] : undefined;
  return {
    newest: rule.w,
    lateness: compiled.lateness,
    lastMoment,
    isEligible: (at) => lastMoment === undefined || at >= lastMoment + compiled.silence,
    commonExits: rule.x ?? [],
    observedSince: type === undefined ? undefined : state.s?.[type],
  };
}

function complete(evaluator: Evaluator, key: string, completion: Completion): void {
  const { rule, compiled, context, result } = evaluator;
  if (context.isHistory === true) return;
  rule.f ??= {};
  Object.defineProperty(rule.f, key, { ...plainProperty, value: completion.at });
  result.moments.push(
    toMoment(compiled.rule, {
      customerId: context.customerId,
      key,
      at: toInstantText(completion.at),
      completedBy: toRecordId(completion.completedBy),
      evidence: completion.evidence,
      values: completion.values,
    }),
  );
}

/** The record's own id, which is what ids of triggers were always made of; a period has none. */
function toRecordId(completedBy: string): string {
  return completedBy.includes("_") ? parseNodeId(completedBy).key : completedBy;
}

/** Drops keys that cannot matter any more, and the oldest of too many. */
function forget(rule: RuleState, { machine, silence }: CompiledRule): void {
  const keys = Object.entries(rule.k);
  for (const [key, { t, s }] of keys) {
    if (t < rule.w - machine.memory && machine.findDue(s) === undefined) delete rule.k[key];
  }
  for (const [key, at] of Object.entries(rule.f ?? {})) {
    if (at < rule.w - silence) delete rule.f![key];
  }
  if (rule.f !== undefined && Object.keys(rule.f).length > maxKeys) {
    const newestLast = Object.entries(rule.f).sort(([, one], [, other]) => one - other);
    rule.f = Object.fromEntries(newestLast.slice(-maxKeys));
  }
  if (keys.length <= maxKeys) return;
  const oldestFirst = Object.entries(rule.k).sort(
    ([left, { t: one }], [right, { t: other }]) => one - other || (left < right ? -1 : 1),
  );
  for (const [key] of oldestFirst.slice(0, -maxKeys)) delete rule.k[key];
}
