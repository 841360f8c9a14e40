import type { ApolloServerPlugin } from "@apollo/server";
import { GraphQLError } from "graphql";
import { errorCatalogue, GatewayError } from "../../shared/errors.js";
import type { RequestContext } from "../request-context.js";

const code = "BAD_REQUEST";
const sentence = "A subscription needs a WebSocket (graphql-transport-ws) on this path.";

/** Apollo Server would execute a subscription as if it were a query; those of a socket never come here. */
export const refuseSubscriptions: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation }) {
        if (operation?.operation !== "subscription") return;
        throw new GraphQLError(sentence, {
          originalError: new GatewayError(code, sentence),
          // Without a status of its own it would be a fault of ours.
          extensions: { http: { status: errorCatalogue[code].httpStatus } },
        });
      },
    };
  },
};
