import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { isWanted, type EventFilter, type EventLog, type LoggedEvent } from "../domains/events/event.js";
import { createEventStream } from "./event-stream.js";

/** A log in memory that tells its followers only when asked to, so that the order of things is the test's. */
function fakeLog() {
  const events: LoggedEvent[] = [];
  let tell: (events: readonly LoggedEvent[]) => void = () => undefined;
  let told = 0;
  let reads = 0;
  const log: EventLog = {
    read: async (cursor, limit, filter: EventFilter = {}) => {
      reads += 1;
      return events.filter((event) => event.cursor > cursor && isWanted(event, filter)).slice(0, limit);
    },
    latestCursor: async () => BigInt(events.length),
    oldestCursor: async () => 0n,
    hasReached: async (cursor) => cursor <= BigInt(events.length),
    follow: (onEvents, after) => {
      tell = onEvents;
      told = Number(after);
      return { [Symbol.asyncDispose]: async () => undefined };
    },
  };
  return {
    log,
    reads: () => reads,
    append(customerId: string, kind: LoggedEvent["kind"] = "WEB_EVENT") {
      const cursor = BigInt(events.length + 1);
      events.push({
        cursor,
        customerId,
        kind,
        type: "web-event.recorded",
        recordId: null,
        record: null,
        occurredAt: "2026-01-01T00:00:00Z",
        recordedAt: "2026-01-01T00:00:00Z",
        dedupKey: String(cursor),
      });
    },
    wanted: (customerId: string, after: number) =>
      events
        .filter((event) => event.customerId === customerId && event.cursor > after)
        .map(({ cursor }) => String(cursor)),
    tell() {
      tell(events.slice(told));
      told = events.length;
    },
  };
}

async function take(stream: AsyncGenerator<LoggedEvent, void, void>, count: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const next = await stream.next();
    if (next.done === true) break;
    taken.push(String(next.value.cursor));
  }
  return taken;
}

describe("a stream of events", () => {
  it("gives what is there, then what comes, without a gap or a repeat", async () => {
    const fake = fakeLog();
    await using streams = createEventStream(fake.log);
    fake.append("a");
    fake.append("b");
    const stream = streams.read(0n, { customerIds: ["a"] }, new AbortController().signal);
    expect(await take(stream, 1)).toEqual(["1"]);
    const next = take(stream, 2);
    fake.append("b");
    fake.append("a");
    fake.append("a");
    fake.tell();
    expect(await next).toEqual(["4", "5"]);
  });

  it("goes on behind the cursor it is given", async () => {
    const fake = fakeLog();
    await using streams = createEventStream(fake.log);
    for (let n = 0; n < 5; n += 1) fake.append("a");
    expect(await take(streams.read(3n, {}, new AbortController().signal), 2)).toEqual(["4", "5"]);
  });

  it("gives more than one part of the log", async () => {
    const fake = fakeLog();
    await using streams = createEventStream(fake.log);
    for (let n = 0; n < 450; n += 1) fake.append("a");
    const taken = await take(streams.read(0n, {}, new AbortController().signal), 450);
    expect(taken).toEqual(Array.from({ length: 450 }, (_, n) => String(n + 1)));
  });

  it("is not woken by events that it does not want", async () => {
    const fake = fakeLog();
    await using streams = createEventStream(fake.log);
    const stream = streams.read(0n, { customerIds: ["a"], kinds: ["CONSENT"] }, new AbortController().signal);
    const next = take(stream, 1);
    await vi.waitFor(() => expect(fake.reads()).toBe(1));
    fake.append("b", "CONSENT");
    fake.append("a", "TRANSFER");
    fake.tell();
    fake.append("a", "CONSENT");
    fake.tell();
    expect(await next).toEqual(["3"]);
  });

  it("asks the log no more once it has reached its end", async () => {
    const fake = fakeLog();
    await using streams = createEventStream(fake.log);
    fake.append("a");
    const stream = streams.read(0n, {}, new AbortController().signal);
    expect(await take(stream, 1)).toEqual(["1"]);
    const next = take(stream, 3);
    for (let n = 0; n < 3; n += 1) {
      fake.append("a");
      fake.tell();
    }
    expect(await next).toEqual(["2", "3", "4"]);
    expect(fake.reads()).toBe(1);
  });

  it("goes back to the log when its reader was too slow to be waited for", async () => {
    const fake = fakeLog();
    await using streams = createEventStream(fake.log);
    const stream = streams.read(0n, {}, new AbortController().signal);
    fake.append("a");
    expect(await take(stream, 1)).toEqual(["1"]);
    for (let n = 0; n < 1_000; n += 1) {
      fake.append("a");
      fake.tell();
    }
    const taken = await take(stream, 1_000);
    expect(taken).toEqual(Array.from({ length: 1_000 }, (_, n) => String(n + 2)));
  });

  it("misses and repeats nothing, whenever events come, are told and are taken", async () => {
    const step = fc.constantFrom("append", "append", "append many", "tell", "take", "turn");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(3), async (steps, after) => {
        const fake = fakeLog();
        await using streams = createEventStream(fake.log);
        for (let n = 0; n < 3; n += 1) fake.append("a");
        const gone = new AbortController();
        const stream = streams.read(BigInt(after), { customerIds: ["a"] }, gone.signal);
        const taken: string[] = [];
        let taking = Promise.resolve();
        for (const what of steps) {
          if (what === "append") fake.append(steps.length % 2 === 0 ? "b" : "a");
          if (what === "append many") for (let n = 0; n < 150; n += 1) fake.append("a");
          if (what === "tell") fake.tell();
          if (what === "take") taking = taking.then(async () => void taken.push(...(await take(stream, 1))));
          if (what === "turn") await new Promise(setImmediate);
        }
        const wanted = fake.wanted("a", after);
        taking = taking.then(
          async () => void taken.push(...(await take(stream, wanted.length - taken.length))),
        );
        for (let turn = 0; taken.length < wanted.length && turn < 1_000; turn += 1) {
          fake.tell();
          await new Promise(setImmediate);
        }
        gone.abort();
        await taking;
        expect(taken).toEqual(wanted);
      }),
    );
  });

  it("ends when its reader goes, also while it waits", async () => {
    const fake = fakeLog();
    await using streams = createEventStream(fake.log);
    const reader = new AbortController();
    const next = take(streams.read(0n, {}, reader.signal), 1);
    await vi.waitFor(() => expect(fake.reads()).toBe(1));
    reader.abort();
    expect(await next).toEqual([]);
  });
});
