import { Directive, Field, ID, ObjectType } from "type-graphql";
import type { CustomerRef } from "../../domains/identity/identity.js";
import { toNodeId } from "../../shared/ids.js";
import { Node } from "../node/node.type.js";
import { defineConnection } from "../paging/connection.js";

/** One person over all sources. The blocks are added by the folders of their domains. */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "crmId")')
@ObjectType({
  implements: Node,
  description:
    "One customer over all systems. A block whose source is down is null, with one error; the rest stands.",
})
export class Customer extends Node {
  readonly __typename = "Customer";

  /** The id inside the gateway, for loaders. */
  readonly key!: string;

  @Field(() => ID, {
    description: "Stable for life: every id that was ever merged into this customer still finds it.",
  })
  override id!: string;

  @Field(() => ID, {
    nullable: true,
    description: "Customer number of the CRM; null for a person it does not know.",
  })
  crmId!: string | null;

  @Field(() => [ID], { description: "Ids of customers that were merged into this one." })
  mergedIds!: readonly string[];
}

/** CustomerConnection */
export const CustomerConnection = defineConnection("Customer", "customers", () => Customer);

/** The API's object of a customer of the store. */
export function toCustomer(ref: CustomerRef): Customer {
  return {
    __typename: "Customer",
    key: ref.id,
    id: toNodeId("Customer", ref.id),
    crmId: ref.crmId,
    mergedIds: ref.mergedIds.map((id) => toNodeId("Customer", id)),
  };
}
