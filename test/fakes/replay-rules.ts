// What tests of the rules are made of: rules from text, events, and a replay of one customer's events.
import { shiftInstant } from "../../src/shared/instant.js";
import { compileRule, type CompiledRule } from "../../src/domains/triggers/rules/compile-rule.js";
import { evaluateEvent, evaluateTime, type RuleEvent } from "../../src/domains/triggers/rules/evaluate.js";
import type { ConsideredMoment } from "../../src/domains/triggers/rules/moment.js";
import { parseRuleText } from "../../src/domains/triggers/rules/parse-rule.js";
import { createRuleSet, type RuleSet } from "../../src/domains/triggers/rules/rule-set.js";
import { createCustomerState, type CustomerState } from "../../src/domains/triggers/rules/rule-state.js";

const start = "2024-03-04T00:00:00Z";
/** Milliseconds of a minute. */
export const minute = 60_000;
/** Milliseconds of an hour. */
export const hour = 60 * minute;
/** Milliseconds of a day. */
export const day = 24 * hour;
/** The instant so long after the beginning of all tests. */
export const at = (milliseconds: number): string => shiftInstant(start, milliseconds);

/** A rule with the texts and weights that do not matter. */
export function compile(name: string, definition: string): CompiledRule {
  const parsed = parseRuleText(`${definition}
expiresAfter: P1D
priority: 0.5
value: 0.5
text: { ko: { title: 가, explanation: 나 }, en: { title: a, explanation: b } }`);
  if (!parsed.isValid) throw new Error(JSON.stringify(parsed.mistakes));
  return compileRule({ name, version: 1, definition: parsed.definition }, 1);
}

/** A web event of a moment; `more` are other fields of its record. */
export function web(id: string, name: string, milliseconds: number, more: object = {}): RuleEvent {
  const occurredAt = at(milliseconds);
  return {
    type: "web-event.recorded",
    id: `web_${id}`,
    record: { recordId: id, type: "TRACK", name, occurredAt, product: "적금", sessionId: "s", ...more },
    occurredAt,
    recordedAt: occurredAt,
  };
}

/** A booking. */
export function transfer(id: string, milliseconds: number, more: object): RuleEvent {
  const occurredAt = at(milliseconds);
  const record = {
    recordId: id,
    direction: "CREDIT",
    amount: { amount: "100", currency: "KRW" },
    bookedAt: occurredAt,
    ...more,
  };
  return { type: "transfer.booked", id: `trf_${id}`, record, occurredAt, recordedAt: occurredAt };
}

interface Replayed {
  readonly moments: readonly (readonly [subject: string, at: string, lastEvidence: string | undefined])[];
  readonly found: readonly ConsideredMoment[];
  readonly state: CustomerState;
  readonly late: number;
}

/** Replays events through JSON, as the store does between two batches, and then lets time pass until `until`. */
export function replay(rules: RuleSet, events: readonly RuleEvent[], until?: number): Replayed {
  let state = createCustomerState();
  const found: ConsideredMoment[] = [];
  let late = 0;
  const context = { customerId: "c" };
  for (const event of events) {
    const result = evaluateEvent(state, event, rules, context);
    found.push(...result.moments);
    late += result.late.length;
    state = JSON.parse(JSON.stringify(state)) as CustomerState;
  }
  if (until !== undefined) found.push(...evaluateTime(state, at(until), rules, context).moments);
  const moments = found.map((moment) => [moment.subject, moment.at, moment.evidence.at(-1)] as const);
  return { moments, found, state, late };
}

/** Three views of a product within a day without an application. */
export const viewsRule = compile(
  "views",
  `when:
  count:
    of: { event: web-event.recorded, where: { name: Product Viewed } }
    atLeast: 3
    within: PT24H
    unless: { event: web-event.recorded, where: { name: Application Started } }
by: product
lateness: P1D
reEligibleAfter: PT24H`,
);
/** The rule about views, alone. */
export const views = createRuleSet([viewsRule]);
/** A view of a product. */
export const view = (id: string, hours: number, more: object = {}) =>
  web(id, "Product Viewed", Math.round(hours * hour), more);
/** The beginning of an application. */
export const application = (id: string, hours: number) => web(id, "Application Started", hours * hour);

/** Nothing bought for half an hour of the same session. */
export const abandoned = createRuleSet([
  compile(
    "abandoned",
    `when:
  absence:
    after: { event: web-event.recorded, where: { name: Cart } }
    without: { event: web-event.recorded, where: { name: Purchase } }
    for: PT30M
by: sessionId
reEligibleAfter: PT1S`,
  ),
]);
/** Something put into the cart. */
export const cart = (id: string, minutes: number, sessionId = "s") =>
  web(id, "Cart", minutes * minute, { sessionId });
/** A purchase. */
export const purchase = (id: string, minutes: number, sessionId = "s") =>
  web(id, "Purchase", minutes * minute, { sessionId });

/** Begun, gone on, and then a call. */
export const unfinished = createRuleSet([
  compile(
    "unfinished",
    `when:
  sequence:
    steps:
      - { event: web-event.recorded, where: { name: Begun } }
      - { event: web-event.recorded, where: { name: Stepped } }
      - { event: consultation.recorded, everyKey: true }
    within: P1D
    unless: { event: web-event.recorded, where: { name: Done } }
by: product
reEligibleAfter: PT1S
product: { of: product }`,
  ),
]);
/** A step towards a product. */
export const step = (id: string, name: string, hours: number, product = "대출") =>
  web(id, name, hours * hour, { product });
/** A call to the contact centre. */
export const call = (id: string, hours: number): RuleEvent => {
  const occurredAt = at(hours * hour);
  const record = { recordId: id, channel: "CALL", startedAt: occurredAt, product: null };
  return { type: "consultation.recorded", id: `csl_${id}`, record, occurredAt, recordedAt: occurredAt };
};
