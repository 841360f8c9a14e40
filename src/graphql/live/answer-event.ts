// One event of a subscription as an answer: executed with a context of its own, so that what was loaded or allowed for one
// event says nothing about the next; in the access log for each of its readers; written once for all of them.
import { execute, type DocumentNode, type GraphQLSchema } from "graphql";
import { GatewayError } from "../../shared/errors.js";
import type { Reader } from "../access/presence.js";
import { toPublicError, withoutRepeats, type ReportError } from "../errors/to-public-errors.js";
import type { RequestContext } from "../request-context.js";
import { toEventCursor } from "./event-cursor.js";
import type { LivePayload } from "./live-answer.js";
import type { LiveEvent } from "./live-source.js";

const outageCode = "STORE_UNAVAILABLE";

/** The operation of a subscription, ready to be executed for each event. */
export interface LiveOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string;
  readonly variableValues: Readonly<Record<string, unknown>>;
}

/** An event that was executed and logged. */
export interface AnsweredEvent {
  /** Undefined when the event is about somebody of whom these readers may see nothing: it is not sent at all. */
  readonly payload: LivePayload | undefined;
  /** Logs it for more readers of the same rights; it may be sent to them then. */
  share(readers: readonly Reader[]): Promise<void>;
}

/**
 * Executes an event and logs it for its readers. Rejects when it could not be logged, or not be told at all because the
 * store is away; nothing of it may be sent then, and its readers resume before it.
 */
export async function answerEvent(
  operation: LiveOperation,
  event: LiveEvent,
  context: RequestContext,
  readers: readonly Reader[],
  report: ReportError,
): Promise<AnsweredEvent> {
  const { errors, ...rest } = await execute({ ...operation, rootValue: event, contextValue: context });
  const { access, requestId } = context;
  if (access.isLeftOut) return { payload: undefined, share: async () => undefined };
  const told = errors && withoutRepeats(errors.map((error) => toPublicError(error, report)));
  // An event that cannot be told for another reason never can: its error is sent in its place, and the stream goes on.
  const outage = told?.find(
    ({ path, extensions }) => path?.length === 1 && extensions?.["code"] === outageCode,
  );
  if (outage !== undefined) throw new GatewayError(outageCode, outage.message);
  const withheld = await access.conclude(readers);
  const extensions = { ...rest.extensions, requestId, ...(withheld && { withheld }) };
  const result = { ...rest, ...(told && { errors: told }), extensions };
  return {
    payload: { json: Buffer.from(JSON.stringify(result)), cursor: toEventCursor(event.cursor) },
    share: (more) => access.share(more),
  };
}
