// One pipeline for every way in: parse, limits, permissions, execution, coded errors. HTTP comes through Apollo Server;
// the socket's queries and mutations through the same server, its subscriptions through the same schema and errors.
import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { ApolloServerPluginInlineTrace } from "@apollo/server/plugin/inlineTrace";
import type { FormattedExecutionResult, GraphQLSchema } from "graphql";
import { toPublicError, type ReportError } from "./errors/to-public-errors.js";
import { executeIncrementally } from "./incremental/execute-incrementally.js";
import { incrementalRules } from "./incremental/incremental-rules.js";
import { acceptingParts, toPayloads, type PayloadStream } from "./incremental/to-payloads.js";
import { limitDepth, maxTokens } from "./limits.js";
import { createFanOut } from "./live/fan-out.js";
import type { LiveAnswer } from "./live/live-answer.js";
import type { LiveOptions } from "./live/live-parts.js";
import { openSubscription } from "./live/open-subscription.js";
import { toOperationKey } from "./live/operation-key.js";
import { answerLegacyClients } from "./plugins/answer-legacy-clients.js";
import { countOperations, type OperationMeter } from "./plugins/count-operations.js";
import { logAnswers } from "./plugins/log-answers.js";
import { refuseSubscriptions } from "./plugins/refuse-subscriptions.js";
import { tellEachFaultOnce } from "./plugins/tell-each-fault-once.js";
import { tellWhenToComeBack } from "./plugins/tell-when-to-come-back.js";
import { createRequestContext, type ContextParts, type RequestContext } from "./request-context.js";
import type { RequestOrigin } from "./request-origin.js";
import { createOperationParser } from "./create-operation-parser.js";
import { GatewayError } from "../shared/errors.js";
import type { GraphQLRequest } from "./parse-operation.js";

/** The pipeline as the transport uses it. */
export interface Pipeline {
  readonly apollo: ApolloServer<RequestContext>;
  createContext(origin: RequestOrigin): RequestContext;
  executeOverSocket(
    request: GraphQLRequest,
    origin: RequestOrigin,
  ): Promise<FormattedExecutionResult | PayloadStream | LiveAnswer>;
}

const mutationByGet = new GatewayError("METHOD_NOT_ALLOWED", "A mutation is sent by POST.");

/** Starts the pipeline over a schema. */
export async function createPipeline(
  schema: GraphQLSchema,
  parts: ContextParts,
  report: ReportError,
  live?: LiveOptions,
  meter?: OperationMeter,
): Promise<Pipeline> {
  const apollo = new ApolloServer<RequestContext>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    // A page of another origin cannot send Authorization without asking first, so its presence is proof enough.
    csrfPrevention: {
      requestHeaders: ["authorization", "x-apollo-operation-name", "apollo-require-preflight"],
    },
    validationRules: [limitDepth, ...incrementalRules],
    parseOptions: { maxTokens },
    // Called only for clients that accept several payloads; for others graphql-js executes, which knows no parts.
    legacyExperimentalExecuteIncrementally: executeIncrementally,
    // The default one walks every field of every answer (two to three times the CPU of a request).
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      // Federated tracing (ftv1) for a router that asks for it; what went wrong is told in the answer, not in the trace.
      ApolloServerPluginInlineTrace({ includeErrors: { masked: true } }),
      refuseSubscriptions,
      tellEachFaultOnce,
      answerLegacyClients,
      tellWhenToComeBack,
      logAnswers(report),
      ...(meter ? [countOperations(meter)] : []),
    ],
    formatError: (_formatted, error) => toPublicError(error, report),
  });
  await apollo.start();
  const createContext = (origin: RequestOrigin): RequestContext => createRequestContext(parts, origin);
  const parseOperation = createOperationParser(schema);
  const fanOut = createFanOut({ policy: parts.policy, createContext, report }, live);

  return {
    apollo,
    createContext,
    async executeOverSocket(request, origin) {
      const parsed = parseOperation(request);
      if ("errors" in parsed) return { errors: parsed.errors.map((error) => toPublicError(error, report)) };
      const { lastEventId, isReadOnly = false } = request;
      if (isReadOnly && parsed.type === "mutation") return { errors: [toPublicError(mutationByGet, report)] };
      const context = { ...createContext(origin), ...(lastEventId !== undefined && { lastEventId }) };
      if (parsed.type === "subscription") {
        const { document, operationName } = parsed;
        const variableValues = request.variables ?? {};
        const key = toOperationKey(request.query ?? "", document, parsed.operation, variableValues);
        const operation = { schema, document, variableValues, ...(operationName && { operationName }) };
        return openSubscription(fanOut, operation, key, context, origin, report);
      }
      const { body } = await apollo.executeOperation(
        {
          query: request.query ?? "",
          http: acceptingParts,
          ...(request.operationName == null ? {} : { operationName: request.operationName }),
          ...(request.variables == null ? {} : { variables: request.variables }),
        },
        { contextValue: context },
      );
      const first = body.kind === "single" ? body.singleResult : body.initialResult;
      // Over HTTP a header says it.
      first.extensions = { ...first.extensions, requestId: origin.requestId };
      return body.kind === "single" ? body.singleResult : toPayloads(body);
    },
  };
}
