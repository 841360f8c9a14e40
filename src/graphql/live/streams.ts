// From the arguments of a subscription to the events it wants.
import type { ContextKind, EventFilter, LoggedEvent } from "../../domains/events/event.js";
import type { CustomerRef } from "../../domains/identity/identity.js";
import type { Trigger } from "../../domains/triggers/trigger.js";
import { invalidArgument } from "../../shared/errors.js";
import { parseNodeIdOf } from "../../shared/ids.js";
import type { RequestContext } from "../request-context.js";
import { toDefinedMembers } from "../defined-members.js";
import type { TriggerFilter } from "../triggers/trigger-filter.input.js";
import { parseEventCursor } from "./event-cursor.js";

/** What a subscription's resolver gets for each event. */
export interface LiveEvent extends Pick<LoggedEvent, "cursor" | "customerId" | "record"> {
  readonly kind: ContextKind;
}

interface Resumable {
  readonly after?: string | null;
}

/** The stream ends with the token; the transport then closes the socket. */
async function openStream(
  context: RequestContext,
  after: string | null | undefined,
  filter: EventFilter,
): Promise<{ readonly start: bigint; readonly events: AsyncGenerator<LoggedEvent, void, void> }> {
  const latest = await context.events.latestCursor();
  const start = typeof after === "string" ? parseEventCursor(after, latest) : latest;
  return { start, events: context.events.read(start, filter, context.signal) };
}

/** customerContext: a snapshot first unless the caller resumes. The cursor is taken before the snapshot is read. */
export async function streamContext(
  context: RequestContext,
  args: Resumable & { readonly customerId: string },
): Promise<AsyncGenerator<LiveEvent, void, void>> {
  const customer = await context.loaders.customer(parseNodeIdOf("Customer", args.customerId, "customerId"));
  if (customer === undefined) throw invalidArgument("customerId", "is not the id of a customer.");
  const { start, events } = await openStream(context, args.after, {
    // What ends the stream when the person is erased comes under the pseudonym, since nobody else knows it.
    customerIds: [...withMerged(customer), customer.subjectRef],
  });
  const isResumed = typeof args.after === "string";
  return (async function* () {
    if (!isResumed) {
      yield { cursor: start, kind: "SNAPSHOT" as const, customerId: customer.id, record: null };
    }
    for await (const event of events) {
      if (event.type === "customer.erased") return;
      yield event;
    }
  })();
}

/** consentChanged: consents of all customers or of some. */
export async function streamConsents(
  context: RequestContext,
  args: Resumable & { readonly customerIds?: readonly string[] | null },
): Promise<AsyncGenerator<LiveEvent, void, void>> {
  const customerIds = await loadCustomerIds(context, args.customerIds, "customerIds");
  const { events } = await openStream(context, args.after, {
    kinds: ["CONSENT"],
    ...(customerIds === undefined ? {} : { customerIds }),
  });
  return events;
}

/** triggerRaised: triggers that fit the filter. */
export async function streamTriggers(
  context: RequestContext,
  args: Resumable & { readonly filter?: TriggerFilter | null },
): Promise<AsyncGenerator<LiveEvent, void, void>> {
  const filter = toDefinedMembers(args.filter) ?? {};
  const customerIds = await loadCustomerIds(context, filter.customerIds, "filter.customerIds");
  const { events } = await openStream(context, args.after, {
    kinds: ["TRIGGER"],
    ...(customerIds === undefined ? {} : { customerIds }),
  });
  return (async function* () {
    for await (const event of events) {
      if (await isWanted(context, event.record as Trigger, filter)) yield event;
    }
  })();
}

async function isWanted(
  context: RequestContext,
  trigger: Trigger,
  filter: { [Name in keyof TriggerFilter]?: NonNullable<TriggerFilter[Name]> },
): Promise<boolean> {
  if (filter.rules !== undefined && !filter.rules.includes(trigger.rule)) return false;
  if (filter.minPriority !== undefined && trigger.priority < filter.minPriority) return false;
  if (filter.statuses !== undefined && !filter.statuses.includes(trigger.status)) return false;
  if (filter.branches === undefined) return true;
  const { loaders } = context.renew();
  const [profile] = await loaders.facet("profile", trigger.customerId, { limit: 1 });
  return (
    profile?.branch !== null && profile?.branch !== undefined && filter.branches.includes(profile.branch)
  );
}

/** Events from before a merge keep the id that the customer had then. */
function withMerged({ id, mergedIds }: CustomerRef): readonly string[] {
  return [id, ...mergedIds];
}

async function loadCustomerIds(
  { loaders }: RequestContext,
  ids: readonly string[] | null | undefined,
  argument: string,
): Promise<readonly string[] | undefined> {
  if (ids === null || ids === undefined) return undefined;
  const refs = await Promise.all(ids.map((id) => loaders.customer(parseNodeIdOf("Customer", id, argument))));
  return refs.flatMap((ref) => (ref === undefined ? [] : withMerged(ref)));
}
