import { describe, expect, test } from "vitest";
import { createGraphqlClient } from "../../src/sources/kit/graphql-client.js";
import { sendJson, startHttpSystem } from "../fakes/http-system.js";
import { calm } from "./harness.js";

async function start(answer: unknown) {
  const system = await startHttpSystem((_, response) => sendJson(response, answer));
  const client = createGraphqlClient({ url: `${system.url}/graphql`, credentials: { kind: "none" } });
  return { client, system, [Symbol.asyncDispose]: () => system[Symbol.asyncDispose]() };
}

const ask = (id: string) => ({
  field: "things",
  arguments: { owner: { type: "ID!", value: id }, first: { type: "Int!", value: 2 } },
  selection: "{ name }",
});
const two = [ask("1"), ask("2")];

describe("asks", () => {
  test("go out as one document with aliases, and equal arguments share a variable", async () => {
    await using bench = await start({ data: { a0: [], a1: [] } });
    await bench.client.ask(two, calm);
    expect(bench.system.requests.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      [
        "/graphql",
        {
          query:
            "query ($v0: ID!, $v1: Int!, $v2: ID!) {\n" +
            "a0: things(owner: $v0, first: $v1) { name }\na1: things(owner: $v2, first: $v1) { name }\n}",
          variables: { v0: "1", v1: 2, v2: "2" },
        },
      ],
    ]);
  });

  test("without any, nothing goes out", async () => {
    await using bench = await start({});
    expect(await bench.client.ask([], calm)).toEqual([]);
    expect(bench.system.requests).toEqual([]);
  });
});

describe("an error in the answer", () => {
  test("costs the item that it names, or its ask, and nothing else", async () => {
    await using bench = await start({
      data: { a0: [{ name: "x" }, null, { name: null }], a1: null },
      errors: [{ message: "a", path: ["a0", 1] }, { path: ["a0", 2, "name"] }, { path: ["a1"] }],
    });
    const [first, second] = await bench.client.ask(two, calm);
    expect([...(first?.lost ?? [])]).toEqual([
      [1, ""],
      [2, "name"],
    ]);
    expect(first?.failure).toBeUndefined();
    expect(second?.failure?.message).toBe("One ask of the query failed.");
  });

  test.each([
    ["without data", { errors: [{ message: "secret" }] }],
    ["without a place", { data: { a0: [], a1: [] }, errors: [{ message: "secret" }] }],
    ["in a form of its own", { data: "secret" }],
    ["that is no object", ["secret"]],
  ])("%s costs the batch, and its words stay there", async (_case, answer) => {
    await using bench = await start(answer);
    const fault: unknown = await bench.client.ask(two, calm).catch((error: unknown) => error);
    expect(fault).toMatchObject({ name: "HttpFault" });
    expect(String(fault)).not.toContain("secret");
  });

  test("is an ask that the answer leaves out", async () => {
    await using bench = await start({ data: { a0: [] } });
    const [first, second] = await bench.client.ask(two, calm);
    expect([first?.failure, second?.failure?.message]).toEqual([undefined, "The answer leaves an ask out."]);
  });
});

test("entities of a subgraph come in the order of their representations", async () => {
  await using bench = await start({
    data: { _entities: [{ name: "x" }, null] },
    errors: [{ path: ["_entities", 1] }],
  });
  const keys = ["1", "2"].map((id) => ({ __typename: "Thing", id }));
  const { data, lost } = await bench.client.entities(keys, "{ ... on Thing { name } }", calm);
  expect([data, [...lost]]).toEqual([[{ name: "x" }, null], [[1, ""]]]);
  expect(JSON.parse(bench.system.requests[0]?.body ?? "")).toMatchObject({
    variables: { representations: keys },
  });
});
