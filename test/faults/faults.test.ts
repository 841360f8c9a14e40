// The fault run in small (at its full size it is `npm run --silent faults`), and a deployment: nothing may be lost by either.
// In one file, because each takes the machine.
import { expect, test, vi } from "vitest";
import { startFlow } from "./event-flow.js";
import { runFaults, toFaultTable } from "./run-faults.js";

test("kill -9 of every part in turn loses, repeats and reorders nothing", { timeout: 240_000 }, async () => {
  const lines: string[] = [];
  const report = await runFaults(
    {
      rounds: 4,
      events: 4_000,
      eventsPerSecond: 250,
      subscribers: 40,
      customers: 10,
      gateways: 1,
      subscriberProcesses: 1,
      tokenSeconds: 8,
    },
    (line) => lines.push(line),
  );
  process.stdout.write(`${lines.join("\n")}\n${toFaultTable(report)}`);
  expect(report.written.visits + report.written.transfers).toBe(4_000);
  // Each customer is followed by four.
  expect(report.verdict.deliveries).toBeGreaterThanOrEqual(4 * 4_000);
  expect(report.verdict).toMatchObject({ lost: 0, repeated: 0, outOfOrder: 0 });
});

test(
  "a rolling restart of two gateways sends every client elsewhere and loses nothing",
  { timeout: 240_000 },
  async () => {
    await using flow = await startFlow({
      events: 100_000,
      eventsPerSecond: 100,
      subscribers: 24,
      customers: 6,
      gateways: 2,
      subscriberProcesses: 1,
      tokenSeconds: 600,
      isBalanced: true,
    });
    const { written } = flow;
    const untilMore = (): Promise<void> => {
      const before = written.visits;
      return vi.waitFor(() => expect(written.visits).toBeGreaterThan(before + 100), { timeout: 60_000 });
    };
    await untilMore();
    for (const { process: gateway } of flow.system.gateways) {
      await gateway.stop();
      await untilMore();
      await gateway.start();
      await untilMore();
    }
    await flow.stopWriting();
    const verdict = await flow.finish();
    expect(verdict.deliveries).toBeGreaterThanOrEqual(4 * written.visits);
    // Every client was told to go, and none of its connections broke: at most, it knocked where nobody was any more.
    const { "socket closed 1001": sockets, "stream ended": streams, ...others } = verdict.interruptions;
    expect([sockets, streams]).toEqual([expect.any(Number), expect.any(Number)]);
    expect((sockets ?? 0) + (streams ?? 0)).toBeGreaterThanOrEqual(24);
    expect(Object.keys(others).filter((why) => !why.endsWith("CONNECTION_FAILED"))).toEqual([]);
    expect(verdict).toMatchObject({ lost: 0, repeated: 0, outOfOrder: 0 });
  },
);
