// One operation on a socket: how what the pipeline answers becomes messages of graphql-transport-ws.
import { GraphQLError, type FormattedExecutionResult, type GraphQLFormattedError } from "graphql";
import type { Logger } from "../observability/logger.js";
import { toErrorExtensions, toGatewayError } from "../observability/report.js";
import type { OperationResult, PayloadStream } from "./graphql-handler.js";

/** What the pipeline answers. */
export type OperationAnswer = OperationResult | PayloadStream | AsyncIterableIterator<OperationResult>;

/** An error as graphql-js made it, or in its published form. */
type OperationError = GraphQLError | GraphQLFormattedError;

/** Ends a subscription with errors. */
class SubscriptionRefused extends Error {
  constructor(readonly errors: readonly OperationError[]) {
    super(errors[0]?.message ?? "The subscription ended with an error.");
  }
}

/** Whether the answer is a stream of events. */
export function isEventStream(answer: OperationAnswer): answer is AsyncIterableIterator<OperationResult> {
  return Symbol.asyncIterator in answer;
}

/** Whether the stream holds the payloads of a query or mutation, not the events of a subscription. */
export function endsByItself(answer: AsyncIterableIterator<OperationResult>): answer is PayloadStream {
  return "endsByItself" in answer;
}

/** Whether the operation was refused before anything was executed (GraphQL §7.1: no `data` entry). */
export function isRefusal(
  result: OperationResult,
): result is OperationResult & { errors: readonly OperationError[] } {
  return result.errors !== undefined && result.data === undefined;
}

/** What nobody foresaw, as a refusal: an exception would close the socket with 4500, which clients never retry. */
export function toUnexpectedRefusal(
  error: unknown,
  logger: Logger,
  requestId: string,
): { errors: GraphQLError[] } {
  const fault = toGatewayError(error, logger, { requestId });
  return { errors: [new GraphQLError(fault.message, { extensions: toErrorExtensions(fault) })] };
}

/**
 * The events of a subscription as graphql-ws pulls them. `return` ends it at once, also while an event is awaited;
 * a refusal, or an exception, ends it with an `error` message. `stop` is called once, when it ends in any way.
 */
export function toEventStream(
  events: AsyncIterableIterator<OperationResult>,
  stop: () => void,
  toRefusal: (error: unknown) => { errors: readonly GraphQLError[] },
): AsyncIterableIterator<OperationResult> {
  const end: IteratorResult<OperationResult> = { done: true, value: undefined };
  let isEnded = false;
  let endPending: (() => void) | undefined;

  const finish = (): void => {
    if (isEnded) return;
    isEnded = true;
    stop();
    endPending?.();
    // A generator that awaits takes its `return` only after that; nobody waits for it here.
    events.return?.().catch(() => undefined);
  };
  const pull = async (): Promise<IteratorResult<OperationResult>> => {
    const step = await events
      .next()
      .catch((error: unknown) => ({ done: false as const, value: toRefusal(error) }));
    if (isEnded) return end;
    // What ends the stream is told by this step itself, not by the end that `finish` would answer for it.
    endPending = undefined;
    if (step.done === true || isRefusal(step.value)) finish();
    if (step.done !== true && isRefusal(step.value)) throw new SubscriptionRefused(step.value.errors);
    return step;
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => {
      if (isEnded) return Promise.resolve(end);
      return new Promise((resolve, reject) => {
        endPending = () => resolve(end);
        pull().then(resolve, reject);
      });
    },
    return: () => {
      finish();
      return Promise.resolve(end);
    },
  };
}

/** A result as JSON: errors in their published form. */
export function toFormattedResult(result: {
  readonly errors?: readonly OperationError[] | undefined;
}): FormattedExecutionResult {
  const { errors, ...rest } = result;
  return errors === undefined ? rest : { ...rest, errors: errors.map(toFormattedError) };
}

/** graphql-ws tells a refusal by the class of its errors. */
export function toGraphQLError(error: OperationError): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError(error.message, error);
}

/** The errors of an `error` message: those of a refusal in full. */
export function toFormattedErrors(errors: readonly GraphQLError[], logger: Logger): GraphQLFormattedError[] {
  return errors.flatMap((error) => {
    if (error.originalError instanceof SubscriptionRefused)
      return error.originalError.errors.map(toFormattedError);
    if (error.originalError === undefined || error.extensions["code"] !== undefined)
      return [toFormattedError(error)];
    // graphql-ws made it of an exception, e.g. because a payload cannot be written as JSON.
    const fault = toGatewayError(error.originalError, logger);
    return [{ message: fault.message, extensions: toErrorExtensions(fault) }];
  });
}

// The pipeline may answer errors that are already in their published form.
function toFormattedError(error: OperationError): GraphQLFormattedError {
  return error instanceof GraphQLError ? error.toJSON() : error;
}
