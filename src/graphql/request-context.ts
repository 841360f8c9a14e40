// What one operation (or one event of a subscription) works with. Made anew for each, so that nothing outlives its right.
import type { AccessLog } from "../domains/audit/access-log.js";
import { emptyNoticeRegister, type NoticeRegister } from "../domains/consent/notice-register.js";
import type { Actor } from "../domains/use-case.js";
import type { EventStream } from "../events/event-stream.js";
import type { Loaders } from "../loaders/loaders.js";
import type { Policy } from "../security/policy/policy.js";
import type { Clock } from "../shared/clock.js";
import { RequestAccess } from "./access/request-access.js";
import type { RequestOrigin } from "./request-origin.js";
import type { UseCases } from "./use-cases.js";

/** What may be used to answer. */
export interface RequestContext extends Omit<RequestOrigin, "signal"> {
  /** The privacy notices that consents name. */
  readonly notices: NoticeRegister;
  readonly clock: Clock;
  readonly loaders: Loaders;
  readonly useCases: UseCases;
  readonly events: EventStream;
  /** Cursor behind which a subscription goes on, where the client's transport says so and not `after`. */
  readonly lastEventId?: string;
  /** Aborted when the caller is gone or the subscription ends. */
  readonly signal: AbortSignal;
  /** Whom the answer is about, what may be shown of them, and what the access log must hold of it. */
  readonly access: RequestAccess;
  /** The viewer as use cases know it; `fields` are those of the person that the answer will show. */
  actor(fields: readonly string[]): Actor;
  /**
   * A context of the same viewer with nothing loaded or judged yet and a deadline of its own: one for each event of a stream,
   * which is an answer of its own with its own `requestId`.
   */
  renew(requestId?: string): RequestContext;
}

/** What app.ts gives the contexts. */
export interface ContextParts {
  readonly clock: Clock;
  readonly useCases: UseCases;
  readonly events: EventStream;
  /** The privacy notices that consents name; by default none is known. */
  readonly notices?: NoticeRegister;
  /** Who may see what of whom. */
  readonly policy: Policy;
  /** Where every look at a person is written down before its answer leaves. */
  readonly accessLog: AccessLog;
  /** New loaders with a deadline of their own, whose reads end earlier when `signal` aborts. */
  readonly createLoaders: (signal: AbortSignal) => Loaders;
}

/** Makes the context of an operation; its deadline begins here. */
export function createRequestContext(parts: ContextParts, origin: RequestOrigin): RequestContext {
  const { clock, useCases, events, policy, accessLog } = parts;
  const loaders = parts.createLoaders(origin.signal);
  return {
    ...origin,
    clock,
    useCases,
    events,
    notices: parts.notices ?? emptyNoticeRegister,
    loaders,
    access: new RequestAccess({ policy, accessLog, loaders, clock, origin }),
    actor: (fields) => toActor(origin, fields),
    renew: (requestId = origin.requestId) => createRequestContext(parts, { ...origin, requestId }),
  };
}

function toActor(origin: RequestOrigin, fields: readonly string[]): Actor {
  const { viewer, sourceIp, application, requestId } = origin;
  const { id, roles, purpose } = viewer;
  return { id, fields, access: { actor: id, roles, purpose, sourceIp, application, requestId } };
}
