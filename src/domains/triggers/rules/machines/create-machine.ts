import { toDurationMs, type Duration } from "../duration.js";
import { microsPerMs, type Micros } from "../event-time.js";
import type { RuleDefinition } from "../rule-definition.js";
import { createAbsenceMachine } from "./absence.js";
import { createCountMachine } from "./count.js";
import { createDeadlineMachine } from "./deadline.js";
import { createDeclineMachine } from "./decline.js";
import { createFirstMachine } from "./first.js";
import type { Machine } from "./machine.js";
import { createMatchMachine } from "./match.js";
import { createSequenceMachine } from "./sequence.js";
import { createCrossingMachine, createDeviationMachine } from "./values.js";

/** How late an event may be where the rule does not say: what waits does not wait longer for it. */
const defaultLateness = { waiting: "PT0S", looking: "PT1H" } as const;
/** How long the last value of something is remembered. */
const valueMemory: Duration = "P400D";

/** A machine whose states are its own affair. */
export type AnyMachine = Machine<unknown>;

/** Microseconds of a duration. */
export function toDurationMicros(duration: Duration): Micros {
  return toDurationMs(duration) * microsPerMs;
}

/** By how much an event of a rule may be late. */
export function findLateness({ when, lateness }: RuleDefinition): Micros {
  const isWaiting = when.kind === "absence" || when.kind === "deadline" || when.kind === "decline";
  return toDurationMicros(lateness ?? (isWaiting ? defaultLateness.waiting : defaultLateness.looking));
}

/** The machine of a rule's pattern. */
export function createMachine(definition: RuleDefinition): AnyMachine {
  // A machine is only ever given what it answered itself.
  return create(definition) as AnyMachine;
}

function create(definition: RuleDefinition): unknown {
  const { when } = definition;
  const lateness = findLateness(definition);
  const micros = toDurationMicros;
  switch (when.kind) {
    case "match":
      return createMatchMachine();
    case "count":
      return createCountMachine({ atLeast: when.atLeast, window: micros(when.within), lateness });
    case "sequence":
      return createSequenceMachine({ steps: when.steps.length, window: micros(when.within), lateness });
    case "absence": {
      const { habit } = when;
      return createAbsenceMachine({
        wait: micros(when.for),
        from: when.from,
        habit: habit && { atLeast: habit.atLeast, window: micros(habit.within) },
        lateness,
      });
    }
    case "first":
      return createFirstMachine({
        quiet: micros(when.notWithin),
        observed: micros(when.observedFor),
        lateness,
      });
    case "crossing": {
      const side = when.above === undefined ? "below" : "above";
      const threshold = when[side] ?? 0;
      return createCrossingMachine({
        path: when.value.split("."),
        side,
        threshold,
        memory: micros(valueMemory),
      });
    }
    case "deviation": {
      const { last, rises, falls } = when;
      const memory = micros(valueMemory);
      return createDeviationMachine({ path: when.value.split("."), last, rises, falls, memory });
    }
    case "decline": {
      const { every, periods, below, usually } = when;
      return createDeclineMachine({ every: micros(every), periods, below, usually, lateness });
    }
    case "deadline":
      return createDeadlineMachine({
        path: when.at.split("."),
        before: micros(when.before),
        lateness,
      });
  }
}
