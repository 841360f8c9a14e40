import type { Workload } from "../workloads.js";
import type { ContenderRequest } from "./contender.js";

/** How a GraphQL contender wants to be asked. */
export interface GraphqlDialect {
  readonly headers?: Readonly<Record<string, string>>;
  /** The cursor that stands behind a customer; the bare id by default. */
  readonly toAfter?: (customerId: string) => string;
  /** Changes what the contender cannot take as it stands. */
  readonly toDocument?: (document: string) => string;
}

/** GraphQL over HTTP: the whole document with every request. */
export function toGraphqlRequest(
  { keyed, document, operationName }: Workload,
  key: string,
  { headers = {}, toAfter = (id) => id, toDocument = (text) => text }: GraphqlDialect = {},
): ContenderRequest {
  const variables =
    keyed === "by page"
      ? { first: 25, after: toAfter(key) }
      : keyed === "by customer"
        ? { id: `cus_${key}` }
        : Object.fromEntries(key.split(",").map((id, at) => [`id${String(at)}`, `cus_${id}`]));
  return {
    method: "POST",
    path: "/graphql",
    headers: { "content-type": "application/json", accept: "application/json", ...headers },
    body: JSON.stringify({ operationName, query: toDocument(document), variables }),
  };
}
