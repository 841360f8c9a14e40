import { Field, ID, ObjectType } from "type-graphql";
import { Channel } from "../../domains/customer/channel.js";
import { WebEventType, type WebEvent as WebEventRecord } from "../../domains/customer/records.js";
import { toNodeId } from "../../shared/ids.js";
import { Node } from "../node/node.type.js";
import { defineConnection } from "../paging/connection.js";
import { DateTime, JSONObject } from "../scalars.js";

/** An event of a website or an app. */
@ObjectType({
  implements: Node,
  description: "An event of the website or the app (Segment specification: track, page, screen, identify).",
})
export class WebEvent extends Node {
  readonly __typename = "WebEvent";

  @Field(() => ID, { description: "Opaque, stable, unique in the whole graph." })
  override id!: string;

  @Field(() => WebEventType, { description: "Kind of event." })
  type!: WebEventType;

  @Field(() => String, { description: 'Name of the event or the page, e.g. "Product Viewed".' })
  name!: string;

  @Field(() => DateTime, { description: "When it happened." })
  occurredAt!: string;

  @Field(() => String, {
    nullable: true,
    description: "Visit it belongs to; null when the source did not say.",
  })
  sessionId!: string | null;

  @Field(() => Channel, { nullable: true, description: "WEB or APP; null when the source did not say." })
  channel!: Channel | null;

  @Field(() => String, { nullable: true, description: "Address of the page; null for app events." })
  url!: string | null;

  @Field(() => String, { nullable: true, description: "Where the person came from; null when not sent." })
  referrer!: string | null;

  @Field(() => String, { nullable: true, description: "Kind of device; null when not known." })
  device!: string | null;

  @Field(() => String, { nullable: true, description: "City; null when not known." })
  locality!: string | null;

  @Field(() => String, { nullable: true, description: "Product it is about; null when it is about none." })
  product!: string | null;

  @Field(() => String, { nullable: true, description: "Campaign that led here; null when none did." })
  campaign!: string | null;

  @Field(() => JSONObject, {
    nullable: true,
    description: "What else the source recorded; null when nothing.",
  })
  properties!: Readonly<Record<string, unknown>> | null;
}

/** WebEventConnection */
export const WebEventConnection = defineConnection("WebEvent", "web events", () => WebEvent);

/** The API's object of a record. */
export function toWebEvent(record: WebEventRecord): WebEvent {
  return { __typename: "WebEvent", id: toNodeId("WebEvent", record.recordId), ...record };
}
