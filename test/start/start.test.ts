import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findRunningDemo } from "../../src/demo/demo-state.js";
import { findRunningPostmaster } from "../../src/demo/postgres/postmaster.js";
import { startDemoServices } from "../../src/demo/services/start-demo-services.js";
import { createDatabase, createSourceDatabases } from "../harness/databases.js";
import { startProgram, type StartedProgram } from "../harness/start-program.js";

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "customer-360-start-"));
});
afterAll(() => rm(dataDir, { recursive: true }));

function start(
  environment: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): StartedProgram {
  const settings = { DATA_DIR: dataDir, PORT: "0", DEMO_CUSTOMERS: "10", TRAFFIC: "0", ...environment };
  return startProgram("src/main.ts", settings, args);
}

async function findUrl(program: StartedProgram): Promise<string> {
  const [, url = ""] = await program.waitFor(/GraphQL +(http\S+)\/graphql\n[^]*Ctrl-C stops everything/);
  return url;
}

async function ask(url: string, token: string, query: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

const whoCalls = `{ customerByIdentity(identity: { namespace: PHONE, value: "010-1234-5678" }) { profile { displayName } } }`;

describe("npm start", { timeout: 120_000 }, () => {
  test("makes the bank, answers with a printed token and with one of the token command, and stops in order", async () => {
    await using program = start();
    const url = await findUrl(program);
    expect(program.text()).toMatch(/Starting the demo bank\n/);
    expect((await fetch(`${url}/live`)).status).toBe(200);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    expect(await findRunningDemo(dataDir)).toMatchObject({ gatewayUrl: url });

    const answer = { data: { customerByIdentity: { profile: { displayName: "김민준" } } } };
    const [, printed = ""] = await program.waitFor(/agent +SERVICE +(\S+)/);
    expect(await ask(url, printed, whoCalls)).toEqual(answer);

    const roleAndPurpose = ["--role", "agent", "--purpose", "SERVICE"];
    const command = startProgram("src/demo/token-command.ts", { DATA_DIR: dataDir }, roleAndPurpose);
    expect(await command.end()).toBe(0);
    expect(command.text()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(await ask(url, command.text().trim(), whoCalls)).toEqual(answer);

    program.kill("SIGTERM");
    expect(await program.end()).toBe(0);
    expect(await findRunningPostmaster(join(dataDir, "postgres/cluster"))).toBeUndefined();
    expect(await findRunningDemo(dataDir)).toBeUndefined();
  });

  test("after kill -9 answers again with the same customers", async () => {
    const query = "{ customers(first: 3) { edges { node { id } } } }";
    let before: unknown;
    {
      await using program = start();
      const url = await findUrl(program);
      const [, token = ""] = await program.waitFor(/agent +SERVICE +(\S+)/);
      before = await ask(url, token, query);
      expect(before).toMatchObject({ data: { customers: { edges: [{}, {}, {}] } } });
      const demo = await findRunningDemo(dataDir);
      process.kill(demo?.pid ?? Number.NaN, "SIGKILL");
      expect(await program.end()).toBe("SIGKILL");
    }
    await using program = start();
    const url = await findUrl(program);
    const [, token = ""] = await program.waitFor(/agent +SERVICE +(\S+)/);
    expect(await ask(url, token, query)).toEqual(before);
  });

  test.each([
    ["every database and every service is given", true],
    ["every database is given; the demo's services then read the given CRM", false],
  ])("starts no PostgreSQL of its own when %s", async (_when, withServices) => {
    await using sources = await createSourceDatabases();
    await using services = await startDemoServices(sources.urls.crm);
    await using gateway = await createDatabase();
    const elsewhere = join(dataDir, "elsewhere");
    await using program = start({
      DATA_DIR: elsewhere,
      DATABASE_URL: gateway.url,
      CRM_URL: sources.urls.crm,
      WEB_EVENTS_URL: sources.urls.web_events,
      TRANSFERS_URL: sources.urls.transfers,
      CONSULTATIONS_URL: sources.urls.consultations,
      ...(withServices && services.settings),
    });
    const url = await findUrl(program);
    const ready = await fetch(`${url}/ready`);
    expect(ready.status).toBe(200);
    const { parts } = (await ready.json()) as { parts: Record<string, { ready: boolean }> };
    expect(Object.keys(parts).filter((part) => parts[part]?.ready !== true)).toEqual([]);
    expect(program.text()).not.toContain("demo bank");
    await expect(readFile(join(elsewhere, "postgres/password"))).rejects.toThrow(/ENOENT/);
  });

  test("tells that the port is in use before it starts anything", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = String(address !== null && typeof address === "object" ? address.port : 0);
    await using program = start({ PORT: port });
    expect(await program.end()).toBe(1);
    expect(program.text()).toBe(
      `Port ${port} on 127.0.0.1 is in use: stop what listens there, or set another PORT.\n`,
    );
    server.close();
  });

  test("lists every broken setting in one message and ends with 1", async () => {
    await using program = start({ PORT: "http", OIDC_AUDIENCE: "gateway" }, ["--traffic", "much"]);
    expect(await program.end()).toBe(1);
    const lines = program.text().trimEnd().split("\n");
    expect(lines.map((line) => line.split(":", 1)[0]?.trim())).toEqual([
      "3 settings are wrong",
      "PORT",
      "TRAFFIC (--traffic)",
      "OIDC_ISSUER",
    ]);
  });
});

describe("the token command", { timeout: 60_000 }, () => {
  test.each([
    [
      ["--role", "boss"],
      /--role must be one of frontend, agent, internal-app, analyst, privacy-officer, admin/,
    ],
    [
      ["--role", "agent", "--purpose", "FUN"],
      /--purpose must be one of SERVICE, MARKETING, ANALYTICS, LEGAL/,
    ],
    [["--role", "agent"], /There is no demo in .*nowhere/],
  ])("with %j says why not and ends with 1", async (args, message) => {
    const command = startProgram("src/demo/token-command.ts", { DATA_DIR: join(dataDir, "nowhere") }, args);
    expect(await command.end()).toBe(1);
    expect(command.text()).toMatch(message);
  });
});
