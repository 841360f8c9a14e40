import type { Instant } from "../../../shared/instant.js";
import { toDurationMs } from "./duration.js";
import type { Captured } from "./machines/machine.js";
import { findExpiry, toTriggerId, type ConsideredMoment, type RuleVersion } from "./moment.js";
import type { Weight } from "./rule-definition.js";
import type { Pattern } from "./pattern-schema.js";

/** Where and when a pattern was complete. */
export interface Found {
  readonly customerId: string;
  readonly key: string;
  readonly at: Instant;
  readonly completedBy: string;
  readonly evidence: readonly string[];
  readonly values: Captured;
}

/** The moment of a pattern that is complete, weighed by the rule. */
export function toMoment(rule: RuleVersion, found: Found): ConsideredMoment {
  const { definition } = rule;
  const { customerId, key, at, completedBy, evidence } = found;
  const values = { ...found.values, key, ...toWindow(definition.when) };
  const { product } = definition;
  const named = typeof product === "object" ? found.values[product.of] : product;
  return {
    id: toTriggerId(rule.name, customerId, key, completedBy),
    rule,
    customerId,
    subject: key,
    at,
    expiresAt: findExpiry(definition, at),
    priority: weigh(definition.priority, found.values),
    value: weigh(definition.value, found.values),
    product: typeof named === "string" ? named : null,
    evidence,
    values,
  };
}

/** The number that a weight comes to: along the line from `least` to `most`, and not beyond its ends. */
function weigh(weight: Weight, values: Captured): number {
  if (typeof weight === "number") return weight;
  const { of, from, to, least, most, currency } = weight;
  const share = Math.min(1, Math.max(0, (toNumber(values[of], currency) - from) / (to - from)));
  return Number.isNaN(share) ? least : least + share * (most - least);
}

function toNumber(value: unknown, wanted: string | undefined): number {
  if (typeof value === "number") return value;
  if (typeof value !== "object" || value === null) return Number.NaN;
  const { amount, currency } = value as { readonly amount?: unknown; readonly currency?: unknown };
  return currency === wanted ? Number(amount) : Number.NaN;
}

/** The length of time that a pattern is about. */
function toWindow(when: Pattern): { readonly window?: { readonly durationMs: number } } {
  switch (when.kind) {
    case "count":
    case "sequence":
      return { window: { durationMs: toDurationMs(when.within) } };
    case "absence":
      return { window: { durationMs: toDurationMs(when.for) } };
    case "first":
      return { window: { durationMs: toDurationMs(when.notWithin) } };
    case "decline":
      return { window: { durationMs: toDurationMs(when.every) } };
    case "deadline":
      return { window: { durationMs: toDurationMs(when.before) } };
    case "match":
    case "crossing":
    case "deviation":
      return {};
  }
}
