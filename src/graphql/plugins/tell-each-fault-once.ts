import type { ApolloServerPlugin } from "@apollo/server";
import { withoutRepeats } from "../errors/to-public-errors.js";
import type { RequestContext } from "../request-context.js";

/** A dead source costs many fields and is told once. */
export const tellEachFaultOnce: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body } }) {
        if (body.kind !== "single" || body.singleResult.errors === undefined) return;
        body.singleResult.errors = withoutRepeats(body.singleResult.errors);
      },
    };
  },
};
