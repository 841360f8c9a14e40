import type { ApolloServerPlugin } from "@apollo/server";
import { errorCatalogue } from "../../shared/errors.js";
import type { RequestContext } from "../request-context.js";

const code = "INGEST_QUEUE_FULL";

/** Whoever sends more events than are written is told so by the status too, as at the other doors for events. */
export const tellWhenToComeBack: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { http, body } }) {
        if (body.kind !== "single" || body.singleResult.data) return;
        if (!body.singleResult.errors?.some(({ extensions }) => extensions?.["code"] === code)) return;
        http.status = errorCatalogue[code].httpStatus;
        http.headers.set("retry-after", "1");
      },
    };
  },
};
