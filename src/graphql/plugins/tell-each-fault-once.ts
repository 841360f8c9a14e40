import type { ApolloServerPlugin } from "@apollo/server";
import type { GraphQLFormattedError } from "graphql";
import { toDocumentOrder } from "../errors/in-document-order.js";
import { createRepeatFilter } from "../errors/to-public-errors.js";
import type { RequestContext } from "../request-context.js";

/** A dead source costs many fields, also of later payloads, and is told once, in the first payload that it costs something. */
export const tellEachFaultOnce: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    const withoutRepeats = createRepeatFilter();
    return {
      async willSendResponse({ response: { body } }) {
        dropRepeats(body.kind === "single" ? body.singleResult : body.initialResult, withoutRepeats);
      },
      async willSendSubsequentPayload(_context, { incremental = [] }) {
        for (const part of incremental) dropRepeats(part, withoutRepeats);
      },
    };
  },
};

/** A payload or a part of one. */
interface WithErrors {
  errors?: readonly GraphQLFormattedError[];
}

function dropRepeats(payload: WithErrors, withoutRepeats: ReturnType<typeof createRepeatFilter>): void {
  if (payload.errors === undefined) return;
  const errors = withoutRepeats(toDocumentOrder(payload.errors));
  // A list of errors is never empty (GraphQL §7.1).
  if (errors.length > 0) payload.errors = errors;
  else delete payload.errors;
}
