// What a simulation of a rule reads of each batch of customers: new loaders for each, so that nothing is kept for the next.
import type { EventLog } from "../domains/events/event.js";
import type { CustomerFacts } from "../domains/triggers/rules/customer-facts.js";
import type { ResponseCurve } from "../domains/triggers/silence/response-curve.js";
import type { FactsAt } from "../domains/triggers/simulation/decide-over-time.js";
import { toFactsAt } from "../domains/triggers/simulation/facts-at.js";
import type { SimulationReader } from "../domains/triggers/simulation/simulate-rule.js";
import { loadOutsideFacts } from "./load-outside-facts.js";
import { loadRuleEvents } from "./load-rule-events.js";
import type { Loaders } from "./loaders.js";

/** What the reader works with. */
export interface SimulationParts {
  readonly createLoaders: () => Loaders;
  readonly eventLog: Pick<EventLog, "read" | "oldestCursor">;
  /** Those of the customers of whom the viewer may see triggers. */
  readonly listVisible: (customerIds: readonly string[]) => Promise<readonly string[]>;
  readonly loadFacts: (loaders: Loaders, customerId: string) => Promise<CustomerFacts>;
  readonly findResponse: () => Promise<ResponseCurve>;
}

/** How much of a customer's histories of consents, preferences and triggers is looked at. */
const historyLimit = 500;

/** Makes the reader of one simulation. */
export function createSimulationReader(parts: SimulationParts): SimulationReader {
  const { createLoaders, eventLog, listVisible, loadFacts, findResponse } = parts;
  let loaders = createLoaders();
  return {
    async listCustomers(after, limit) {
      loaders = createLoaders();
      const refs = await loaders.customers({ limit, ...(after !== undefined && { after }) });
      const last = refs.length < limit ? undefined : refs.at(-1)?.id;
      return { ids: await listVisible(refs.map(({ id }) => id)), last };
    },
    loadEvents: (customerIds, rule, span) => loadRuleEvents(loaders, eventLog, customerIds, rule, span),
    loadFacts: (customerId) => loadFacts(loaders, customerId),
    loadHistory: async (customerId, triggers, rule, { from }): Promise<FactsAt> => {
      const page = { limit: historyLimit };
      const [ref, requests, consents, preferences, preferencesHistory, others, outside] = await Promise.all([
        loaders.customer(customerId),
        loaders.rightsRequests(customerId, page),
        loaders.consentHistory(customerId, page),
        loaders.preferences(customerId),
        loaders.preferencesHistory(customerId, page),
        loaders.triggers(customerId, page),
        // As far back as the first decision looks.
        loadOutsideFacts(loaders, customerId, triggers, new Date(from), await findResponse()),
      ]);
      return toFactsAt({
        customerId,
        limits: { restrictedAt: ref?.restrictedAt ?? null, objections: ref?.objections ?? [] },
        requests,
        consents,
        preferences,
        preferencesHistory,
        triggers: others.filter((trigger) => trigger.rule !== rule),
        outside,
      });
    },
  };
}
