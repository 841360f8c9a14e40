// The checks of a document that comes over the socket, where nothing of Apollo Server applies.
import {
  getOperationAST,
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type OperationTypeNode,
} from "graphql";
import { incrementalRules } from "./incremental/incremental-rules.js";
import { limitDepth, maxTokens } from "./limits.js";

/** One operation as a client sends it. */
export interface GraphQLRequest {
  readonly query?: string;
  readonly operationName?: string | null;
  readonly variables?: Record<string, unknown> | null;
  readonly extensions?: unknown;
  /** Cursor of the last event that the client has, where its transport says so; goes before the operation's own `after`. */
  readonly lastEventId?: string;
  /** True: a mutation is refused, because the request came by GET. */
  readonly isReadOnly?: boolean;
}

/** A valid document and the operation of it that is asked for. */
export interface ParsedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly type: `${OperationTypeNode}`;
  readonly operationName: string | undefined;
}

/** Parses and validates; answers the errors with their codes when the document is at fault. */
export function parseOperation(
  schema: GraphQLSchema,
  { query, operationName }: GraphQLRequest,
): ParsedOperation | { readonly errors: readonly GraphQLError[] } {
  let document: DocumentNode;
  try {
    document = parse(query ?? "", { maxTokens });
  } catch (error) {
    const cause = error instanceof GraphQLError ? error : new GraphQLError("The document cannot be read.");
    return { errors: [withCode(cause, "GRAPHQL_PARSE_FAILED")] };
  }
  const errors = validate(schema, document, [...specifiedRules, limitDepth, ...incrementalRules]);
  if (errors.length > 0)
    return { errors: errors.map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED")) };
  const operation = getOperationAST(document, operationName);
  if (operation === null || operation === undefined) {
    const message = "The document does not have exactly one operation of that name.";
    return { errors: [withCode(new GraphQLError(message), "GRAPHQL_VALIDATION_FAILED")] };
  }
  return { document, operation, type: operation.operation, operationName: operationName ?? undefined };
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  if (typeof error.extensions["code"] === "string") return error;
  return new GraphQLError(error.message, {
    ...(error.nodes === undefined ? {} : { nodes: error.nodes }),
    ...(error.source === undefined ? {} : { source: error.source }),
    ...(error.positions === undefined ? {} : { positions: error.positions }),
    extensions: { code },
  });
}
