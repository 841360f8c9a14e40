import { buildSchema, GraphQLError, graphqlSync } from "graphql";
import { describe, expect, it } from "vitest";
import { GatewayError, invalidArgument } from "../../shared/errors.js";
import { toPublicError, withoutRepeats } from "./to-public-errors.js";

const unreported = (): GatewayError => {
  throw new Error("nothing was to be reported");
};

function inField(cause: Error): GraphQLError {
  return new GraphQLError(cause.message, { originalError: cause, path: ["customer", "webEvents"] });
}

describe("what a caller sees of an error", () => {
  it("is code, details and path of a fault that the catalogue knows", () => {
    expect(
      toPublicError(inField(invalidArgument("first", "must be between 0 and 200.")), unreported),
    ).toEqual({
      message: 'Argument "first": must be between 0 and 200.',
      path: ["customer", "webEvents"],
      extensions: { code: "INVALID_ARGUMENT", retryable: false, argument: "first" },
    });
  });

  it("is one safe sentence and the id of the log line for everything else", () => {
    const reported: unknown[] = [];
    const error = toPublicError(inField(new Error("password=secret at 10.0.0.1")), (cause) => {
      reported.push(cause);
      return new GatewayError("INTERNAL", "Something went wrong.", { errorId: "e-1" });
    });
    expect(error).toEqual({
      message: "Something went wrong.",
      path: ["customer", "webEvents"],
      extensions: { code: "INTERNAL", retryable: true, errorId: "e-1" },
    });
    expect(reported).toHaveLength(1);
  });

  it("names the variable that did not fit, without its value", () => {
    const schema = buildSchema("type Query { a(n: Int): Int }");
    const { errors = [] } = graphqlSync({
      schema,
      source: "query ($n: Int) { a(n: $n) }",
      variableValues: { n: "010-1234-5678" },
    });
    const error = toPublicError(errors[0], unreported);
    expect(error.extensions).toEqual({ code: "INVALID_ARGUMENT", retryable: false, argument: "n" });
    expect(JSON.stringify(error)).not.toContain("010-1234-5678");
  });
});

describe("repeated errors", () => {
  const dead = (source: string) =>
    toPublicError(inField(new GatewayError("SOURCE_UNAVAILABLE", "No answer.", { source })), unreported);

  it("tell a dead source once, however many fields it cost", () => {
    const errors = withoutRepeats([dead("crm"), dead("crm"), dead("transfers"), dead("crm")]);
    expect(errors.map(({ extensions }) => extensions?.["source"])).toEqual(["crm", "transfers"]);
  });

  it("keep every mistake of the caller", () => {
    const mistake = toPublicError(invalidArgument("ids", "is not an id of this graph."), unreported);
    expect(withoutRepeats([mistake, mistake])).toHaveLength(2);
  });
});
