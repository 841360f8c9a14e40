import { Field, ObjectType } from "type-graphql";
import { Channel } from "../../domains/customer/channel.js";
import { TouchpointKind, type Touchpoint as TouchpointValue } from "../../domains/customer/timeline.js";
import { toTouchpointRecord, TouchpointRecord } from "../node/touchpoint-record.js";
import { defineConnection } from "../paging/connection.js";
import { DateTime } from "../scalars.js";

/** One contact between customer and company, of any source. */
@ObjectType({ description: "One contact between the customer and the company, of any source." })
export class Touchpoint {
  @Field(() => TouchpointKind, { description: "What it was." })
  kind!: TouchpointKind;

  @Field(() => DateTime, { description: "When it happened." })
  occurredAt!: string;

  @Field(() => Channel, { nullable: true, description: "Where it happened; null when not known." })
  channel!: Channel | null;

  @Field(() => String, { nullable: true, description: "City; null when not known." })
  locality!: string | null;

  @Field(() => String, { nullable: true, description: "Product it was about; null when it was about none." })
  product!: string | null;

  @Field(() => TouchpointRecord, { description: "The record itself." })
  record!: TouchpointRecord;
}

/** TouchpointConnection */
export const TouchpointConnection = defineConnection("Touchpoint", "touchpoints", () => Touchpoint);

/** The API's object of a touchpoint. */
export function toTouchpointObject(touchpoint: TouchpointValue): Touchpoint {
  const { kind, occurredAt, record } = touchpoint;
  return {
    kind,
    occurredAt,
    channel: "channel" in record ? record.channel : null,
    locality: "locality" in record ? record.locality : null,
    product: "product" in record ? record.product : null,
    record: toTouchpointRecord(touchpoint),
  };
}
