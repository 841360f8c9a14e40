import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, FieldResolver, Info, Query, Resolver, Root } from "type-graphql";
import { TriggerStatus, type Trigger as TriggerValue } from "../../domains/triggers/trigger.js";
import { parseNodeId } from "../../shared/ids.js";
import { parseFirst, toSlice } from "../../shared/page.js";
import { Customer, toCustomer } from "../customer/customer.type.js";
import { findTouchpointRecord } from "../node/load-node.js";
import { TouchpointRecord } from "../node/touchpoint-record.js";
import { toConnection, type ConnectionShape } from "../paging/connection.js";
import { AfterArg, FirstArg } from "../paging/first-arg.js";
import { parsePositionCursor, toPositionCursor } from "../paging/position-cursor.js";
import type { RequestContext } from "../request-context.js";
import { listTriggers } from "./list-triggers.js";
import { TriggerFilter } from "./trigger-filter.input.js";
import { toTrigger, Trigger, TriggerConnection } from "./trigger.type.js";

const list = "triggers";
const listOfAll = "triggers-of-all";

/** Customer.triggers */
@Resolver(() => Customer)
export class CustomerTriggersResolver {
  @FieldResolver(() => TriggerConnection, {
    nullable: true,
    description: "Triggers about the customer, newest first; null while the store is down.",
  })
  async triggers(
    @Root() customer: Customer,
    @Ctx() { loaders }: RequestContext,
    @FirstArg(20) first: number | null,
    @AfterArg() after: string | null,
    @Arg("status", () => [TriggerStatus], { nullable: true, description: "Only those that stand here." })
    status: TriggerStatus[] | null,
  ): Promise<ConnectionShape<Trigger>> {
    const limit = parseFirst(first ?? 20);
    const position = parsePositionCursor(list, after);
    const triggers = await loaders.triggers(customer.key, {
      limit: limit + 1,
      ...(position === undefined ? {} : { after: position }),
      ...(status === null || status === undefined ? {} : { statuses: status }),
    });
    return toConnection(toSlice(triggers, limit), after, toTrigger, (trigger) =>
      toPositionCursor(list, trigger.raisedAt, trigger.id),
    );
  }
}

/** Query.triggers */
@Resolver()
export class TriggersResolver {
  @Query(() => TriggerConnection, {
    description: "Triggers of all customers, newest first, without those that the viewer may not see.",
  })
  async triggers(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @FirstArg(25) first: number | null,
    @AfterArg() after: string | null,
    @Arg("filter", () => TriggerFilter, { nullable: true, description: "Narrows the list." })
    filter: TriggerFilter | null,
  ): Promise<ConnectionShape<Trigger>> {
    const position = parsePositionCursor(listOfAll, after);
    const page = await listTriggers(context, info, {
      first: parseFirst(first ?? 25),
      after: position,
      filter,
    });
    const toCursor = (trigger: TriggerValue) => toPositionCursor(listOfAll, trigger.raisedAt, trigger.id);
    const slice = { items: page.triggers, hasNextPage: page.hasNextPage };
    const { edges, pageInfo } = toConnection(slice, after, toTrigger, toCursor);
    // A page that was looked through in vain has no edge to go on behind.
    const endCursor = page.hasNextPage && page.last !== undefined ? toCursor(page.last) : pageInfo.endCursor;
    return { edges, pageInfo: { ...pageInfo, endCursor } };
  }
}

/** Trigger.customer and Trigger.evidence */
@Resolver(() => Trigger)
export class TriggerResolver {
  @FieldResolver(() => Customer, { description: "Whom it is about." })
  customer(@Ctx() { access }: RequestContext, @Info() { path }: GraphQLResolveInfo): Customer | null {
    const person = access.personAt(path);
    return person === undefined ? null : toCustomer(person.ref);
  }

  @FieldResolver(() => [TouchpointRecord], {
    description: "The records that it was raised for, without those that the viewer may not see.",
  })
  async evidence(
    @Root() trigger: Trigger,
    @Ctx() context: RequestContext,
    @Info() { path }: GraphQLResolveInfo,
  ): Promise<TouchpointRecord[]> {
    const person = context.access.personAt(path);
    const visible = trigger.source.evidence.filter(
      (id) => person !== undefined && context.access.mayShow(person, parseNodeId(id).type, path),
    );
    const records = await Promise.all(visible.map((id) => findTouchpointRecord(context, id, "id")));
    return records.filter((record) => record !== undefined);
  }
}
