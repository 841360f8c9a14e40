// Answers in parts over the socket: several `next` messages of one operation.
import { HeaderMap, type GraphQLResponse, type HTTPGraphQLRequest } from "@apollo/server";
import type { FormattedExecutionResult } from "graphql";

/** The answer to one query or mutation in several payloads. It ends by itself, as the events of a subscription do not. */
export interface PayloadStream extends AsyncIterableIterator<FormattedExecutionResult> {
  readonly endsByItself: true;
}

/** How the socket's operations tell Apollo Server that several payloads are welcome. */
export const acceptingParts: HTTPGraphQLRequest = {
  method: "POST",
  headers: new HeaderMap([["accept", "multipart/mixed; deferSpec=20220824"]]),
  search: "",
  body: {},
};

/** The first payload and those that follow. */
export function toPayloads({
  initialResult,
  subsequentResults,
}: Extract<GraphQLResponse["body"], { kind: "incremental" }>): PayloadStream {
  const payloads = (async function* () {
    yield initialResult;
    yield* subsequentResults;
  })();
  return Object.assign(payloads, { endsByItself: true as const });
}
