// What one operation (or one event of a subscription) works with. Made anew for each, so that nothing outlives its right.
import type { AccessLog } from "../domains/audit/access-log.js";
import type { Actor } from "../domains/use-case.js";
import type { EventStream } from "../events/event-stream.js";
import type { Loaders } from "../loaders/loaders.js";
import type { Viewer } from "../security/viewer.js";
import type { Clock } from "../shared/clock.js";
import type { UseCases } from "./use-cases.js";

/** Who sent an operation, and from where. `signal` is aborted when nobody waits for the answer any longer. */
export interface RequestOrigin {
  readonly viewer: Viewer;
  readonly sourceIp: string;
  /** The client application: from the token when it says so, else as the client names itself. */
  readonly application: string | null;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/** What may be used to answer. */
export interface RequestContext extends Omit<RequestOrigin, "signal"> {
  readonly clock: Clock;
  readonly loaders: Loaders;
  readonly useCases: UseCases;
  readonly events: EventStream;
  /** Aborted when the caller is gone or the subscription ends. */
  readonly signal: AbortSignal;
  /** The viewer as use cases know it; `fields` are those of the person that the answer will show. */
  actor(fields: readonly string[]): Actor;
  /** A context of the same viewer with nothing loaded yet and a deadline of its own: one for each event of a stream. */
  renew(): RequestContext;
}

/** What app.ts gives the contexts. */
export interface ContextParts {
  readonly clock: Clock;
  readonly useCases: UseCases;
  readonly events: EventStream;
  /** Takes what is shown of whom before an answer is sent. */
  readonly accessLog: AccessLog;
  /** New loaders with a deadline of their own, whose reads end earlier when `signal` aborts. */
  readonly createLoaders: (signal: AbortSignal) => Loaders;
}

/** Makes the context of an operation; its deadline begins here. */
export function createRequestContext(parts: ContextParts, origin: RequestOrigin): RequestContext {
  return {
    ...origin,
    clock: parts.clock,
    useCases: parts.useCases,
    events: parts.events,
    loaders: parts.createLoaders(origin.signal),
    actor: (fields) => toActor(origin, fields),
    renew: () => createRequestContext(parts, origin),
  };
}

function toActor(origin: RequestOrigin, fields: readonly string[]): Actor {
  const { viewer, sourceIp, application, requestId } = origin;
  const { id, roles, purpose } = viewer;
  return { id, fields, access: { actor: id, roles, purpose, sourceIp, application, requestId } };
}
