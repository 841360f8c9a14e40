// The lock by which one process publishes, when its connection is lost without a word.
import { expect, test } from "vitest";
import { workWhenElected } from "../../src/events/publisher-lock.js";
import { createDatabase } from "../harness/databases.js";
import { startTcpGate } from "../harness/tcp-gate.js";

test("a holder whose connection says no more stops, and another one goes on", async () => {
  await using database = await createDatabase();
  await using gate = await startTcpGate(database.url);
  const stop = new AbortController();
  const name = "publisher";
  const elected = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<void>();
  const holding = workWhenElected({ databaseUrl: gate.url, name, retryMs: 10 }, stop.signal, (gone) => {
    elected.resolve();
    gone.addEventListener("abort", () => lost.resolve());
    return lost.promise;
  });
  await elected.promise;
  gate.loseAfter("select 1");
  await lost.promise;
  await holding;
  const next = workWhenElected({ databaseUrl: database.url, name, retryMs: 10 }, stop.signal, async () => {
    stop.abort();
  });
  await expect(next).resolves.toBeUndefined();
}, 30_000);
