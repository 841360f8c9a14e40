// Resolvers that break in every way while an answer goes out in parts: it costs that part, or at worst that answer.
import { buildSchema, GraphQLSchema } from "graphql";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { EventStream } from "../../src/events/event-stream.js";
import { createPipeline } from "../../src/graphql/create-pipeline.js";
import { incrementalDirectives } from "../../src/graphql/incremental/directives.js";
import type { UseCases } from "../../src/graphql/use-cases.js";
import { createLoaders } from "../../src/loaders/create-loaders.js";
import { silentLogger } from "../../src/observability/logger.js";
import { toGatewayError } from "../../src/observability/report.js";
import { loadPolicy } from "../../src/security/policy/load-policy.js";
import type { Viewer } from "../../src/security/viewer.js";
import { systemClock } from "../../src/shared/clock.js";
import { startTransport } from "../../src/transport/start-transport.js";
import { createFakeStores } from "../fakes/fake-stores.js";
import { ScriptedAccessLog } from "../fakes/scripted-access-log.js";
import { connectLive } from "../harness/live-client.js";
import { askInParts, type PartedAnswer } from "../harness/multipart-client.js";

const viewer: Viewer = {
  id: "tester",
  roles: ["AGENT"],
  purpose: "SERVICE",
  expiresAt: new Date(Date.now() + 600_000),
};

/** What an object of the schema answers, by field. */
const brokenFields = {
  fine: () => "fine",
  throwsNull: () => {
    // oxlint-disable-next-line typescript/only-throw-error -- libraries do throw what is not an error
    throw null;
  },
  rejectsLater: async () => {
    await new Promise(setImmediate);
    // oxlint-disable-next-line typescript/only-throw-error -- libraries do throw what is not an error
    throw Symbol("secret");
  },
  wanted: () => Promise.reject(new Error("secret")),
  async *endsBadly() {
    yield "one";
    yield "two";
    throw new Error("secret");
  },
  // Passes as a scalar and cannot be written as JSON.
  unwritable: () => 1n,
};

function createBrokenSchema(): GraphQLSchema {
  const plain = buildSchema(`
    scalar Anything
    type Query { fine: String broken: Broken }
    type Broken { fine: String throwsNull: String rejectsLater: String wanted: String! endsBadly: [String!] unwritable: Anything }
  `);
  const fields = plain.getQueryType()?.getFields();
  if (fields?.["broken"]) fields["broken"].resolve = () => brokenFields;
  if (fields?.["fine"]) fields["fine"].resolve = () => "fine";
  return new GraphQLSchema({
    ...plain.toConfig(),
    directives: [...plain.getDirectives(), ...incrementalDirectives],
  });
}

const running = new AsyncDisposableStack();
const unhandled = vi.fn<() => void>();
let url: string;
beforeAll(async () => {
  process.on("unhandledRejection", unhandled);
  process.on("uncaughtException", unhandled);
  const pipeline = await createPipeline(
    createBrokenSchema(),
    {
      clock: systemClock,
      useCases: {} as UseCases,
      events: {} as EventStream,
      policy: loadPolicy(),
      accessLog: new ScriptedAccessLog(),
      createLoaders: () =>
        createLoaders({ sources: [], stores: createFakeStores({ customers: {} }), readTimeoutMs: 1_000 }),
    },
    (error) => toGatewayError(error, silentLogger),
  );
  const transport = await startTransport({
    handler: pipeline,
    authenticator: { authenticate: async () => ({ viewer, application: null }) },
    settings: { port: 0 },
    logger: silentLogger,
    findHealth: async () => [],
  });
  running.defer(() => pipeline.apollo.stop());
  running.use(transport);
  url = transport.url;
});
afterAll(async () => {
  await running.disposeAsync();
  process.off("unhandledRejection", unhandled);
  process.off("uncaughtException", unhandled);
  // Whatever broke was answered; nothing reached the process.
  expect(unhandled).not.toHaveBeenCalled();
});

const ask = (query: string): Promise<PartedAnswer> =>
  askInParts({ url, token: async () => "any" }, { query: `{ fine broken { ${query} } }` });

it.each(["throwsNull", "rejectsLater"])("%s costs its field, without a word of its reason", async (field) => {
  const [first, ...later] = await (await ask(`... @defer { fine ${field} }`)).rest();
  expect(first).toEqual({ data: { fine: "fine", broken: {} }, hasNext: true });
  expect(later).toMatchObject([
    {
      incremental: [
        {
          path: ["broken"],
          data: { fine: "fine", [field]: null },
          errors: [{ extensions: { code: "INTERNAL" } }],
        },
      ],
      hasNext: false,
    },
  ]);
  expect(JSON.stringify(later)).not.toContain("secret");
});

it("a field that may not be null costs its whole part, and no other", async () => {
  const parts = await (await ask('... @defer(label: "a") { wanted } ... @defer(label: "b") { fine }')).rest();
  const told = parts.flatMap(({ incremental = [] }) => incremental);
  expect(told.find(({ label }) => label === "a")).toMatchObject({
    data: null,
    errors: [{ extensions: { code: "INTERNAL" } }],
  });
  expect(told.find(({ label }) => label === "b")).toEqual({
    label: "b",
    path: ["broken"],
    data: { fine: "fine" },
  });
});

it("a list that breaks off keeps the items that were sent and says that it broke", async () => {
  const parts = await (await ask("endsBadly @stream(initialCount: 1)")).rest();
  expect(parts[0]).toMatchObject({ data: { broken: { endsBadly: ["one"] } }, hasNext: true });
  const told = parts.flatMap(({ incremental = [] }) => incremental);
  expect(told.at(-1)).toMatchObject({ items: null, errors: [{ extensions: { code: "INTERNAL" } }] });
  expect(parts.at(-1)?.hasNext).toBe(false);
});

it("a part that cannot be written ends its answer and nothing else", async () => {
  const answer = await ask("... @defer { unwritable }");
  expect((await answer.next()).data).toEqual({ fine: "fine", broken: {} });
  await expect(answer.rest()).rejects.toThrow();
  await using live = connectLive(url, "any");
  using operation = live.subscribe("{ broken { ... @defer { unwritable } } }");
  expect(await operation.next()).toMatchObject({ data: { broken: {} } });
  await expect(operation.completed).rejects.toMatchObject([{ extensions: { code: "INTERNAL" } }]);
  expect(await (await ask("fine")).rest()).toEqual([{ data: { fine: "fine", broken: { fine: "fine" } } }]);
});
