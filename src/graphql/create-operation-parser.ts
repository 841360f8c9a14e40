// Documents that come over the socket are the same few again and again, thousands of times when clients connect anew: each
// is parsed and validated once.
import type { GraphQLSchema } from "graphql";
import { parseOperation, type GraphQLRequest } from "./parse-operation.js";

type Parsed = ReturnType<typeof parseOperation>;

const maxKept = 500;
/** Longer documents are not kept: nobody may fill the memory with them. */
const maxLength = 10_000;

/** A parser that keeps the valid documents that it met last. */
export function createOperationParser(schema: GraphQLSchema): (request: GraphQLRequest) => Parsed {
  const kept = new Map<string, Parsed>();
  return (request) => {
    const key = JSON.stringify([request.operationName ?? null, request.query ?? ""]);
    const known = kept.get(key);
    if (known !== undefined) {
      kept.delete(key);
      kept.set(key, known);
      return known;
    }
    const parsed = parseOperation(schema, request);
    if ("errors" in parsed || key.length > maxLength) return parsed;
    const oldest = kept.size < maxKept ? undefined : kept.keys().next().value;
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(key, parsed);
    return parsed;
  };
}
