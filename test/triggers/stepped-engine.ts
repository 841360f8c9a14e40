// The engine over a real store, driven step by step: the clock stands still between the steps, and every timer that is due in
// between fires when its time has come. Events count as recorded when they happened.
import { installRules, type BuiltInRule } from "../../src/domains/triggers/install-rules.js";
import { attendTrigger } from "../../src/domains/triggers/attend-trigger.js";
import type { NewEvent } from "../../src/domains/events/event.js";
import { evaluateDue } from "../../src/domains/triggers/rules/evaluate-batch.js";
import type { OutsideFacts } from "../../src/domains/triggers/silence/silence-facts.js";
import { createPostgresEventLog } from "../../src/events/postgres-event-log.js";
import { silentLogger } from "../../src/observability/logger.js";
import { decideWaiting, type MomentParts } from "../../src/reactions/decide-moments.js";
import { createRuleEngine } from "../../src/reactions/rule-engine.js";
import { nothingKnown } from "../fakes/outside-facts.js";
import type { TestStore } from "../harness/store.js";

/** What the clock of a store and its engine shows. */
export interface SteppedTime {
  now: Date;
}

/** The engine, by hand. */
export interface SteppedEngine extends AsyncDisposable {
  install(rules: readonly BuiltInRule[]): Promise<void>;
  /** Lets time pass until the events happen, and tells of them; those of one call are one batch. */
  tell(...events: readonly NewEvent[]): Promise<void>;
  /** Lets time pass; what is due at that very instant waits. */
  passUntil(instant: string): Promise<void>;
  /** Decides on the moments that wait and are due. */
  decide(): Promise<void>;
  readonly eventLog: ReturnType<typeof createPostgresEventLog>;
}

const utc = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const nextDue = {
  name: "test-next-due",
  text: `select ${utc("min(due_at)")} from rule_state where due_at < $1`,
};
const nextHeld = {
  name: "test-next-held",
  text: `select id, ${utc("held_until")} from trigger where status = 'HELD' and held_until < $1
          order by held_until, id limit 1`,
};
const dueStates = { name: "test-due-states", text: "select customer_id from rule_state where due_at <= $1" };
const recordInTime = {
  name: "test-record-in-time",
  text: "update event set recorded_at = occurred_at where cursor > $1 and kind <> 'TRIGGER'",
};

/** Makes an engine over a store whose clock shows `time`. */
export function createSteppedEngine(
  store: TestStore,
  time: SteppedTime,
  loadOutside: MomentParts["loadOutside"] = (): Promise<OutsideFacts> => Promise.resolve(nothingKnown),
  loadFacts: MomentParts["loadFacts"] = () =>
    Promise.resolve({ profile: null, findInsight: () => undefined, segments: undefined }),
): SteppedEngine {
  const { unitOfWork, triggerRules, ruleStates, moments: queue } = store;
  const clock = { now: () => time.now };
  const engine = createRuleEngine({ triggerRules, ruleStates, logger: silentLogger });
  const eventLog = createPostgresEventLog({ ...store, pollMs: 20 });
  const deciding: MomentParts = {
    queue,
    triggerRules,
    unitOfWork,
    clock,
    logger: silentLogger,
    loadOutside,
    loadFacts,
  };
  let cursor = 0n;

  /** The clock goes in milliseconds: up to the next one, so that nothing is early. */
  const setClock = (instant: string): void => {
    const hasMicros = Number(instant.slice(23, -1)) > 0;
    time.now = new Date(Date.parse(instant) + (hasMicros ? 1 : 0));
  };
  const decideAll = async (): Promise<void> => {
    while ((await decideWaiting(deciding)) > 0);
  };

  async function fireRules(before: string): Promise<string | undefined> {
    const [row] = await store.read<[due: string | null]>(nextDue, [before]);
    return row?.[0] ?? undefined;
  }

  async function passUntil(instant: string): Promise<void> {
    for (;;) {
      const due = await fireRules(instant);
      const [held] = await store.read<[id: string, due: string]>(nextHeld, [instant]);
      if (due === undefined && held === undefined) return;
      if (held !== undefined && (due === undefined || held[1] <= due)) {
        setClock(held[1]);
        await attendTrigger({ unitOfWork, clock, loadOutside }, held[0]);
      } else if (due !== undefined) {
        setClock(due);
        await attendDue(due);
        await decideAll();
      }
    }
  }

  async function attendDue(now: string): Promise<void> {
    const ids = (await store.read<[customerId: string]>(dueStates, [now])).map(([id]) => id);
    await engine.refresh();
    await unitOfWork.run(async (transaction) => {
      const opened = await transaction.ruleStates.open(ids);
      await engine.keep(evaluateDue(ids, now, opened, engine.timeline.newest()), transaction);
    });
  }

  return {
    eventLog,
    install: async (rules) => void (await installRules({ ...store, clock }, rules)),
    passUntil,
    decide: decideAll,
    async tell(...events) {
      const first = events[0]?.occurredAt ?? "";
      await passUntil(first);
      setClock(first);
      await unitOfWork.run((transaction) => transaction.events.append(events));
      await store.read(recordInTime, [cursor.toString()]);
      const logged = await eventLog.read(cursor, 1_000);
      cursor = logged.at(-1)?.cursor ?? cursor;
      const evaluate = await engine.prepare(logged);
      if (evaluate !== undefined) await unitOfWork.run(evaluate);
      await decideAll();
    },
    [Symbol.asyncDispose]: () => eventLog[Symbol.asyncDispose](),
  };
}
