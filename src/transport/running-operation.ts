// One operation that a client sent over a socket or an event stream, from its start to its end: what the pipeline answers
// becomes messages, whichever way they go.
import { GraphQLError, type FormattedExecutionResult, type GraphQLFormattedError } from "graphql";
import type { LiveAnswer } from "../graphql/live/live-answer.js";
import type { Logger } from "../observability/logger.js";
import { toErrorExtensions, toGatewayError } from "../observability/report.js";
import type {
  GraphQLHandler,
  GraphQLRequest,
  OperationResult,
  PayloadStream,
  RequestOrigin,
} from "./graphql-handler.js";

/** Where the messages of one operation go. */
export interface OperationOutput {
  /** Sends a response as JSON. False: the client has too much to read, and gets nothing more before `drained`. */
  next(json: Buffer, cursor?: string): boolean;
  /** Resolves when the client has read, or is gone. */
  drained(): Promise<void>;
  /** Says how the operation ended; with errors when it was refused or broke off. Nothing follows. */
  end(errors?: readonly GraphQLFormattedError[]): void;
}

/** An operation that runs. */
export class RunningOperation {
  /** Resolves when a query or mutation is answered whole, or a subscription accepted. Never rejects. */
  readonly accepted: Promise<void>;
  readonly #gone = new AbortController();
  #output: OperationOutput | undefined;
  #answer: LiveAnswer | PayloadStream | undefined;

  constructor(
    handler: Pick<GraphQLHandler, "executeOverSocket">,
    request: GraphQLRequest,
    origin: Omit<RequestOrigin, "signal">,
    output: OperationOutput,
    private readonly logger: Logger,
  ) {
    this.#output = output;
    this.accepted = this.#run(handler, request, { ...origin, signal: this.#gone.signal }).catch(
      (error: unknown) => this.#refuse(error, origin.requestId),
    );
  }

  /** Ends it without a word: the client completed it, or is gone. */
  stop(): void {
    if (this.#output === undefined) return;
    this.#output = undefined;
    this.#gone.abort();
    const answer = this.#answer;
    this.#answer = undefined;
    if (answer === undefined) return;
    if (isLive(answer)) answer.stop();
    // A generator that awaits takes its `return` only after that; nobody waits for it here.
    else answer.return?.().catch(() => undefined);
  }

  async #run(
    handler: Pick<GraphQLHandler, "executeOverSocket">,
    request: GraphQLRequest,
    origin: RequestOrigin,
  ): Promise<void> {
    const answer = await handler.executeOverSocket(request, origin);
    if (isLive(answer)) return this.#follow(answer);
    if (comesInParts(answer)) return this.#sendParts(answer);
    if (!isRefusal(answer)) this.#output?.next(toJson(answer));
    this.#end(isRefusal(answer) ? answer.errors : undefined);
  }

  #follow(answer: LiveAnswer): void {
    const output = this.#output;
    if (output === undefined) return answer.stop();
    this.#answer = answer;
    answer.start({
      send: ({ json, cursor }) => this.#output?.next(json, cursor) ?? true,
      drained: () => output.drained(),
      end: (errors) => this.#end(errors),
    });
  }

  async #sendParts(parts: PayloadStream): Promise<void> {
    this.#answer = parts;
    for await (const part of parts) {
      const output = this.#output;
      if (output === undefined) return;
      if (isRefusal(part)) return this.#end(part.errors);
      if (!output.next(toJson(part))) await output.drained();
    }
    this.#end();
  }

  #end(errors?: readonly OperationError[]): void {
    const output = this.#output;
    this.#output = undefined;
    this.#answer = undefined;
    output?.end(errors?.map(toFormattedError));
    this.#gone.abort();
  }

  /** What nobody foresaw ends this operation, and not the others of its connection. */
  #refuse(error: unknown, requestId: string): void {
    const fault = toGatewayError(error, this.logger, { requestId });
    this.#end([{ message: fault.message, extensions: toErrorExtensions(fault) }]);
  }
}

/** An error as graphql-js made it, or in its published form. */
type OperationError = GraphQLError | GraphQLFormattedError;
type Answer = OperationResult | PayloadStream | LiveAnswer;

function isLive(answer: Answer): answer is LiveAnswer {
  return "isLive" in answer;
}

function comesInParts(answer: Answer): answer is PayloadStream {
  return Symbol.asyncIterator in answer;
}

/** Whether the operation was refused before anything was executed (GraphQL §7.1: no `data` entry). */
function isRefusal(
  result: OperationResult,
): result is OperationResult & { errors: readonly OperationError[] } {
  return result.errors !== undefined && result.data === undefined;
}

function toJson(result: OperationResult): Buffer {
  const { errors, ...rest } = result;
  const formatted: FormattedExecutionResult =
    errors === undefined ? rest : { ...rest, errors: errors.map(toFormattedError) };
  return Buffer.from(JSON.stringify(formatted));
}

function toFormattedError(error: OperationError): GraphQLFormattedError {
  return error instanceof GraphQLError ? error.toJSON() : error;
}
