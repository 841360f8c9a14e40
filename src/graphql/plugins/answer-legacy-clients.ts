import type { ApolloServerPlugin } from "@apollo/server";
import type { RequestContext } from "../request-context.js";

const requestFaults: ReadonlySet<unknown> = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_TOO_LARGE",
  "INVALID_ARGUMENT",
]);

/**
 * GraphQL over HTTP §6.4.1: with `application/json` a well-formed request is answered 200 even when its document is at
 * fault, because such clients take every other status for a fault of the network.
 */
export const answerLegacyClients: ApolloServerPlugin<RequestContext> = {
  async requestDidStart({ request }) {
    return {
      async willSendResponse({ response: { http, body } }) {
        const accept = request.http?.headers.get("accept") ?? "";
        if (accept.includes("application/graphql-response+json") || body.kind !== "single") return;
        const { errors, data } = body.singleResult;
        if (data !== undefined || errors === undefined) return;
        if (errors.every(({ extensions }) => requestFaults.has(extensions?.["code"]))) http.status = 200;
      },
    };
  },
};
