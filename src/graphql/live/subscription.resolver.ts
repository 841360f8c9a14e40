// Subscriptions. Each turns its arguments into a stream of logged events; an event is resolved in a context of its own,
// so nothing of one event (loaded data, rights) reaches the next.
import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, ID, Info, Resolver, Root, Subscription } from "type-graphql";
import { ConsentEvent, CustomerContextEvent, TriggerEvent } from "./live-event.type.js";
import { TriggerFilter } from "../triggers/trigger-filter.input.js";
import { toConsentRecord } from "../consent/consent.type.js";
import { toCustomer } from "../customer/customer.type.js";
import type { RequestContext } from "../request-context.js";
import { toTrigger } from "../triggers/trigger.type.js";
import { admitEvent, toRecord } from "./event-record.js";
import { toEventCursor } from "./event-cursor.js";
import type { LiveEvent } from "./live-source.js";
import { streamConsents, streamContext, streamTriggers } from "./streams.js";
import type { ConsentRecord } from "../../domains/consent/consent.js";
import type { Trigger } from "../../domains/triggers/trigger.js";

const afterDescription =
  "Cursor of the last event that was received: the stream goes on behind it, without a gap or a repeat.";

/** Subscription.* */
@Resolver()
export class SubscriptionResolver {
  @Subscription(() => CustomerContextEvent, {
    description:
      "The live context of one customer. Without `after` it begins with a snapshot, then follows every change.",
    subscribe: ({ args, context }) => streamContext(context as RequestContext, args as never),
  })
  async customerContext(
    @Root() event: LiveEvent,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("customerId", () => ID, { description: "The customer." }) _customerId: string,
    @Arg("after", () => String, { nullable: true, description: afterDescription }) _after: string | null,
  ): Promise<CustomerContextEvent | null> {
    const person = await admitEvent(context, event, info);
    if (person === undefined) return null;
    return {
      cursor: toEventCursor(event.cursor),
      kind: event.kind,
      customer: toCustomer(person.ref),
      record: toRecord(context, person, event, info),
    };
  }

  @Subscription(() => ConsentEvent, {
    description:
      "Every consent that is recorded, of all customers or of some; without those that the viewer may not see.",
    subscribe: ({ args, context }) => streamConsents(context as RequestContext, args as never),
  })
  async consentChanged(
    @Root() event: LiveEvent,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("customerIds", () => [ID], { nullable: true, description: "Only these customers; by default all." })
    _customerIds: string[] | null,
    @Arg("after", () => String, { nullable: true, description: afterDescription }) _after: string | null,
  ): Promise<ConsentEvent | null> {
    const person = await admitEvent(context, event, info, "ConsentRecord");
    if (person === undefined) return null;
    return {
      cursor: toEventCursor(event.cursor),
      customer: toCustomer(person.ref),
      record: toConsentRecord(event.record as ConsentRecord),
    };
  }

  @Subscription(() => TriggerEvent, {
    description: "Every trigger the moment it is raised, without those that the viewer may not see.",
    subscribe: ({ args, context }) => streamTriggers(context as RequestContext, args as never),
  })
  async triggerRaised(
    @Root() event: LiveEvent,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("filter", () => TriggerFilter, { nullable: true, description: "Narrows the stream." })
    _filter: TriggerFilter | null,
    @Arg("after", () => String, { nullable: true, description: afterDescription }) _after: string | null,
  ): Promise<TriggerEvent | null> {
    if ((await admitEvent(context, event, info, "Trigger")) === undefined) return null;
    return { cursor: toEventCursor(event.cursor), trigger: toTrigger(event.record as Trigger) };
  }
}
