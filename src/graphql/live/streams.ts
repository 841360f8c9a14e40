// From the arguments of a subscription to the events it wants.
import type { EventFilter, LoggedEvent } from "../../domains/events/event.js";
import type { Trigger } from "../../domains/triggers/trigger.js";
import { invalidArgument } from "../../shared/errors.js";
import { parseNodeIdOf } from "../../shared/ids.js";
import { loadCustomerIds, withMerged } from "../customer/load-customer-ids.js";
import type { RequestContext } from "../request-context.js";
import { toDefinedMembers } from "../defined-members.js";
import type { TriggerFilter } from "../triggers/trigger-filter.input.js";
import { parseEventCursor } from "./event-cursor.js";
import { toSourceStream, type LiveEvent, type LiveSource } from "./live-source.js";

interface Resumable {
  readonly after?: string | null;
}

type Read = LiveSource["read"];

/** The source of a subscription; `narrow` says which of the filtered events it wants. */
async function openSource(
  context: RequestContext,
  resumable: Resumable,
  filter: EventFilter,
  narrow: (events: AsyncGenerator<LoggedEvent, void, void>, context: RequestContext) => ReturnType<Read>,
): Promise<LiveSource & { readonly isResumed: boolean }> {
  const latest = await context.events.latestCursor();
  // A browser that connects again sends the arguments of its beginning, and beside them what it has by now.
  const after = context.lastEventId ?? resumable.after;
  const isResumed = typeof after === "string";
  return {
    after: isResumed ? await parseEventCursor(after, context.events) : latest,
    latest,
    isResumed,
    key: JSON.stringify(filter),
    // The stream ends with the token; the transport then closes the socket.
    read: (reader, cursor) => narrow(reader.events.read(cursor, filter, reader.signal), reader),
  };
}

/** customerContext: a snapshot first unless the caller resumes. The cursor is taken before the snapshot is read. */
export async function streamContext(
  context: RequestContext,
  args: Resumable & { readonly customerId: string },
): Promise<AsyncGenerator<LiveSource, void, void>> {
  const customer = await context.loaders.customer(parseNodeIdOf("Customer", args.customerId, "customerId"));
  if (customer === undefined) throw invalidArgument("customerId", "is not the id of a customer.");
  const filter = {
    // What ends the stream when the person is erased comes under the pseudonym, since nobody else knows it.
    customerIds: [...withMerged(customer), customer.subjectRef],
  };
  const source = await openSource(context, args, filter, async function* (events) {
    for await (const event of events) {
      if (event.type === "customer.erased") return;
      yield event;
    }
  });
  const snapshot: LiveEvent = {
    cursor: source.after,
    kind: "SNAPSHOT",
    customerId: customer.id,
    record: null,
  };
  return toSourceStream(source.isResumed ? source : { ...source, snapshot });
}

/** consentChanged: consents of all customers or of some. */
export async function streamConsents(
  context: RequestContext,
  args: Resumable & { readonly customerIds?: readonly string[] | null },
): Promise<AsyncGenerator<LiveSource, void, void>> {
  const customerIds = await loadCustomerIds(context, args.customerIds, "customerIds");
  const filter: EventFilter = {
    kinds: ["CONSENT"],
    ...(customerIds === undefined ? {} : { customerIds }),
  };
  return toSourceStream(await openSource(context, args, filter, (events) => events));
}

/** triggerRaised: triggers that fit the filter. */
export async function streamTriggers(
  context: RequestContext,
  args: Resumable & { readonly filter?: TriggerFilter | null },
): Promise<AsyncGenerator<LiveSource, void, void>> {
  const filter = toDefinedMembers(args.filter) ?? {};
  const customerIds = await loadCustomerIds(context, filter.customerIds, "filter.customerIds");
  const kept: EventFilter = {
    // The steps that follow are told by customerContext; whoever waits for work waits for this one.
    types: ["trigger.raised"],
    kinds: ["TRIGGER"],
    ...(customerIds === undefined ? {} : { customerIds }),
  };
  const source = await openSource(context, args, kept, async function* (events, reader) {
    for await (const event of events) {
      if (await isWanted(reader, event.record as Trigger, filter)) yield event;
    }
  });
  return toSourceStream(source);
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
