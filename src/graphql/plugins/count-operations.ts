// Counts what Apollo Server answers, whatever came of it. To be the last plugin: others still turn an answer into a refusal.
import type { ApolloServerPlugin } from "@apollo/server";
import type { Meter } from "../../observability/meter.js";
import type { RequestContext } from "../request-context.js";

/** Where it is counted. */
export type OperationMeter = Pick<Meter, "operations" | "operationSeconds">;

/** The plugin. */
export function countOperations({
  operations,
  operationSeconds,
}: OperationMeter): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      const startedAt = performance.now();
      return {
        async willSendResponse({ operation, response: { body } }) {
          const kind = operation?.operation ?? "unknown";
          const { data, errors } = body.kind === "single" ? body.singleResult : body.initialResult;
          const outcome = errors === undefined ? "OK" : data == null ? "FAILED" : "PARTIAL";
          operations.at(kind, outcome, "GENERAL").value += 1;
          operationSeconds.at(kind, "GENERAL").observe((performance.now() - startedAt) / 1_000);
        },
      };
    },
  };
}
