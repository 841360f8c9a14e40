import type { ApolloServerPlugin } from "@apollo/server";
import { errorCatalogue, type ErrorCode } from "../../shared/errors.js";
import type { RequestContext } from "../request-context.js";

/** What a change may fail with as a whole, for a while. */
const codes: readonly ErrorCode[] = ["INGEST_QUEUE_FULL", "STORE_UNAVAILABLE"];

/** Whoever sends what cannot be written at the moment is told so by status and Retry-After too, as at the doors for events. */
export const tellWhenToComeBack: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ operation, response: { http, body } }) {
        if (body.kind !== "single" || body.singleResult.data || operation?.operation !== "mutation") return;
        for (const { extensions } of body.singleResult.errors ?? []) {
          const code = codes.find((one) => one === extensions?.["code"]);
          if (code === undefined) continue;
          http.status = errorCatalogue[code].httpStatus;
          http.headers.set("retry-after", String(extensions?.["retryAfterSeconds"]));
          return;
        }
      },
    };
  },
};
