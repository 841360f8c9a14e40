// Runs the rules on what customers do. In: the events that rules can be about. Out: what is remembered, and moments.
import type { UnitOfWork } from "../domains/unit-of-work.js";
import type { Reaction } from "./reaction.js";
import type { RuleEngine } from "./rule-engine.js";

/** What the reaction works with. */
export interface RuleEvaluation {
  readonly engine: Pick<RuleEngine, "prepare">;
  readonly unitOfWork: UnitOfWork;
  /** Called when moments were found and can be decided on. */
  readonly onMoments: () => void;
}

/** Name of the reaction. */
export const evaluateRulesReaction = "evaluate-rules";

/** The reaction that finds the moments of all rules. */
export function evaluateRules({ engine, unitOfWork, onMoments }: RuleEvaluation): Reaction {
  return {
    name: evaluateRulesReaction,
    react: async (event) => {
      const evaluate = await engine.prepare([event]);
      if (evaluate === undefined) return;
      if ((await unitOfWork.run(evaluate)) > 0) onMoments();
    },
  };
}
