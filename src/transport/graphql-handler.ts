// What the transport asks of the graphql folder: one pipeline behind HTTP and behind the socket.
import type { ApolloServer, BaseContext } from "@apollo/server";
import type { ExecutionResult, FormattedExecutionResult } from "graphql";
import type { LiveAnswer } from "../graphql/live/live-answer.js";
import type { Viewer } from "../security/viewer.js";

/** One operation as a client sends it (GraphQL over HTTP §5.4, graphql-transport-ws `subscribe`). */
export interface GraphQLRequest {
  readonly query?: string;
  readonly operationName?: string | null;
  readonly variables?: Record<string, unknown> | null;
  readonly extensions?: unknown;
  /** Cursor of the last event that the client has, where its transport says so; goes before the operation's own `after`. */
  readonly lastEventId?: string;
  /** True: a mutation is refused, because the request came by GET. */
  readonly isReadOnly?: boolean;
}

/** Who sent an operation, and from where. `signal` is aborted when nobody waits for the answer any longer. */
export interface RequestOrigin {
  readonly viewer: Viewer;
  readonly sourceIp: string;
  /** The client application: from the token when it says so, else as the client names itself. */
  readonly application: string | null;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/** What an operation answered; its errors may be in their published form already. */
export type OperationResult = ExecutionResult | FormattedExecutionResult;

/** The answer to one query or mutation in several payloads (@defer, @stream); it ends by itself. */
export interface PayloadStream extends AsyncIterableIterator<OperationResult> {
  readonly endsByItself: true;
}

/** The pipeline. `Context` is the graphql folder's own matter. */
export interface GraphQLHandler<Context extends BaseContext = BaseContext> {
  /** HTTP: a started server, without a landing page; its context is built from the origin. */
  readonly apollo: ApolloServer<Context>;
  /** HTTP: the body of the answer when the operation has a plan; undefined when `apollo` has to answer. Never rejects. */
  readonly answerPlanned?: (request: GraphQLRequest, origin: RequestOrigin) => Promise<string | undefined>;
  createContext(origin: RequestOrigin): Promise<Context> | Context;
  /**
   * Socket and server-sent events: queries and mutations answer a result, or several payloads; a subscription answers what pushes its payloads.
   * Never rejects: a result without `data` refuses the operation. An answer in parts is closed by `return`, a subscription
   * is stopped, and `origin.signal` is aborted, when the client or the socket goes.
   */
  executeOverSocket(
    request: GraphQLRequest,
    origin: RequestOrigin,
  ): Promise<OperationResult | PayloadStream | LiveAnswer>;
}
