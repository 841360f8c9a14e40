// Two ways to an answer, one answer: operations that have a plan are answered to the byte as the general path answers them.
import request from "supertest";
import { describe, expect, test } from "vitest";
import { Purpose } from "../../src/domains/consent/consent.js";
import { Role } from "../../src/security/viewer.js";
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
