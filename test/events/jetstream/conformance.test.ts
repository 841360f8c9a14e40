import { describe } from "vitest";
import { reasonWithoutNats, startNats } from "../../harness/nats-server.js";
import { createTestStore } from "../../harness/store.js";
import { testEventLog } from "../event-log-conformance.js";
import { openStreamedLog, untilHearing } from "./streamed-log.js";

describe.skipIf(reasonWithoutNats !== undefined)(
  `the event log over JetStream${reasonWithoutNats ? ` (skipped: ${reasonWithoutNats})` : ""}`,
  () => {
    testEventLog("JetStream", async () => {
      await using started = new AsyncDisposableStack();
      const nats = started.use(await startNats());
      const store = started.use(await createTestStore());
      const opened = started.use(await openStreamedLog(store, nats));
      await untilHearing(opened);
      const running = started.move();
      return {
        log: opened.log,
        append: (events) => opened.append(...events),
        removeThrough: async (cursor) => {
          await store.sql("delete from event_floor");
          await store.sql("insert into event_floor (id, cursor) values (1, $1)", [cursor.toString()]);
          await store.sql("delete from event where cursor <= $1", [cursor.toString()]);
        },
        [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
      };
    });
  },
);
