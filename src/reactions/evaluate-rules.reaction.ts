// Runs the rules on what customers do. In: recorded web events. Out: a trigger and its event, in one transaction.
import type { WebEvent } from "../domains/customer/records.js";
import type { LoggedEvent, NewEvent } from "../domains/events/event.js";
import {
  applicationNames,
  decideRepeatedViews,
  findProductView,
  productViewNames,
  repeatedProductViewsRule,
  toEventSpan,
  type RepeatedViewsInput,
} from "../domains/triggers/repeated-product-views.js";
import type { Trigger } from "../domains/triggers/trigger.js";
import type { Transaction, UnitOfWork } from "../domains/unit-of-work.js";
import type { Loaders } from "../loaders/loaders.js";
import type { Reaction } from "./reaction.js";

/** Views are read up to here; a customer with more of one product within two days is no person at a screen. */
const maxViews = 200;
const maxApplications = 50;

/** What the rules read and write. */
export interface RuleEvaluation {
  /** Loaders for one event. They must read the sources as they are: an answer from a shared cache may lack the last view. */
  readonly createLoaders: () => Pick<Loaders, "customer" | "facet">;
  readonly unitOfWork: UnitOfWork;
}

/** The reaction that raises the triggers of the built-in rule. */
export function evaluateRules({ createLoaders, unitOfWork }: RuleEvaluation): Reaction {
  return {
    name: "evaluate-rules",
    react: async (event) => {
      const input = await loadInput(event, createLoaders());
      // Most views raise nothing; whether one does is known without a lock unless there is a trigger already.
      if (input === undefined || !decideRepeatedViews(input).isRaised) return;
      await unitOfWork.run((transaction) => raiseUnlessRaised(input, transaction));
    },
  };
}

async function loadInput(
  event: LoggedEvent,
  loaders: Pick<Loaders, "customer" | "facet">,
): Promise<RepeatedViewsInput | undefined> {
  const view = event.type === "web-event.recorded" ? findProductView(event.record) : undefined;
  if (view === undefined) return undefined;
  // The customer may have been merged into another since the event was recorded.
  const customer = await loaders.customer(event.customerId);
  if (customer === undefined) return undefined;
  const customerId = customer.id;
  const loadNamed = (names: readonly string[], limit: number): Promise<readonly WebEvent[]> => {
    const filter = { names, product: view.product, ...toEventSpan(view.occurredAt) };
    return loaders.facet("webEvents", customerId, { limit, filter });
  };
  const [views, applications, locale] = await Promise.all([
    loadNamed(productViewNames, maxViews),
    loadNamed(applicationNames, maxApplications),
    findLocale(loaders, customerId),
  ]);
  return { customerId, product: view.product, event: view, views, applications, latest: undefined, locale };
}

/** The language is a courtesy: a CRM that does not answer must not keep a trigger back. */
async function findLocale(loaders: Pick<Loaders, "facet">, customerId: string): Promise<string | null> {
  const profiles = await loaders.facet("profile", customerId, { limit: 1 }).catch(() => []);
  return profiles[0]?.locale ?? null;
}

async function raiseUnlessRaised(input: RepeatedViewsInput, transaction: Transaction): Promise<void> {
  // Merged since the records were read, the trigger belongs to the survivor.
  const customerId = await transaction.identities.lockCustomer(input.customerId);
  if (customerId === undefined) return;
  const latest = await transaction.triggers.lockLatest(repeatedProductViewsRule, customerId, input.product);
  const decision = decideRepeatedViews({ ...input, customerId, latest });
  if (!decision.isRaised) return;
  await transaction.triggers.add(decision.trigger);
  await transaction.events.append([toRaisedEvent(decision.trigger)]);
}

function toRaisedEvent(trigger: Trigger): NewEvent {
  return {
    type: "trigger.raised",
    kind: "TRIGGER",
    customerId: trigger.customerId,
    recordId: trigger.id,
    record: trigger,
    occurredAt: trigger.raisedAt,
    dedupKey: `trigger:${trigger.id}:raised`,
  };
}
