// Subscriptions as graphql-js runs them, but each event is executed with a context of its own: what was loaded or
// allowed for one event says nothing about the next. Each event is an answer of its own, logged before it leaves.
import { createSourceEventStream, execute, type FormattedExecutionResult, type GraphQLSchema } from "graphql";
import { toPublicError, withoutRepeats, type ReportError } from "./errors/to-public-errors.js";
import type { ParsedOperation } from "./parse-operation.js";
import type { RequestContext } from "./request-context.js";

/** Starts a subscription; answers its events, or the result that refuses it. */
export async function subscribeWithFreshContexts(
  schema: GraphQLSchema,
  { document, operationName }: ParsedOperation,
  variableValues: Record<string, unknown>,
  context: RequestContext,
  report: ReportError,
): Promise<FormattedExecutionResult | AsyncIterableIterator<FormattedExecutionResult>> {
  const operation = {
    schema,
    document,
    variableValues,
    ...(operationName === undefined ? {} : { operationName }),
  };
  const source = await createSourceEventStream({ ...operation, contextValue: context });
  if (!(Symbol.asyncIterator in source)) {
    return { errors: (source.errors ?? []).map((error) => toPublicError(error, report)) };
  }
  return (async function* () {
    try {
      let number = 0;
      for await (const event of source) {
        const requestId = `${context.requestId}:${String((number += 1))}`;
        const contextValue = context.renew(requestId);
        const { errors, ...rest } = await execute({ ...operation, rootValue: event, contextValue });
        const { access } = contextValue;
        if (access.isLeftOut) continue;
        const withheld = await access.conclude();
        const extensions = { ...rest.extensions, requestId, ...(withheld && { withheld }) };
        if (errors === undefined) yield { ...rest, extensions };
        else {
          const told = withoutRepeats(errors.map((error) => toPublicError(error, report)));
          yield { ...rest, errors: told, extensions };
        }
      }
    } catch (error) {
      // The stream itself failed (the store or the access log is down): told as an event, after which the subscription ends
      // and resumes behind the last event that was sent.
      yield { errors: [toPublicError(error, report)] };
    }
  })();
}
