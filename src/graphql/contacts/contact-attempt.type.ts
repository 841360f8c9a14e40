import { Field, ID, Int, ObjectType } from "type-graphql";
import { Channel } from "../../domains/customer/channel.js";
import {
  ContactResult,
  type ContactAttempt as ContactAttemptRecord,
} from "../../domains/customer/records.js";
import { toNodeId } from "../../shared/ids.js";
import { Node } from "../node/node.type.js";
import { defineConnection } from "../paging/connection.js";
import { DateTime } from "../scalars.js";

/** One marketing contact. */
@ObjectType({ implements: Node, description: "One marketing contact with the customer." })
export class ContactAttempt extends Node {
  readonly __typename = "ContactAttempt";

  @Field(() => ID, { description: "Opaque, stable, unique in the whole graph." })
  override id!: string;

  @Field(() => String, {
    nullable: true,
    description: "Campaign it belongs to; null when it belongs to none.",
  })
  campaign!: string | null;

  @Field(() => String, { nullable: true, description: "What was offered; null when not recorded." })
  offer!: string | null;

  @Field(() => Channel, {
    nullable: true,
    description: "How the customer was contacted; null when not known.",
  })
  channel!: Channel | null;

  @Field(() => Int, { description: "Number of the attempt within its campaign, from 1." })
  attempt!: number;

  @Field(() => ContactResult, { description: "How it ended." })
  result!: ContactResult;

  @Field(() => DateTime, { description: "When it happened." })
  occurredAt!: string;
}

/** ContactAttemptConnection */
export const ContactAttemptConnection = defineConnection(
  "ContactAttempt",
  "contact attempts",
  () => ContactAttempt,
);

/** The API's object of a record. */
export function toContactAttempt(record: ContactAttemptRecord): ContactAttempt {
  return { __typename: "ContactAttempt", id: toNodeId("ContactAttempt", record.recordId), ...record };
}
