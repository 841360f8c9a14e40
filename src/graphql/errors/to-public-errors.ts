// What a caller sees of the errors of an operation. In: errors of parsing, validation and execution. Out: coded errors
// without internals; each fault once, however many fields it cost.
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { toErrorExtensions } from "../../observability/report.js";
import { GatewayError, type ErrorCode, type ErrorDetails } from "../../shared/errors.js";

/** Writes an unexpected error to the log and answers what a caller may know of it. */
export type ReportError = (error: unknown) => GatewayError;

/** A coded error for a caller. */
export function toPublicError(error: unknown, report: ReportError): GraphQLFormattedError {
  const place = error instanceof GraphQLError ? placeOf(error) : {};
  const request = error instanceof GraphQLError ? findRequestError(error) : undefined;
  if (request !== undefined) return { ...request, ...place };
  const fault = findGatewayError(error) ?? report(error);
  return { message: fault.message, ...place, extensions: toErrorExtensions(fault) };
}

/** The same fault costs many fields (a dead source, a field that is denied in each of 25 customers): it is told once. */
export function withoutRepeats(errors: readonly GraphQLFormattedError[]): readonly GraphQLFormattedError[] {
  return createRepeatFilter()(errors);
}

/** The same over all payloads of an answer: what was told in one is not told again in the next. */
export function createRepeatFilter(): (
  errors: readonly GraphQLFormattedError[],
) => readonly GraphQLFormattedError[] {
  const seen = new Set<string>();
  return (errors) =>
    errors.filter(({ extensions }) => {
      const fault = faultKey(extensions);
      if (fault === undefined) return true;
      if (seen.has(fault)) return false;
      seen.add(fault);
      return true;
    });
}

function faultKey(extensions: GraphQLFormattedError["extensions"]): string | undefined {
  if (extensions?.["code"] === "SOURCE_UNAVAILABLE") return `source ${String(extensions["source"])}`;
  if (extensions?.["code"] === "FORBIDDEN") return `field ${String(extensions["field"])}`;
  if (extensions?.["code"] === "STORE_UNAVAILABLE") return "store";
  return undefined;
}

function findGatewayError(error: unknown): GatewayError | undefined {
  let current: unknown = error;
  while (current instanceof GraphQLError) current = current.originalError;
  return current instanceof GatewayError ? current : undefined;
}

function placeOf(error: GraphQLError): Pick<GraphQLFormattedError, "locations" | "path"> {
  return {
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    ...(error.path === undefined ? {} : { path: error.path }),
  };
}

const requestCodes: Readonly<Record<string, ErrorCode>> = {
  GRAPHQL_PARSE_FAILED: "GRAPHQL_PARSE_FAILED",
  GRAPHQL_VALIDATION_FAILED: "GRAPHQL_VALIDATION_FAILED",
  OPERATION_RESOLUTION_FAILURE: "GRAPHQL_VALIDATION_FAILED",
  BAD_REQUEST: "BAD_REQUEST",
  PERSISTED_QUERY_NOT_SUPPORTED: "BAD_REQUEST",
};

const variablePattern = /^Variable "\$(\w+)"/;

/** Errors of the request itself: what the libraries say of documents and variables, without the values in it. */
function findRequestError(
  error: GraphQLError,
): Pick<GraphQLFormattedError, "message" | "extensions"> | undefined {
  const code = error.extensions["code"];
  const variable = variablePattern.exec(error.message)?.[1];
  if (code === "BAD_USER_INPUT" || (variable !== undefined && error.path === undefined)) {
    const argument = variable ?? "variables";
    return {
      message: withoutValue(error.message),
      extensions: toExtensions("INVALID_ARGUMENT", { argument }),
    };
  }
  const isTooLarge = error.extensions["limit"] !== undefined;
  const known = isTooLarge
    ? "OPERATION_TOO_LARGE"
    : typeof code === "string"
      ? requestCodes[code]
      : undefined;
  if (known === undefined) return undefined;
  return { message: withoutValue(error.message), extensions: toExtensions(known, {}) };
}

/** graphql-js quotes the value that did not fit; it may be somebody's telephone number. */
function withoutValue(message: string): string {
  return message
    .replace(/got invalid value .*?( at "[^"]*")?; /s, "got an invalid value$1; ")
    .replace(/(cannot represent [^:]*): .*$/s, "$1.")
    .replace(/Value ".*" does not exist/s, "The value does not exist");
}

function toExtensions(code: ErrorCode, details: ErrorDetails): Record<string, unknown> {
  return toErrorExtensions(new GatewayError(code, "", details));
}
