// Every fault that a caller may meet. A code is a promise: it has a page in docs/errors/, and its meaning never changes.

/** The closed list of codes, each with its HTTP status before execution and whether the same call may succeed later. */
export const errorCatalogue = {
  /** An argument or a variable does not fit; `argument` names it. */
  INVALID_ARGUMENT: { httpStatus: 400, retryable: false },
  /** The token is missing, malformed, expired or issued by someone else. */
  UNAUTHENTICATED: { httpStatus: 401, retryable: false },
  /** The viewer's role or purpose does not reach this field or operation. */
  FORBIDDEN: { httpStatus: 403, retryable: false },
  /** Neither the token nor the request says what the data is used for. */
  PURPOSE_REQUIRED: { httpStatus: 400, retryable: false },
  /** The document is not GraphQL. */
  GRAPHQL_PARSE_FAILED: { httpStatus: 400, retryable: false },
  /** The document does not fit the schema. */
  GRAPHQL_VALIDATION_FAILED: { httpStatus: 400, retryable: false },
  /** The operation is deeper, wider or longer than the gateway answers. */
  OPERATION_TOO_LARGE: { httpStatus: 400, retryable: false },
  /** The identity belongs to more than one customer and none of them is its verified holder. */
  IDENTITY_AMBIGUOUS: { httpStatus: 200, retryable: false },
  /** A source did not answer properly; `source` names it and `status` says how it failed. */
  SOURCE_UNAVAILABLE: { httpStatus: 200, retryable: true },
  /** The gateway's own store did not answer. */
  STORE_UNAVAILABLE: { httpStatus: 503, retryable: true },
  /** More events were sent than are written; nothing of the batch was taken. */
  INGEST_QUEUE_FULL: { httpStatus: 429, retryable: true },
  /** The access could not be logged durably, and without its entry nothing is shown or changed. */
  ACCESS_LOG_UNAVAILABLE: { httpStatus: 503, retryable: true },
  /** A subscriber fell too far behind; `cursor` says where to resume. */
  SUBSCRIPTION_OVERFLOW: { httpStatus: 200, retryable: true },
  /** The cursor of a subscription is older than the events that are kept. */
  CURSOR_TOO_OLD: { httpStatus: 200, retryable: false },
  /** The issuer of the tokens did not answer, so that no token can be judged. */
  IDENTITY_PROVIDER_UNAVAILABLE: { httpStatus: 503, retryable: true },
  /** The request is not HTTP or JSON that the gateway can read. */
  BAD_REQUEST: { httpStatus: 400, retryable: false },
  /** The body or message is longer than the gateway reads. */
  REQUEST_TOO_LARGE: { httpStatus: 413, retryable: false },
  /** The body is not of a media type that the gateway reads. */
  UNSUPPORTED_MEDIA_TYPE: { httpStatus: 415, retryable: false },
  /** Nothing is served under this path. */
  NOT_FOUND: { httpStatus: 404, retryable: false },
  /** The path does not answer this HTTP method. */
  METHOD_NOT_ALLOWED: { httpStatus: 405, retryable: false },
  /** Anything else. The message holds no internals; `errorId` finds the log line. */
  INTERNAL: { httpStatus: 500, retryable: true },
} as const;

/** One of the closed list of codes. */
export type ErrorCode = keyof typeof errorCatalogue;

/** After how many seconds the same call may succeed, where that can be said. */
const retryAfterSeconds: { readonly [Code in ErrorCode]?: number } = {
  IDENTITY_PROVIDER_UNAVAILABLE: 5,
  INGEST_QUEUE_FULL: 1,
  STORE_UNAVAILABLE: 1,
};

/** What a caller sees beside the message. */
export interface ErrorDetails {
  readonly argument?: string;
  readonly source?: string;
  readonly status?: string;
  readonly cursor?: string;
  readonly errorId?: string;
  readonly field?: string;
}

/** A fault whose message and details are safe to show: no internals, no personal data. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether the same call may succeed later. */
  get retryable(): boolean {
    return errorCatalogue[this.code].retryable;
  }

  /** After how many seconds the same call may succeed; undefined where nobody can say. */
  get retryAfterSeconds(): number | undefined {
    return retryAfterSeconds[this.code];
  }
}

/** The error for an argument that does not fit; `argument` is its name in the schema. */
export function invalidArgument(argument: string, message: string): GatewayError {
  return new GatewayError("INVALID_ARGUMENT", `Argument "${argument}": ${message}`, { argument });
}
