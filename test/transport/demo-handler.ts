// A pipeline that behaves like the real one, over a schema of a few fields that tests can steer.
import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import {
  buildSchema,
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
} from "graphql";
import type { LiveAnswer } from "../../src/graphql/live/live-answer.js";
import { toErrorExtensions } from "../../src/observability/report.js";
import { GatewayError } from "../../src/shared/errors.js";
import type { GraphQLHandler, GraphQLRequest, RequestOrigin } from "../../src/transport/graphql-handler.js";

const schema = buildSchema(`
  type Viewer { id: ID!  purpose: String! }
  type Query { viewer: Viewer!  application: String  sourceIp: String!  wait: Boolean!  refused: String }
  type Mutation { note(text: String!): String! }
  type Subscription {
    ticks(count: Int!): Int!
    flood: Flood!
    silence: Int!
    overflow: Int!
  }
  type Flood { number: Int!  text: String! }
`);

interface Context {
  readonly origin: RequestOrigin;
}

/** A handler, and what a test may look at and steer. */
export interface DemoHandler extends GraphQLHandler<Context> {
  /** Origins of all operations, in their order. */
  readonly origins: RequestOrigin[];
  /** Events that were pulled of all subscriptions. */
  pulled: number;
  /** Subscriptions that run. */
  running: number;
  /** Lets `wait` answer. */
  release(): void;
  readonly stop: () => Promise<void>;
}

/** Starts the handler. */
export async function startDemoHandler(): Promise<DemoHandler> {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const handler = { origins: [] as RequestOrigin[], pulled: 0, running: 0 };
  const rootValue = {
    viewer: (_: unknown, { origin }: Context) => origin.viewer,
    application: (_: unknown, { origin }: Context) => origin.application,
    sourceIp: (_: unknown, { origin }: Context) => origin.sourceIp,
    wait: () => gate.then(() => true),
    refused: () => {
      throw new GraphQLError("Not yours.", { extensions: { code: "FORBIDDEN" } });
    },
    note: ({ text }: { text: string }) => text,
    ticks: ({ count }: { count: number }) =>
      stream((number) => (number < count ? { ticks: number } : undefined)),
    flood: () => stream((number) => ({ flood: { number, text: "x".repeat(65_536) } })),
    silence: (_: unknown, { origin }: Context) => stream(() => silence(origin.signal)),
    overflow: () =>
      stream(() => {
        throw new GatewayError("SUBSCRIPTION_OVERFLOW", "Too slow.", { cursor: "c-7" });
      }),
  };

  async function* stream<Event>(
    make: (number: number) => Event | Promise<Event> | undefined,
  ): AsyncGenerator<Event> {
    handler.running += 1;
    try {
      for (let number = 0; ; number++) {
        const event = await make(number);
        if (event === undefined) return;
        handler.pulled += 1;
        yield event;
      }
    } finally {
      handler.running -= 1;
    }
  }

  const apollo = new ApolloServer<Context>({
    schema,
    rootValue: () => rootValue,
    csrfPrevention: { requestHeaders: ["authorization"] },
    plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginCacheControlDisabled()],
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    stopOnTerminationSignals: false,
  });
  await apollo.start();

  const createContext = (origin: RequestOrigin): Context => {
    handler.origins.push(origin);
    return { origin };
  };
  return Object.assign(handler, {
    apollo,
    createContext,
    executeOverSocket: async (request: GraphQLRequest, origin: RequestOrigin) => {
      const prepared = prepare(request);
      if ("errors" in prepared) return prepared;
      const args = { ...prepared, schema, rootValue, contextValue: createContext(origin) };
      if (getOperationAST(prepared.document, prepared.operationName)?.operation !== "subscription")
        return execute(args);
      const events = await createSourceEventStream(args);
      return Symbol.asyncIterator in events ? toLiveAnswer(executeEach(events, args)) : events;
    },
    release: () => release(),
    stop: () => apollo.stop(),
  });
}

interface PreparedOperation {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variableValues: Record<string, unknown>;
}

function prepare(request: GraphQLRequest): { errors: readonly GraphQLError[] } | PreparedOperation {
  try {
    const document = parse(request.query ?? "");
    const errors = validate(schema, document);
    if (errors.length > 0) return { errors };
    return {
      document,
      operationName: request.operationName ?? null,
      variableValues: request.variables ?? {},
    };
  } catch (error) {
    return { errors: [error as GraphQLError] };
  }
}

/** Pushes what a generator makes, as long as the client reads. */
function toLiveAnswer(results: AsyncGenerator<ExecutionResult>): LiveAnswer {
  let isStopped = false;
  return {
    isLive: true,
    start(subscriber) {
      const push = async (): Promise<void> => {
        for await (const result of results) {
          if (isStopped) return;
          const payload = { json: Buffer.from(JSON.stringify(result)), cursor: "" };
          if (!subscriber.send(payload)) await subscriber.drained();
          await new Promise(setImmediate);
        }
      };
      push().then(
        () => !isStopped && subscriber.end(),
        (error: unknown) => {
          if (!(error instanceof GatewayError)) throw error;
          subscriber.end([{ message: error.message, extensions: toErrorExtensions(error) }]);
        },
      );
    },
    stop() {
      isStopped = true;
      void results.return(undefined);
    },
  };
}

async function* executeEach(
  events: AsyncIterable<unknown>,
  args: Parameters<typeof execute>[0],
): AsyncGenerator<ExecutionResult> {
  for await (const event of events) yield execute({ ...args, rootValue: event });
}

function silence(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined)));
}
