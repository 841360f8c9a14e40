// Two ways to an answer, one answer: operations that have a plan are answered to the byte as the general path answers them.
import request from "supertest";
import { describe, expect, test } from "vitest";
import { Purpose } from "../../src/domains/consent/consent.js";
import { Role } from "../../src/security/viewer.js";
import { parseNodeIdOf } from "../../src/shared/ids.js";
import { runSql } from "../harness/databases.js";
import { recordStatements } from "../harness/record-statements.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { showcase } from "../../src/demo/bank/showcase.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";
import { createOperationWriter, type GeneratedOperation } from "./generated-operations.js";

const operationCount = 2_000;
/** Accepting two media types is a choice to weigh, which is left to the general path. */
const general = "application/json, application/graphql-response+json;q=0.1";

describe("plans", () => {
  test(`answer ${String(operationCount)} generated operations as the general path does, as every role and purpose`, async () => {
    await using app = await startTestApp({ isFollowing: false, requestDeadlineMs: 20_000 });
    const ids = await listCustomerIds(app);
    const write = createOperationWriter(1, ids);
    const operations = Array.from({ length: operationCount }, write);
    const callers = Object.values(Role).flatMap((role) =>
      Object.values(Purpose).map((purpose) => ({ role, purpose })),
    );
    const tokens = await Promise.all(callers.map((caller) => app.token(caller)));
    app.takePlanned();
    const differences: string[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let at = next++; at < operations.length; at = next++) {
        const operation = operations[at]!;
        // Half of them as an agent, for whom most is plain.
        const token =
          tokens[
            at % 2 === 0
              ? callers.findIndex(({ role, purpose }) => role === "AGENT" && purpose === "SERVICE")
              : at % tokens.length
          ]!;
        // A plan is made when an operation comes a second time.
        await send(app, operation, token, "application/json");
        const short = await send(app, operation, token, "application/json");
        const long = await send(app, operation, token, general);
        if (short !== long)
          differences.push(`${operation.query}\n${JSON.stringify(operation.variables)}\n${short}\n${long}`);
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
    expect(differences.slice(0, 3)).toEqual([]);
    // It would prove nothing if hardly one of them had a plan.
    const planned = app.takePlanned();
    expect(planned).toBeGreaterThan(operationCount / 5);
  }, 300_000);

  test("read of a profile the columns of what is selected, and as a record where its text cannot be made", async () => {
    await using app = await startTestApp({ isFollowing: false });
    const [minjun, seoyeon, youngja] = [
      toCustomerId("minjun"),
      toCustomerId("seoyeon"),
      toCustomerId("youngja"),
    ];
    const token = await app.token();
    const query = "query ($id: ID!) { customer(id: $id) { profile { displayName } } }";
    /** The answer of the plan, which is that of the general path, and how often the CRM was asked for what. */
    const ask = async (id: string) => {
      const operation = { query, variables: { id } };
      const long = await send(app, operation, token, general);
      app.takePlanned();
      const { result, statements } = await recordStatements(() =>
        send(app, operation, token, "application/json"),
      );
      expect(result).toBe(long);
      expect(app.takePlanned()).toBe(1);
      return {
        body: result.slice(result.indexOf("{")).trim(),
        crm: statements.flatMap(({ text }) => (text.includes("cust_mst") ? [text] : [])),
      };
    };
    const toBody = (displayName: string | null): string =>
      JSON.stringify({ data: { customer: { profile: displayName === null ? null : { displayName } } } });
    await send(app, { query, variables: { id: minjun } }, token, "application/json");

    const fits =
      "join_dtm is null or (join_dtm >= '0001-01-01 00:00:00+00' and join_dtm < '10000-01-01 00:00:00+00')";
    const shaped = `select cust_no, ${fits}, cust_nm, cust_eng_nm from cust_mst where cust_no = any($1)`;
    expect(await ask(minjun)).toEqual({ body: toBody("김민준"), crm: [shaped] });

    await runSql(app.bank.urls.crm, "update cust_mst set join_dtm = 'infinity' where cust_no = $1", [
      showcase.seoyeon.custNo,
    ]);
    const unfit = await ask(seoyeon);
    expect(unfit).toMatchObject({ body: toBody(null), crm: { length: 2 } });

    // A person whom the CRM had twice, until somebody saw it.
    await runSql(
      app.bank.urls.gateway,
      "update identity_link set customer_id = $1 where customer_id = $2 and namespace = 'CRM_ID'",
      [parseNodeIdOf("Customer", minjun), parseNodeIdOf("Customer", youngja)],
    );
    // What is read early on the strength of the remembered head counts for nothing, and is read no second time.
    await ask(minjun);
    const merged = await ask(minjun);
    expect(merged.crm).not.toContain(shaped);
    expect(merged.crm.length).toBeGreaterThan(0);
    expect(await ask(youngja)).toEqual({ body: toBody(null), crm: [] });
  });
});

test("a plan shows of a remembered customer only what the store still says, and logs only what it shows", async () => {
  await using app = await startTestApp({ isFollowing: false });
  const id = toCustomerId("minjun");
  const token = await app.token();
  const operation = {
    query: "query ($id: ID!) { customer(id: $id) { profile { displayName } } }",
    variables: { id },
  };
  const ask = (accept: string) => send(app, operation, token, accept);
  const countEntries = async () =>
    (
      (await runSql(
        app.bank.urls.gateway,
        "select decision, count(*)::int as count from access_entry group by decision order by decision",
      )) as { decision: string; count: number }[]
    ).map(({ decision, count }) => [decision, count]);
  for (let times = 0; times < 3; times += 1) expect(await ask("application/json")).toContain("김민준");
  expect(app.takePlanned()).toBe(2);
  expect(await countEntries()).toEqual([["ALLOWED", 3]]);

  await runSql(app.bank.urls.gateway, "update customer set restricted_at = now() where id = $1", [
    parseNodeIdOf("Customer", id),
  ]);
  const withheld = await ask("application/json");
  expect(withheld).not.toContain("김민준");
  expect(withheld).toBe(await ask(general));
  expect(app.takePlanned()).toBe(0);
  expect(await countEntries()).toEqual([
    ["ALLOWED", 3],
    ["DENIED", 2],
  ]);

  await runSql(app.bank.urls.gateway, "update customer set restricted_at = null where id = $1", [
    parseNodeIdOf("Customer", id),
  ]);
  expect(await ask("application/json")).toContain("김민준");
  expect(app.takePlanned()).toBe(1);
});

async function send(
  app: TestApp,
  operation: GeneratedOperation,
  token: string,
  accept: string,
): Promise<string> {
  const response = await request(app.url)
    .post("/graphql")
    .set("authorization", `Bearer ${token}`)
    .set("accept", accept)
    .buffer(true)
    .parse((incoming, done) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => done(null, Buffer.concat(chunks).toString("utf8")));
    })
    .send(operation);
  return `${String(response.status)} ${String(response.headers["content-type"])} ${String(response.body)}`;
}

async function listCustomerIds(app: TestApp): Promise<readonly string[]> {
  const { data } = await app.ask("{ customers(first: 60) { edges { node { id } } } }");
  return (data as unknown as { customers: { edges: { node: { id: string } }[] } }).customers.edges.map(
    ({ node }) => node.id,
  );
}
