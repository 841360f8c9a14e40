// A batch of events of many customers against the rules. Pure: states in as text, states out as text, with what they wait for.
import { partitionOf } from "../../events/partitions.js";
import { absorbState } from "./absorb-state.js";
import { toInstantText } from "./event-time.js";
import {
  evaluateEvent,
  evaluateTime,
  findNextDue,
  type Evaluation,
  type EvaluationContext,
  type RuleEvent,
} from "./evaluate.js";
import type { ConsideredMoment } from "./moment.js";
import type { RuleSet } from "./rule-set.js";
import type { KeptState, OpenedStates } from "./rule-state-store.js";
import { createCustomerState, type CustomerState } from "./rule-state.js";
import type { Instant } from "../../../shared/instant.js";

/** An event with the rules that hold for it. */
export interface PlacedEvent {
  readonly cursor: bigint;
  /** The id that the event has; the customer who goes by it may be another one by now. */
  readonly customerId: string;
  readonly event: RuleEvent;
  readonly rules: RuleSet;
}

/** What happened to a customer before anybody watched, oldest first. */
export type Histories = ReadonlyMap<string, readonly RuleEvent[]>;

/** What a batch led to. */
export interface BatchResult {
  /** States that are others than before. */
  readonly states: readonly KeptState[];
  readonly moments: readonly ConsideredMoment[];
  /** Customers whose states were absorbed by those of others. */
  readonly absorbed: readonly string[];
  /** How many events came too late for a rule. */
  readonly late: number;
}

/**
 * Evaluates events in their order. `watchedSince` is the time up to which the histories reach. With `isReplay` they are events
 * that were passed: the caller knows that they were not evaluated, though later ones were.
 */
export function evaluateBatch(
  events: readonly PlacedEvent[],
  opened: OpenedStates,
  newest: RuleSet,
  past: { readonly histories: Histories; readonly watchedSince: Instant } | undefined,
  { isReplay = false } = {},
): BatchResult {
  const batch = createBatch(opened);
  for (const { cursor, customerId, event, rules } of events) {
    const customer = opened.customers.get(customerId);
    if (customer === undefined) continue;
    const draft = batch.openDraft(customer);
    if (!isNew(draft.state, cursor, customerId) && !isReplay) continue;
    const history = past?.histories.get(customer);
    if (history !== undefined && draft.state.h === undefined) {
      draft.state.h = 1;
      draft.isChanged = true;
      remember(
        draft.state,
        history,
        event,
        rules,
        { customerId: customer, isHistory: true },
        past!.watchedSince,
      );
    }
    batch.note(draft, evaluateEvent(draft.state, event, rules, { customerId: customer }));
  }
  return batch.finish(newest);
}

/** Completes what is due because time has passed: of these customers every event up to `now` has been evaluated. */
export function evaluateDue(
  customerIds: readonly string[],
  now: Instant,
  opened: OpenedStates,
  rules: RuleSet,
): BatchResult {
  const batch = createBatch(opened);
  for (const asked of customerIds) {
    const customerId = opened.customers.get(asked);
    if (customerId === undefined) continue;
    const draft = batch.openDraft(customerId);
    // Looked at in any case: the rules may have changed so that nothing is due any more.
    draft.isChanged = true;
    batch.note(draft, evaluateTime(draft.state, now, rules, { customerId }));
  }
  return batch.finish(rules);
}

/** Whether the event was not evaluated yet; it will have been. The rules are no matter: other ones do not make it new. */
function isNew(state: CustomerState, cursor: bigint, customerId: string): boolean {
  const part = String(partitionOf(customerId));
  const place = Number(cursor);
  if (place <= (state.c?.[part] ?? 0)) return false;
  state.c = { ...state.c, [part]: place };
  return true;
}

/** Feeds the past; what was due before anybody watched is nobody's news. */
function remember(
  state: CustomerState,
  history: readonly RuleEvent[],
  event: RuleEvent,
  rules: RuleSet,
  context: EvaluationContext,
  watchedSince: Instant,
): void {
  for (const earlier of history) {
    if (earlier.id !== event.id) evaluateEvent(state, earlier, rules, context);
  }
  evaluateTime(state, watchedSince, rules, context);
}

interface Draft {
  readonly customerId: string;
  readonly state: CustomerState;
  isChanged: boolean;
}

function createBatch({ states, merged }: OpenedStates) {
  const drafts = new Map<string, Draft>();
  const absorbed: string[] = [];
  const moments: ConsideredMoment[] = [];
  let late = 0;
  return {
    openDraft(customerId: string): Draft {
      const known = drafts.get(customerId);
      if (known !== undefined) return known;
      const text = states.get(customerId);
      // Our own text, written by `finish`.
      const state = text === undefined ? createCustomerState() : (JSON.parse(text) as CustomerState);
      const draft: Draft = { customerId, state, isChanged: false };
      for (const { fromId, intoId, state: other } of merged) {
        if (intoId !== customerId) continue;
        absorbState(state, JSON.parse(other) as CustomerState);
        absorbed.push(fromId);
        draft.isChanged = true;
      }
      drafts.set(customerId, draft);
      return draft;
    },
    note(draft: Draft, evaluation: Evaluation): void {
      draft.isChanged ||= evaluation.isChanged;
      moments.push(...evaluation.moments);
      late += evaluation.late.length;
    },
    finish(newest: RuleSet): BatchResult {
      const changed = [...drafts.values()].filter(({ isChanged }) => isChanged);
      return {
        states: changed.map(({ customerId, state }) => {
          const due = findNextDue(state, newest);
          return {
            customerId,
            state: JSON.stringify(state),
            dueAt: due === undefined ? null : toInstantText(due),
            hasHistory: state.h !== undefined,
          };
        }),
        moments,
        absorbed,
        late,
      };
    },
  };
}
