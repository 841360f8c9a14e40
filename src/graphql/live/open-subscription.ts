// A subscription is opened under its caller's own rights: its field, its arguments and where it goes on from are judged for
// this caller alone, before it shares anything with others.
import { createSourceEventStream } from "graphql";
import { toPublicError, type ReportError } from "../errors/to-public-errors.js";
import type { RequestContext } from "../request-context.js";
import type { RequestOrigin } from "../request-origin.js";
import type { LiveOperation } from "./answer-event.js";
import type { FanOut } from "./fan-out.js";
import type { LiveOpening } from "./live-answer.js";
import type { LiveSource } from "./live-source.js";

/** Opens a subscription; answers the result that refuses it when it may not be. */
export async function openSubscription(
  fanOut: FanOut,
  operation: LiveOperation,
  operationKey: string,
  context: RequestContext,
  origin: RequestOrigin,
  report: ReportError,
): Promise<LiveOpening> {
  const opened = await createSourceEventStream({ ...operation, contextValue: context });
  if (!(Symbol.asyncIterator in opened)) {
    return { errors: (opened.errors ?? []).map((error) => toPublicError(error, report)) };
  }
  for await (const source of opened) {
    return fanOut.open(operation, operationKey, source as LiveSource, origin);
  }
  throw new Error("A subscription has no source.");
}
