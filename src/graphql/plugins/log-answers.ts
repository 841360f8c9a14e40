// No answer leaves before the access log holds whom it is about. Where the log cannot be written, nothing of it leaves.
import type { ApolloServerPlugin, GraphQLResponse } from "@apollo/server";
import type { WithheldField } from "../access/withheld-fields.js";
import { toPublicError, type ReportError } from "../errors/to-public-errors.js";
import type { RequestContext } from "../request-context.js";
import { errorCatalogue } from "../../shared/errors.js";

/** Logs every answer of Apollo Server, each payload before it is sent, and tells in it what was withheld. */
export function logAnswers(report: ReportError): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ contextValue, response }) {
          try {
            const withheld = await contextValue.access.conclude();
            const { body } = response;
            tell(body.kind === "single" ? body.singleResult : body.initialResult, withheld);
          } catch (error) {
            await refuse(response, error, report);
          }
        },
        async willSendSubsequentPayload({ contextValue }, payload) {
          try {
            tell(payload, await contextValue.access.conclude());
          } catch (error) {
            const errors = [toPublicError(error, report)];
            // Every part stands for itself: none of them has data now.
            for (const part of payload.incremental ?? []) {
              if ("items" in part) part.items = null;
              else if ("data" in part) part.data = null;
              part.errors = errors;
            }
          }
        },
      };
    },
  };
}

function tell(
  payload: { extensions?: Record<string, unknown> },
  withheld: readonly WithheldField[] | undefined,
): void {
  if (withheld !== undefined) payload.extensions = { ...payload.extensions, withheld };
}

async function refuse(response: GraphQLResponse, error: unknown, report: ReportError): Promise<void> {
  const { body } = response;
  if (body.kind === "incremental") await body.subsequentResults[Symbol.asyncIterator]().return?.();
  response.body = { kind: "single", singleResult: { errors: [toPublicError(error, report)] } };
  response.http.status = errorCatalogue.ACCESS_LOG_UNAVAILABLE.httpStatus;
}
