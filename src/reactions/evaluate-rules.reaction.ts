// Runs the rules on what customers do. In: the events that rules can be about. Out: what is remembered, and moments.
import type { Reaction } from "./reaction.js";
import type { RuleEngine } from "./rule-engine.js";

/** What the reaction works with. */
export interface RuleEvaluation {
  readonly engine: Pick<RuleEngine, "prepare">;
  /** Called when moments were found and can be decided on. */
  readonly onMoments: () => void;
}

/** Name of the reaction. */
export const evaluateRulesReaction = "evaluate-rules";

/** The reaction that finds the moments of all rules. */
export function evaluateRules({ engine, onMoments }: RuleEvaluation): Reaction {
  return {
    name: evaluateRulesReaction,
    prepare: async (events, { isReplay = false }) => {
      const evaluate = await engine.prepare(events, isReplay);
      return evaluate && (async (transaction) => ((await evaluate(transaction)) > 0 ? onMoments : undefined));
    },
  };
}
