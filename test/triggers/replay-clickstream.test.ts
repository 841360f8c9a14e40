// A shop's clickstream of four weeks through the engine and its store, against a plain loop over the file.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { NewEvent } from "../../src/domains/events/event.js";
import { installRules, type BuiltInRule } from "../../src/domains/triggers/install-rules.js";
import { evaluateDue } from "../../src/domains/triggers/rules/evaluate-batch.js";
import { readYaml } from "../../src/domains/triggers/rules/parse-rule.js";
import { createPostgresEventLog } from "../../src/events/postgres-event-log.js";
import { silentLogger } from "../../src/observability/logger.js";
import { decideWaiting } from "../../src/reactions/decide-moments.js";
import { createRuleEngine } from "../../src/reactions/rule-engine.js";
import { uuidFromName } from "../../src/shared/ids.js";
import { nothingKnown } from "../fakes/outside-facts.js";
import { createTestStore, type TestStore } from "../harness/store.js";
import { root } from "../import/import-bench.js";

const file = join(root, "../shared/data/web-events/ecom.csv.gz");
const isThere = existsSync(file);

const abandoned = readYaml(`
when:
  absence:
    after: { event: web-event.recorded, where: { name: add_to_cart } }
    without: { event: web-event.recorded, where: { name: purchase } }
    for: PT30M
by: sessionId
reEligibleAfter: P1D
expiresAfter: P1D
priority: 0.5
value: 0.5
purpose: SERVICE
text: { ko: { title: 가, explanation: 나 }, en: { title: a, explanation: b } }
`) as BuiltInRule["definition"];

interface Click {
  readonly user: string;
  readonly session: string;
  readonly name: string;
  readonly at: string;
}

/** In the order of time; those of one second in the order of the file. */
function readClicks(): readonly Click[] {
  const [, ...lines] = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n");
  return lines
    .map((line): Click => {
      const [user = "", session = "", name = "", time = ""] = line.split(",");
      return { user, session, name, at: `${time.replace(" ", "T")}Z` };
    })
    .sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
}

/**
 * Who left what is in the cart, without any of the engine: of each session, each time something was put into the cart and
 * within half an hour nothing else was and nothing was bought, unless the session was named within the day before.
 */
function listAbandoned(clicks: readonly Click[]): string[] {
  const found: string[] = [];
  for (const [session, theirs] of Map.groupBy(clicks, (click) => `${click.user} ${click.session}`)) {
    let named = Number.NEGATIVE_INFINITY;
    for (const [place, { name, at }] of theirs.entries()) {
      if (name !== "add_to_cart") continue;
      const end = Date.parse(at) + 30 * 60_000;
      const hasMore = theirs
        .slice(place + 1)
        .some((later) => ["add_to_cart", "purchase"].includes(later.name) && Date.parse(later.at) <= end);
      if (hasMore || end < named + 86_400_000) continue;
      named = end;
      found.push(`${session} ${new Date(end).toISOString()}`);
    }
  }
  return found.sort();
}

const toCustomerId = (user: string): string => uuidFromName("customer", `shop:${user}`);

function toEvent({ user, session, name, at }: Click, place: number): NewEvent {
  const recordId = String(place).padStart(6, "0");
  return {
    type: "web-event.recorded",
    kind: "WEB_EVENT",
    customerId: toCustomerId(user),
    recordId,
    record: { recordId, type: "TRACK", name, occurredAt: at, sessionId: session },
    occurredAt: at,
    dedupKey: `shop:${recordId}`,
  };
}

describe.skipIf(!isThere)(
  `the shop clickstream${isThere ? "" : " (skipped: ../shared/data/web-events is absent)"}`,
  () => {
    test(
      "abandoned carts by the engine are those of a plain loop, and a second replay fires nothing",
      { timeout: 180_000 },
      async () => {
        const clicks = readClicks();
        const users = new Map(clicks.map(({ user }) => [toCustomerId(user), user]));
        const clock = { now: () => new Date(clicks[0]?.at ?? "") };
        await using store = await createTestStore({ clock });
        await using eventLog = createPostgresEventLog({ ...store, pollMs: 20 });
        await store.sql("insert into customer (id) select * from unnest($1::uuid[])", [[...users.keys()]]);
        await installRules({ ...store, clock }, [{ name: "abandoned", definition: abandoned }]);
        const events = clicks.map(toEvent);

        await append(store, events);
        const first = await replay(store, eventLog);
        await decideOnAll(store, clock);
        const fired = (await store.sql(
          `select customer_id, subject, to_char(raised_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
             from trigger`,
        )) as { customer_id: string; subject: string; at: string }[];
        const expected = listAbandoned(clicks);
        expect(
          fired
            .map(({ customer_id, subject, at }) => `${users.get(customer_id) ?? ""} ${subject} ${at}`)
            .sort(),
        ).toEqual(expected);
        expect(first).toEqual({ events: 31_106, moments: expected.length });

        // The same events once more are no events; and the same log from its beginning fires nothing.
        expect(await append(store, events)).toBe(0);
        expect(await replay(store, eventLog)).toEqual({ events: 31_106, moments: 0 });
        process.stdout.write(
          `clickstream: ${String(first.events)} events, ${String(first.moments)} abandoned carts by the engine, ` +
            `${String(expected.length)} by the loop, 0 by a second replay\n`,
        );
      },
    );
  },
);

async function append({ unitOfWork, read }: TestStore, events: readonly NewEvent[]): Promise<number> {
  let added = 0;
  for (let place = 0; place < events.length; place += 2_000) {
    const batch = events.slice(place, place + 2_000);
    added += (await unitOfWork.run((transaction) => transaction.events.append(batch))).size;
  }
  // As if each had been told at once.
  await read(
    {
      name: "test-record-in-time",
      text: "update event set recorded_at = occurred_at where kind = 'WEB_EVENT'",
    },
    [],
  );
  return added;
}

/** The whole log through a new engine, and then the time up to a day behind its end. */
async function replay(
  store: TestStore,
  eventLog: ReturnType<typeof createPostgresEventLog>,
): Promise<{ events: number; moments: number }> {
  const engine = createRuleEngine({ ...store, logger: silentLogger });
  let [events, moments] = [0, 0];
  for (let cursor = 0n; ;) {
    const page = await eventLog.read(cursor, 1_000, { types: ["web-event.recorded"] });
    const last = page.at(-1);
    if (last === undefined) break;
    events += page.length;
    const evaluate = await engine.prepare(page);
    if (evaluate !== undefined) moments += await store.unitOfWork.run(evaluate);
    cursor = last.cursor;
  }
  const due = await store.read<[id: string]>(
    { name: "test-due", text: "select customer_id from rule_state where due_at is not null" },
    [],
  );
  const ids = due.map(([id]) => id);
  moments += await store.unitOfWork.run(async (transaction) => {
    const opened = await transaction.ruleStates.open(ids);
    const result = evaluateDue(ids, "2025-01-01T00:00:00Z", opened, engine.timeline.newest());
    await engine.keep(result, transaction);
    return result.moments.length;
  });
  return { events, moments };
}

async function decideOnAll(store: TestStore, clock: { now: () => Date }): Promise<void> {
  const parts = {
    queue: store.moments,
    triggerRules: store.triggerRules,
    unitOfWork: store.unitOfWork,
    clock,
    logger: silentLogger,
    loadOutside: () => Promise.resolve(nothingKnown),
    loadFacts: () => Promise.resolve({ profile: null, findInsight: () => undefined, segments: undefined }),
  };
  while ((await decideWaiting(parts)) > 0);
}
