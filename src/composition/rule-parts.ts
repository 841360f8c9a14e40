// The rules put together: the engine on the log, the timers, and the decisions on what they find.
import type { EventLog } from "../domains/events/event.js";
import type { Tasks } from "../domains/schedule/schedule.js";
import type { CustomerFacts } from "../domains/triggers/rules/customer-facts.js";
import type { Loaders } from "../loaders/loaders.js";
import { loadHistories } from "../loaders/load-histories.js";
import type { Logger } from "../observability/logger.js";
import { attendDueRules } from "../reactions/attend-due-rules.js";
import { decideMoments, type MomentParts } from "../reactions/decide-moments.js";
import { evaluateRules } from "../reactions/evaluate-rules.reaction.js";
import type { Reaction } from "../reactions/reaction.js";
import { createRuleEngine, dueRulesTask } from "../reactions/rule-engine.js";
import type { Clock } from "../shared/clock.js";
import type { Store } from "../store/create-store.js";
import { untilAppended } from "../store/until-appended.js";
import { toSilenceParts } from "./silence-parts.js";

/** The rules of one process; disposing ends the decisions under way. */
export interface RuleParts extends AsyncDisposable {
  readonly reaction: Reaction;
  readonly tasks: Tasks;
}

/** Starts to decide on moments, and makes what finds them. `createLoaders` makes the loaders of one read. */
export function startRules(
  store: Store,
  eventLog: EventLog,
  clock: Clock,
  logger: Logger,
  createLoaders: () => Loaders,
  loadOutside: MomentParts["loadOutside"] = toSilenceParts(store, clock, createLoaders).loadOutside,
): RuleParts {
  const { unitOfWork, triggerRules, ruleStates } = store;
  const engine = createRuleEngine({
    triggerRules,
    ruleStates,
    logger,
    loadHistories: (customerIds, until) => loadHistories(createLoaders(), customerIds, until),
  });
  const deciding = decideMoments({
    queue: store.moments,
    triggerRules,
    unitOfWork,
    clock,
    logger,
    loadFacts: (customerId) => loadCustomerFacts(createLoaders(), customerId),
    loadOutside,
  });
  const onMoments = (): void => deciding.wake();
  const due = {
    engine,
    eventLog,
    unitOfWork,
    clock,
    onMoments,
    untilSettled: () => untilAppended(store.read),
  };
  return {
    reaction: evaluateRules({ engine, onMoments }),
    tasks: {
      [dueRulesTask]: async (_, signal) => {
        await attendDueRules(due, signal);
      },
    },
    [Symbol.asyncDispose]: () => deciding[Symbol.asyncDispose](),
  };
}

/** Insights and segments are not computed yet: what a rule asks of them is not known, and so does not hold. */
export async function loadCustomerFacts(loaders: Loaders, customerId: string): Promise<CustomerFacts> {
  const profile = await loaders.facet("profile", customerId, { limit: 1 }).then(
    ([found]) => found ?? null,
    () => undefined,
  );
  return { profile, findInsight: () => undefined, segments: undefined };
}
