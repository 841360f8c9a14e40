// examples/resuming-client.ts as a reader runs it: against the demo, which is killed and started again meanwhile.
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findRunningDemo } from "../../src/demo/demo-state.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startProgram, type StartedProgram } from "../harness/start-program.js";

const customerId = toCustomerId("minjun");

async function findFreePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

async function recordConsent(url: string, token: string, clientKey: string, state: string): Promise<string> {
  const query = `mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { record { id } refusal { message } } }`;
  const input = {
    clientKey,
    customerId,
    purpose: "ANALYTICS",
    channel: "ATM",
    state,
    noticeVersion: "1",
    collectionMethod: "test",
  };
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { data } = (await response.json()) as { data: { recordConsent: { record: { id: string } } } };
  return data.recordConsent.record.id;
}

/** The consents that were printed, in their order. */
const listConsents = (program: StartedProgram): readonly string[] =>
  [...program.text().matchAll(/^\S+ CONSENT (\S+)$/gm)].map(([, id = ""]) => id);

test("the example follows the demo through a kill -9 of the gateway", { timeout: 180_000 }, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "customer-360-example-"));
  const port = await findFreePort();
  const settings = { DATA_DIR: dataDir, PORT: port, DEMO_CUSTOMERS: "10", TRAFFIC: "0" };
  const url = `http://127.0.0.1:${port}`;
  const start = async (): Promise<{ program: StartedProgram; token: string }> => {
    const program = startProgram("src/main.ts", settings);
    const [, token = ""] = await program.waitFor(/agent +SERVICE +(\S+)/);
    return { program, token };
  };
  const follow = (...after: readonly string[]): StartedProgram =>
    startProgram("examples/resuming-client.ts", { DATA_DIR: dataDir }, [url, customerId, ...after]);
  try {
    const ids: string[] = [];
    await using example = follow();
    {
      // The example is there first: it waits for a gateway that is not there yet.
      const { program, token } = await start();
      await using _ = program;
      await example.waitFor(/SNAPSHOT/);
      ids.push(await recordConsent(url, token, "example-1", "GIVEN"));
      await example.waitFor(new RegExp(`CONSENT ${ids[0] ?? ""}`));
      process.kill((await findRunningDemo(dataDir))?.pid ?? Number.NaN, "SIGKILL");
      expect(await program.end()).toBe("SIGKILL");
    }
    const { program, token } = await start();
    await using _ = program;
    ids.push(await recordConsent(url, token, "example-2", "WITHDRAWN"));
    ids.push(await recordConsent(url, token, "example-3", "GIVEN"));
    await example.waitFor(new RegExp(`CONSENT ${ids[2] ?? ""}`));
    expect(listConsents(example)).toEqual(ids);
    expect(example.text().match(/SNAPSHOT/g)).toHaveLength(1);

    const [, cursor = ""] = /^(\S+) CONSENT /m.exec(example.text()) ?? [];
    await using another = follow(cursor);
    await another.waitFor(new RegExp(`CONSENT ${ids[2] ?? ""}`));
    expect(listConsents(another)).toEqual(ids.slice(1));
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
