// A cluster of three servers that each hold the stream: one may die, also the one that leads it.
import { describe, expect, test, vi } from "vitest";
import type { LoggedEvent } from "../../../src/domains/events/event.js";
import { reasonWithoutNats, startNatsCluster } from "../../harness/nats-server.js";
import { createTestStore } from "../../harness/store.js";
import { makeEvent } from "../event-log-conformance.js";
import {
  collect,
  openStreamedLog,
  untilHearing,
  untilStreamHolds,
  viewStream,
  waiting,
} from "./streamed-log.js";

vi.setConfig({ testTimeout: 90_000 });

const keysOf = (events: readonly Pick<LoggedEvent, "dedupKey">[]) => events.map(({ dedupKey }) => dedupKey);
/** An election takes the servers some seconds. */
const slowly = { ...waiting, timeout: 40_000 };

describe.skipIf(reasonWithoutNats !== undefined)(
  `the stream on three servers${reasonWithoutNats ? ` (skipped: ${reasonWithoutNats})` : ""}`,
  () => {
    test("loses and repeats nothing when the one that leads it is killed", async () => {
      await using servers = await startNatsCluster();
      await using store = await createTestStore();
      const { nodes } = servers;
      await using opened = await openStreamedLog(store, nodes[0]!, {
        address: { urls: nodes.map(({ url }) => url) },
        stream: { prefix: "test", replicas: 3, hours: 1 },
      });
      await untilHearing(opened, slowly);
      await using here = collect(opened);
      const appended: string[] = [];
      const append = async (count: number) => {
        for (let at = 0; at < count; at += 1) {
          const event = makeEvent();
          await opened.append(event);
          appended.push(event.dedupKey);
        }
      };
      await append(50);
      await using view = await viewStream(nodes[0]!);
      const { cluster } = await view.streams.info(await view.findName());
      const leader = nodes.find(({ name }) => name === cluster?.leader)!;
      const other = nodes.find((node) => node !== leader)!;
      await leader.kill();
      await append(50);
      await vi.waitFor(() => expect(keysOf(here.got)).toEqual(appended), waiting);
      await untilHearing(opened, slowly);
      await append(50);
      await vi.waitFor(() => expect(keysOf(here.got)).toEqual(appended), waiting);
      await using after = await viewStream(other);
      expect(await untilStreamHolds(after, here.got)).toHaveLength(150);
    });
  },
);
