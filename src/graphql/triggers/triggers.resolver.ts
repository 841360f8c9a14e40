import { Arg, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { TriggerStatus } from "../../domains/triggers/trigger.js";
import { parseFirst, toSlice } from "../../shared/page.js";
import { Customer, toCustomerById } from "../customer/customer.type.js";
import { loadNode } from "../node/load-node.js";
import { TouchpointRecord } from "../node/touchpoint-record.js";
import { toConnection, type ConnectionShape } from "../paging/connection.js";
import { AfterArg, FirstArg } from "../paging/first-arg.js";
import { parsePositionCursor, toPositionCursor } from "../paging/position-cursor.js";
import type { RequestContext } from "../request-context.js";
import { toTrigger, Trigger, TriggerConnection } from "./trigger.type.js";

const list = "triggers";

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

/** Trigger.customer and Trigger.evidence */
@Resolver(() => Trigger)
export class TriggerResolver {
  @FieldResolver(() => Customer, { description: "Whom it is about." })
  async customer(@Root() trigger: Trigger, @Ctx() context: RequestContext): Promise<Customer | null> {
    return toCustomerById(context, trigger.source.customerId);
  }

  @FieldResolver(() => [TouchpointRecord], { description: "The records that it was raised for." })
  async evidence(@Root() trigger: Trigger, @Ctx() context: RequestContext): Promise<TouchpointRecord[]> {
    const nodes = await Promise.all(trigger.source.evidence.map((id) => loadNode(context, id, "id")));
    return nodes.filter(
      (node): node is TouchpointRecord =>
        node !== null &&
        node.__typename !== "Customer" &&
        node.__typename !== "ConsentDuty" &&
        node.__typename !== "RightsRequest" &&
        node.__typename !== "AccessEntry",
    );
  }
}
