// Several processes on one port, started as a user starts them.
import { readlinkSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { findTree, listProcesses } from "../../bench/measure/process-tree.js";
import { findRunningDemo } from "../../src/demo/demo-state.js";
import { startProgram } from "../harness/start-program.js";

const isNode = (pid: number): boolean => readlinkSync(`/proc/${String(pid)}/exe`).endsWith("node");
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 50 });

test(
  "two processes answer on one port, one that is killed is replaced, and all stop in order",
  { timeout: 120_000 },
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "customer-360-forks-"));
    try {
      await using program = startProgram("src/main.ts", {
        DATA_DIR: dataDir,
        PORT: "0",
        DEMO_CUSTOMERS: "10",
        TRAFFIC: "0",
        WEB_CONCURRENCY: "2",
      });
      const [, url = ""] = await program.waitFor(/GraphQL +(http\S+)\/graphql\n[^]*Ctrl-C stops everything/);
      const [, token = ""] = await program.waitFor(/agent +SERVICE +(\S+)/);
      const ask = async (): Promise<unknown> => {
        const response = await fetch(`${url}/graphql`, {
          method: "POST",
          signal: AbortSignal.timeout(5_000),
          headers: {
            "content-type": "application/json",
            authorization: `Bearer ${token}`,
            connection: "close",
          },
          body: JSON.stringify({
            query: `{ customerByIdentity(identity: { namespace: PHONE, value: "010-1234-5678" }) { profile { displayName } } }`,
          }),
        });
        return response.json();
      };
      const answer = { data: { customerByIdentity: { profile: { displayName: "김민준" } } } };
      // More than one of each process.
      for (let time = 0; time < 4; time += 1) expect(await ask()).toEqual(answer);
      expect(await findRunningDemo(dataDir)).toMatchObject({ gatewayUrl: url });

      /** The forks: the grandchildren of the launcher that are Node again. */
      const listForks = (): readonly number[] => {
        const tree = findTree(listProcesses(), program.pid);
        const [launcher, main] = tree;
        expect(main?.parent).toBe(launcher?.pid);
        return tree.filter(({ pid, parent }) => parent === main?.pid && isNode(pid)).map(({ pid }) => pid);
      };
      const before = listForks();
      expect(before).toHaveLength(2);
      process.kill(before[0]!, "SIGKILL");
      // While one is missing the other answers; only a connection that was just being handed to it is lost.
      await vi.waitFor(async () => expect(await ask()).toEqual(answer), { timeout: 30_000, interval: 100 });
      await eventually(() => {
        const after = listForks();
        expect(after).toHaveLength(2);
        expect(after).not.toContain(before[0]);
      });
      await program.waitFor(/A process that answers died/);
      for (let time = 0; time < 4; time += 1) expect(await ask()).toEqual(answer);
      let metrics = "";
      // The new process is told of when it has begun.
      await vi.waitFor(
        async () => {
          metrics = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(10_000) })).text();
          const told = metrics.matchAll(
            /^customer360_process_memory_bytes\{kind="resident",process="(\w+)"\}/gm,
          );
          expect(new Set([...told].map(([, name]) => name))).toEqual(new Set(["2", "3", "primary"]));
        },
        { timeout: 30_000, interval: 100 },
      );
      expect(metrics).toMatch(
        /customer360_operations_total\{operation="query",outcome="OK",way="\w+",process="2"\}/,
      );

      const forks = listForks();
      program.kill("SIGTERM");
      expect(await program.end()).toBe(0);
      expect(listProcesses().filter(({ pid }) => forks.includes(pid))).toEqual([]);
    } finally {
      await rm(dataDir, { recursive: true });
    }
  },
);
